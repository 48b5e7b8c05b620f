package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HypervisorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.libvirt.LibvirtException;

/** Brings a local file into a host's pool. */
final class Upload {

    private Upload() {}

    static void ensure(BerthConnect connect, Pool pool, String volume, Path file) throws LibvirtException {
        if (pool.isWhole(volume)) {
            return;
        }
        long length = lengthOf(file, volume);
        pool.whole(volume, () -> {
            // Made as raw bytes of the file's length; libvirt learns at the next look what format they have.
            Streams.write(connect, pool.create(VolumeXml.raw(volume, length)), file, length);
            pool.refresh();
        });
    }

    private static long lengthOf(Path file, String volume) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new HypervisorException(
                    "Cannot upload volume '" + volume + "': file '" + file
                            + "' cannot be read. Put the image file there.",
                    e);
        }
    }
}
