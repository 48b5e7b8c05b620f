package dev.berth.broker.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegionKeyTest {

    @TempDir
    private Path folder;

    @Test
    void theKeyIsMadeOnceAndOnlyBerthMayReadIt() throws IOException {
        byte[] first = key().derive("test", bytes("a"));
        byte[] second = key().derive("test", bytes("a"));

        assertThat(second).isEqualTo(first).hasSize(32);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("region.key"))))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void purposesAndPartsDoNotRunIntoEachOther() {
        RegionKey key = key();
        assertThat(key.derive("test", bytes("ab"), bytes("c")))
                .isNotEqualTo(key.derive("test", bytes("a"), bytes("bc")))
                .isNotEqualTo(key.derive("other", bytes("ab"), bytes("c")));
    }

    @Test
    void aKeyThatOthersMayReadIsRefused() throws IOException {
        key();
        Files.setPosixFilePermissions(folder.resolve("region.key"), PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(this::key).hasMessageContaining("chmod 600");
    }

    @Test
    void aKeyOfAnotherLengthIsRefused() throws IOException {
        key();
        Files.write(folder.resolve("region.key"), new byte[31]);

        assertThatThrownBy(this::key).hasMessageContaining("has 31 bytes");
    }

    private RegionKey key() {
        return new RegionKey(new RegionKeySettings(folder, null));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
