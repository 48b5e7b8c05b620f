package dev.berth.bench.bed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackedJarTest {

    @TempDir
    private Path folder;

    @Test
    void aJarWithoutJarsInsideIsRunAsItIs() throws IOException {
        Path plain = jar("plain.jar", "dev/berth/");
        assertThat(UnpackedJar.of(plain)).isEqualTo(plain);
    }

    /** It has no tools inside that would unpack it, so the attempt shows that it is not run as it is. */
    @Test
    void aJarWithJarsInsideIsNeverRunAsItIs() throws IOException {
        Path nested = jar("berth-boot.jar", "BOOT-INF/");
        assertThatThrownBy(() -> UnpackedJar.of(nested)).hasMessageContaining("Cannot unpack " + nested);
    }

    private Path jar(String name, String entry) throws IOException {
        Path jar = folder.resolve(name);
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry(entry));
            out.closeEntry();
        }
        return jar;
    }
}
