package dev.berth.broker.catalog;

import java.nio.file.Path;
import java.time.Instant;

/**
 * One content of an image, never changed once it is in use.
 *
 * @param version counts up within the image, from 1
 * @param directory holds {@code root.qcow2}, {@code user.qcow2} and, for a direct kernel boot, {@code kernel} and
 *     {@code initrd}; it must be readable by every node that provisions
 * @param commandLine of the kernel; empty when the firmware boots the root volume
 * @param directKernel whether the hypervisor hands the kernel over
 */
public record ImageVersion(
        ImageVersionId id,
        ImageId image,
        int version,
        Path directory,
        String commandLine,
        boolean directKernel,
        Instant createdAt) {

    public ImageVersion {
        Field.within("version", version, 1, Integer.MAX_VALUE, "");
        if (!directory.isAbsolute()) {
            throw new IllegalArgumentException("directory is '" + directory
                    + "'; allowed is an absolute path such as /var/lib/berth/images/desktop.");
        }
        commandLine = commandLine.isBlank() ? "" : Field.line("commandLine", commandLine, 2_000);
        if (!directKernel && !commandLine.isEmpty()) {
            throw new IllegalArgumentException(
                    "commandLine is '" + commandLine
                            + "'; allowed is none, because the firmware boots this image. Set directKernel, or leave it empty.");
        }
    }

    public Path rootFile() {
        return directory.resolve("root.qcow2");
    }

    public Path userFile() {
        return directory.resolve("user.qcow2");
    }

    public Path kernelFile() {
        return directory.resolve("kernel");
    }

    public Path initrdFile() {
        return directory.resolve("initrd");
    }
}
