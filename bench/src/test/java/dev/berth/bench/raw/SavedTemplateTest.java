package dev.berth.bench.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedTemplateTest {

    private static final UUID CLONE = UUID.fromString("00000000-0000-4000-8000-00000000000c");
    private static final String XML = """
            <domain type='qemu'>
              <name>template</name>
              <uuid>00000000-0000-4000-8000-00000000000a</uuid>
              <description>%s</description>
              <devices>
                <disk type='file'><source file='/pool/template.root'/><backingStore type='file'><source file='/pool/img'/>\
            </backingStore><target dev='vda'/></disk>
                <disk type='file'><source file='/pool/template.home'/><target dev='vdb'/></disk>
              </devices>
            </domain>
            """.formatted("room ".repeat(20));

    @TempDir
    Path folder;

    @Test
    void aCloneHasItsOwnIdentityOverTheSameMemory() throws IOException {
        Path memory = saved();
        Path copy = folder.resolve("copy");

        SavedTemplate.read(memory).copyTo(copy, "mine", CLONE, Path.of("/pool/mine.root"), Path.of("/pool/mine.user"));

        SavedTemplate clone = SavedTemplate.read(copy);
        assertThat(clone.xml())
                .contains("<name>mine</name>", "<uuid>" + CLONE + "</uuid>", "'/pool/mine.root'", "'/pool/mine.user'")
                .doesNotContain("template", "backingStore", "room");
        assertThat(Files.size(copy)).isEqualTo(Files.size(memory));
        assertThat(Files.readString(copy, StandardCharsets.ISO_8859_1)).endsWith("<cookie/>\0MEMORY");
    }

    @Test
    void whatLibvirtDidNotSaveIsRefused() throws IOException {
        Path other = Files.write(folder.resolve("other"), new byte[4096]);
        assertThatThrownBy(() -> SavedTemplate.read(other)).hasMessageContaining("no memory that libvirt saved");
    }

    private Path saved() throws IOException {
        byte[] xml = (XML + "\0").getBytes(StandardCharsets.UTF_8);
        byte[] cookie = "<cookie/>\0".getBytes(StandardCharsets.UTF_8);
        ByteBuffer header = ByteBuffer.allocate(92).order(ByteOrder.LITTLE_ENDIAN);
        header.put("LibvirtQemudSave".getBytes(StandardCharsets.US_ASCII));
        header.putInt(16, 2).putInt(20, xml.length + cookie.length).putInt(32, xml.length);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (byte[] part : Arrays.asList(header.array(), xml, cookie, "MEMORY".getBytes(StandardCharsets.US_ASCII))) {
            file.write(part);
        }
        return Files.write(folder.resolve("memory"), file.toByteArray());
    }
}
