package dev.berth.gateway.file;

import dev.berth.broker.session.FileRule;
import java.util.List;
import java.util.Set;

/** Decides whether one file passes: by its name and size before it begins, by its content as it comes. */
final class FileGate {

    private final FileRule rule;
    private final String name;
    private final String ending;

    /** Says at once what can be said of a name and a size. */
    FileGate(FileRule rule, String name, long bytes) {
        this.rule = rule;
        this.name = name;
        this.ending = FileType.ending(name);
        if (!rule.allowed()) {
            throw refused("Files do not pass in this direction.");
        }
        if (bytes > rule.largestBytes()) {
            throw refused("It has %,d bytes; allowed are %,d MiB.".formatted(bytes, rule.largestMib()));
        }
        List<String> types = rule.types();
        if (types != null && !types.contains(ending)) {
            throw refused("It is of the type '%s'; allowed are %s.".formatted(ending, String.join(", ", types)));
        }
    }

    /** Looks at a piece of the file, none of which may pass before. */
    void require(long offset, byte[] piece) {
        if (offset == 0) {
            requireHead(piece);
        } else if (FileType.contents(ending).map(FileGate::onlyText).orElse(false) && !FileContent.isText(piece)) {
            throw refused("It is called a text, and goes on with what is none.");
        }
    }

    private void requireHead(byte[] head) {
        if (head.length == 0) {
            return;
        }
        FileContent content = FileContent.of(head);
        FileType.contents(ending)
                .ifPresentOrElse(
                        allowed -> {
                            if (!allowed.contains(content)) {
                                throw refused(
                                        "Its content is not what '.%s' files hold (%s).".formatted(ending, content));
                            }
                        },
                        () -> {
                            if (rule.types() != null && content != FileContent.OTHER && content != FileContent.TEXT) {
                                throw refused(
                                        "Its content is of another type than its name says (%s).".formatted(content));
                            }
                        });
    }

    private static boolean onlyText(Set<FileContent> contents) {
        return contents.stream().allMatch(each -> each == FileContent.TEXT || each == FileContent.SCRIPT);
    }

    private FileRefusedException refused(String why) {
        String seen = name.length() <= 80 ? name : name.substring(0, 80) + "…";
        return new FileRefusedException("'" + seen + "' does not pass. " + why);
    }
}
