package dev.berth.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.hypervisor.HypervisorException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SaveImageTest {

    private static final String XML = "<domain><name>template</name></domain>";
    private static final String COOKIE = "<cookie/>";

    @Test
    void anotherDescriptionLeavesLengthAndCookieWhereTheyWere() {
        var image = SaveImage.of(header(2, data().length), data());
        assertThat(image.xml()).isEqualTo(XML);
        var head = image.withXml("<domain><name>alice</name></domain>");
        assertThat(head).hasSize(SaveImage.HEADER_BYTES + data().length);
        var again = SaveImage.of(
                Arrays.copyOf(head, SaveImage.HEADER_BYTES),
                Arrays.copyOfRange(head, SaveImage.HEADER_BYTES, head.length));
        assertThat(again.xml()).isEqualTo("<domain><name>alice</name></domain>");
        assertThat(new String(head, StandardCharsets.UTF_8)).endsWith(COOKIE + "\0");
    }

    @Test
    void longerDescriptionThanThereIsRoomForIsRefused() {
        var image = SaveImage.of(header(2, data().length), data());
        assertThatThrownBy(() -> image.withXml(XML + " "))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining("room for " + XML.length());
    }

    @Test
    void foreignDamagedAndUnknownFilesAreRefused() {
        assertThatThrownBy(() -> SaveImage.dataLength(new byte[SaveImage.HEADER_BYTES]))
                .isInstanceOf(HypervisorException.class);
        assertThatThrownBy(() -> SaveImage.dataLength(header(3, 100)))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining("version 3");
        assertThatThrownBy(() -> SaveImage.dataLength(header(2, -5))).isInstanceOf(HypervisorException.class);
        assertThatThrownBy(() -> SaveImage.dataLength(header(2, Integer.MAX_VALUE)))
                .isInstanceOf(HypervisorException.class);
        assertThatThrownBy(() -> SaveImage.of(header(2, 100), new byte[50])).isInstanceOf(HypervisorException.class);
    }

    /** The head of a machine of this description. */
    static SaveImage describing(String xml) {
        var data = data(xml);
        return SaveImage.of(header(2, data.length, xml), data);
    }

    private static byte[] data() {
        return data(XML);
    }

    private static byte[] data(String xml) {
        return (xml + "\0" + COOKIE + "\0").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] header(int version, int dataLength) {
        return header(version, dataLength, XML);
    }

    private static byte[] header(int version, int dataLength, String xml) {
        return ByteBuffer.allocate(SaveImage.HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("LibvirtQemudSave".getBytes(StandardCharsets.US_ASCII))
                .putInt(version)
                .putInt(dataLength)
                .putInt(1)
                .putInt(0)
                .putInt(xml.length() + 1)
                .array();
    }
}
