package dev.berth.hypervisor;

import java.util.regex.Pattern;

/** A volume's name inside its host's pool, known before the volume exists. */
public record VolumeName(String value) {

    private static final Pattern ALLOWED = Pattern.compile("[a-z0-9][a-z0-9._-]{0,199}");

    public VolumeName {
        if (!isAllowed(value)) {
            throw new IllegalArgumentException("Volume name '" + value
                    + "' is not allowed: 1 to 200 of a-z, 0-9, '.', '_', '-', starting with a letter or digit.");
        }
    }

    /** Whether a text can be a volume's name; a pool may hold files of other people's that can not. */
    public static boolean isAllowed(String value) {
        return ALLOWED.matcher(value).matches();
    }

    @Override
    public String toString() {
        return value;
    }
}
