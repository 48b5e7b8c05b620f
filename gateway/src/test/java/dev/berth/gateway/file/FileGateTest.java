package dev.berth.gateway.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.session.FileRule;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileGateTest {

    private static final String PDF = "%PDF-1.7\n";
    private static final String EXE = "MZ\u0090\u0000\u0003\u0000";
    private static final String PNG = "\u0089PNG\r\n\u001a\n\u0000";
    private static final String DOCX = entry("[Content_Types].xml");
    private static final String ZIP = entry("holiday/photo.jpg");
    private static final FileRule DOCUMENTS = new FileRule(true, List.of("pdf", "docx", "txt", "xyz"), 1);

    @ParameterizedTest
    @CsvSource({"a.pdf,PDF", "A.PDF,PDF", "a.docx,DOCX", "a.txt,plain text", "a.txt,MZ is a text", "a.xyz,\u0001\u0000"
    })
    void whatIsWhatItsNameSaysPasses(String name, String content) {
        assertThatCode(() -> new FileGate(DOCUMENTS, name, 10).require(0, bytes(content)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "a.pdf,EXE",
        "a.docx,ZIP",
        "a.docx,PDF",
        "a.txt,EXE",
        "a.txt,PNG",
        "a.xyz,EXE",
        "a.xyz,PDF",
        "a.pdf,plain text"
    })
    void whatIsNotWhatItsNameSaysIsBlocked(String name, String content) {
        assertThatThrownBy(() -> new FileGate(DOCUMENTS, name, 10).require(0, bytes(content)))
                .isInstanceOf(FileRefusedException.class)
                .hasMessageContaining(name);
    }

    @ParameterizedTest
    @CsvSource({"a.exe,10", "pdf,10", "a.pdf.exe,10", "a,10", "a.pdf,1048577"})
    void nameAndSizeAreJudgedBeforeTheFirstByte(String name, long bytes) {
        assertThatThrownBy(() -> new FileGate(DOCUMENTS, name, bytes)).isInstanceOf(FileRefusedException.class);
        assertThatThrownBy(() -> new FileGate(FileRule.NOTHING, "a.pdf", 1)).isInstanceOf(FileRefusedException.class);
    }

    @Test
    void aTextThatGoesOnAsSomethingElseIsBlocked() {
        FileGate gate = new FileGate(DOCUMENTS, "a.txt", 10);
        gate.require(0, bytes("plain text"));
        assertThatThrownBy(() -> gate.require(524_288, bytes(EXE))).isInstanceOf(FileRefusedException.class);
    }

    @Test
    void evenWhereAnyTypePassesNothingPassesUnderTheNameOfAnother() {
        assertThatThrownBy(() -> new FileGate(FileRule.ANYTHING, "invoice.pdf", 10).require(0, bytes(EXE)))
                .isInstanceOf(FileRefusedException.class);
        assertThatCode(() -> new FileGate(FileRule.ANYTHING, "setup.exe", 10).require(0, bytes(EXE)))
                .doesNotThrowAnyException();
        assertThatCode(() -> new FileGate(FileRule.ANYTHING, "page.pdf.bak", 10).require(0, bytes(PDF)))
                .doesNotThrowAnyException();
    }

    @Property(tries = 2_000)
    void anyBytesAreSomething(@ForAll byte[] head, @ForAll byte[] after) {
        assertThat(FileContent.of(head)).isNotNull();
        for (String start : List.of(PDF, EXE, PNG, DOCX, ZIP)) {
            byte[] whole =
                    (start + new String(after, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
            assertThat(FileContent.of(whole)).isEqualTo(FileContent.of(start.getBytes(StandardCharsets.ISO_8859_1)));
        }
    }

    private static String entry(String name) {
        return "PK\u0003\u0004\u0014\u0000\u0006\u0000\u0008\u0000" + "\u0000".repeat(16) + (char) name.length()
                + "\u0000\u0000\u0000" + name + "\u0000\u0001";
    }

    private static byte[] bytes(String name) {
        String content = switch (name) {
            case "PDF" -> PDF;
            case "EXE" -> EXE;
            case "PNG" -> PNG;
            case "DOCX" -> DOCX;
            case "ZIP" -> ZIP;
            default -> name;
        };
        return content.getBytes(StandardCharsets.ISO_8859_1);
    }
}
