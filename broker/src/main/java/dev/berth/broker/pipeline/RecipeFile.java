package dev.berth.broker.pipeline;

import java.util.List;
import java.util.regex.Pattern;

/** A file that a recipe puts into the image; the mode is octal, such as 0644. Root owns it. */
public record RecipeFile(String path, String mode, String content) {

    private static final Pattern PATH =
            Pattern.compile("(/[A-Za-z0-9_@+-][A-Za-z0-9._@+-]{0,99}|/\\.[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}){1,20}");
    private static final Pattern MODE = Pattern.compile("0[0-7]{3}");

    /** A person's own, or gone when the machine is off. */
    private static final List<String> NOT_IMAGE = List.of("/home", "/proc", "/sys", "/dev", "/run", "/tmp");

    public RecipeFile {
        if (!PATH.matcher(path).matches() || inNoImage(path)) {
            throw new IllegalArgumentException("file is '" + path
                    + "'; allowed is an absolute path of letters, digits and ._@+-, not under "
                    + String.join(", ", NOT_IMAGE) + ".");
        }
        if (!MODE.matcher(mode).matches()) {
            throw new IllegalArgumentException("mode is '" + mode + "'; allowed is one such as 0644 or 0755.");
        }
    }

    private static boolean inNoImage(String path) {
        return NOT_IMAGE.stream().anyMatch(folder -> path.equals(folder) || path.startsWith(folder + "/"));
    }
}
