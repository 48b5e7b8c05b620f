package dev.berth.ipacl;

/**
 * Something that groups are attached to. Two places are the same when kind and id are: the label is for people, and may
 * have changed between two looks at the same place.
 *
 * @param id what identifies it among its kind
 */
public record Place(Kind kind, String id, String label) {

    /** What groups can be attached to. */
    public enum Kind {
        DIRECTORY("directory"),
        BUNDLE("bundle"),
        STACK("stack"),
        ROLE("role");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    public Place {
        if (id.isBlank()) {
            throw new IllegalArgumentException("id of the " + kind.word + " '" + PlainText.shown(label) + "' is '" + id
                    + "'; allowed is what identifies it, which is never blank.");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Place place && kind == place.kind && id.equals(place.id);
    }

    @Override
    public int hashCode() {
        return 31 * kind.hashCode() + id.hashCode();
    }

    /** The place as it is named in a reason. */
    @Override
    public String toString() {
        return kind.word + " '" + PlainText.shown(label) + "'";
    }
}
