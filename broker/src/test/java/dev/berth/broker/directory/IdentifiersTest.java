package dev.berth.broker.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdentifiersTest {

    @Test
    void aGuidIsReadInWindowsByteOrder() {
        byte[] bytes = HexFormat.of().parseHex("00112233445566778899aabbccddeeff");
        PersonId id = PersonId.ofDirectory(bytes);
        assertThat(id).hasToString("33221100-5544-7766-8899-aabbccddeeff");
        assertThat(id.directoryBytes()).isEqualTo(bytes);
    }

    @Test
    void aGuidSurvivesTheWayThereAndBack() {
        for (int i = 0; i < 1000; i++) {
            PersonId id = new PersonId(UUID.randomUUID());
            assertThat(PersonId.ofDirectory(id.directoryBytes())).isEqualTo(id);
            assertThat(PersonId.of(id.toString())).isEqualTo(id);
        }
    }

    @Test
    void aSidIsReadAndWritten() {
        byte[] bytes = Base64.getDecoder().decode("AQUAAAAAAAUVAAAA0jT7cGxGbm5MjDtIAQIAAA==");
        GroupId id = GroupId.ofDirectory(bytes);
        assertThat(id.sid()).startsWith("S-1-5-21-").endsWith("-513");
        assertThat(id.directoryBytes()).isEqualTo(bytes);
        assertThat(new GroupId("S-1-5-21-4294967295-0-1-500").withRid(513))
                .isEqualTo(new GroupId("S-1-5-21-4294967295-0-1-513"));
        assertThat(GroupId.ofDirectory(new GroupId("S-1-5-21-4294967295-0-1-500").directoryBytes()))
                .isEqualTo(new GroupId("S-1-5-21-4294967295-0-1-500"));
    }

    @Test
    void nonsenseIsRefusedWithItsValue() {
        assertThatThrownBy(() -> PersonId.of("alice")).hasMessageContaining("'alice'");
        assertThatThrownBy(() -> PersonId.ofDirectory(new byte[15])).hasMessageContaining("15 bytes");
        assertThatThrownBy(() -> new GroupId("Domain Users")).hasMessageContaining("'Domain Users'");
        assertThatThrownBy(() -> GroupId.ofDirectory(new byte[] {1, 5, 0})).hasMessageContaining("010500");
        assertThatThrownBy(() -> new GroupMembership(new GroupId("S-1-5-32"), "A", "CN=A", List.of("B")))
                .hasMessageContaining("'A'");
    }
}
