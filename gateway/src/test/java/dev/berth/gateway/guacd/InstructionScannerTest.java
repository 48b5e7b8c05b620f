package dev.berth.gateway.guacd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstructionScannerTest {

    private final InstructionScanner scanner = new InstructionScanner(8_192);

    @Test
    void aFinishedSyncIsNotWithheldBehindHalfAnInstruction() throws Exception {
        byte[] bytes = utf8("4.sync,8.12345678;4.blob,1.0,64.AAAA");
        assertThat(scanner.next(bytes, bytes.length)).isTrue();
        assertThat(scanner.opcode()).isEqualTo(Opcode.SYNC);
        assertThat(scanner.number(1)).isEqualTo(12_345_678);
        assertThat(scanner.start()).isEqualTo(18);
        assertThat(scanner.next(bytes, bytes.length)).isFalse();
        assertThat(scanner.start()).isEqualTo(18);
    }

    @Test
    void anEmojiIsOneCharacter() throws Exception {
        byte[] bytes = utf8("4.name,3.a😀b;4.sync,1.1;");
        assertThat(scanner.next(bytes, bytes.length)).isTrue();
        assertThat(scanner.text(1)).isEqualTo("a😀b");
        assertThat(scanner.next(bytes, bytes.length)).isTrue();
        assertThat(scanner.opcode()).isEqualTo(Opcode.SYNC);
    }

    @Test
    void anUnfinishedInstructionMovesWithItsBuffer() throws Exception {
        byte[] bytes = utf8("3.nop;4.name,3.a😀b;");
        assertThat(scanner.next(bytes, 16)).isTrue();
        assertThat(scanner.next(bytes, 16)).isFalse();
        byte[] moved = Arrays.copyOfRange(bytes, 6, bytes.length);
        scanner.compacted(6);
        assertThat(scanner.next(moved, moved.length)).isTrue();
        assertThat(scanner.text(1)).isEqualTo("a😀b");
        assertThat(scanner.instructionStart()).isZero();
        assertThat(scanner.start()).isEqualTo(moved.length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x.sync;",
                ".sync;",
                "-1.a;",
                "4,sync;",
                "5.sync;x",
                "4.syncs;",
                "000004.sync;",
                "9999.a",
                "99999.a",
                "4.sync.8.12345678;"
            })
    void whatIsNoInstructionIsRefused(String text) {
        byte[] bytes = utf8(text);
        assertThatThrownBy(() -> scanner.next(bytes, bytes.length))
                .isInstanceOf(MalformedInstructionException.class)
                .hasMessageContaining("Guacamole instruction is wrong");
    }

    @Test
    void brokenUtf8IsRefusedAtItsFirstWrongByte() {
        int[][] broken = {
            {0x80},
            {0xc0, 0xaf},
            {0xc3, 0x28},
            {0xe0, 0x80, 0x80},
            {0xed, 0xa0, 0x80},
            {0xf0, 0x80, 0x80, 0x80},
            {0xf4, 0x90, 0x80, 0x80},
            {0xff}
        };
        for (int[] sequence : broken) {
            byte[] bytes = new byte[2 + sequence.length];
            bytes[0] = '9';
            bytes[1] = '.';
            for (int i = 0; i < sequence.length; i++) {
                bytes[2 + i] = (byte) sequence[i];
            }
            assertThatThrownBy(() -> new InstructionScanner(8_192).next(bytes, bytes.length))
                    .as(Arrays.toString(sequence))
                    .isInstanceOf(MalformedInstructionException.class);
        }
    }

    @Test
    void aCharacterIsNotCutShortByATerminator() {
        byte[] bytes = {'1', '.', (byte) 0xf0, (byte) 0x9f, ';'};
        assertThatThrownBy(() -> scanner.next(bytes, bytes.length)).isInstanceOf(MalformedInstructionException.class);
    }

    @Test
    void anInstructionThatWouldBeTooLongIsRefusedBeforeItsBytesCome() {
        byte[] bytes = utf8("4.blob,1.0,8190.");
        assertThatThrownBy(() -> scanner.next(bytes, bytes.length))
                .isInstanceOf(MalformedInstructionException.class)
                .hasMessageContaining("more than 8192 bytes");
    }

    @Test
    void manyTinyElementsAreRefused() {
        byte[] bytes = utf8("0.,".repeat(200));
        assertThatThrownBy(() -> scanner.next(bytes, bytes.length))
                .isInstanceOf(MalformedInstructionException.class)
                .hasMessageContaining("more than 128 elements");
    }

    @ParameterizedTest
    @EnumSource
    void eachOpcodeIsFound(Opcode opcode) {
        byte[] bytes = utf8(opcode.name().toLowerCase(java.util.Locale.ROOT));
        assertThat(Opcode.in(bytes, 0, bytes.length)).isEqualTo(opcode);
    }

    @Test
    void anythingElseIsUnknown() {
        for (String text : new String[] {
            "", "synk", "sy", "synchronise", "SYNC", "é", "sync\0", "sync\0\0\0\0", "disconnected", "\0"
        }) {
            byte[] bytes = utf8(text);
            assertThat(Opcode.in(bytes, 0, bytes.length)).as(text).isEqualTo(Opcode.UNKNOWN);
        }
    }

    @Test
    void numbersAreNumbersOnly() throws Exception {
        byte[] bytes = utf8("5.mouse,2.-3,1.-,0.,2.1x,19.1234567890123456789;");
        assertThat(scanner.next(bytes, bytes.length)).isTrue();
        assertThat(scanner.number(1)).isEqualTo(-3);
        for (int i = 2; i < 7; i++) {
            assertThat(scanner.number(i)).isEqualTo(InstructionScanner.NOT_A_NUMBER);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
