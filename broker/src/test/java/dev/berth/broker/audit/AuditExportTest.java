package dev.berth.broker.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log taken elsewhere, and what somebody may make of it there. The line of the export is its position plus one. */
class AuditExportTest {

    @TempDir
    private Path folder;

    private SealedLog log;
    private List<String> lines = new ArrayList<>();

    @BeforeEach
    void anExportOfTenSealedEntriesAndTwoOthers() {
        log = SealedLog.inA(folder);
        log.record(10);
        log.sealer.seal();
        log.record(2);
        lines = export();
    }

    @AfterEach
    void letGo() {
        log.close();
    }

    @Test
    void anExportIsReadAsItWasWritten() throws IOException {
        assertThat(lines).hasSize(1 + 10 + 2 + 1);
        assertThat(verdict().faults()).isEmpty();
        assertThat(verdict().head()).isEqualTo(log.chain.head());
        assertThat(verdict().unsealed()).isEqualTo(2);
    }

    @Test
    void howItsJsonIsSpacedAndOrderedDoesNotMatter() throws IOException {
        lines.replaceAll(line -> {
            var backwards = new TreeMap<String, Object>(Collections.reverseOrder());
            ExportLine.JSON.readTree(line).properties().forEach(one -> backwards.put(one.getKey(), one.getValue()));
            return "  " + ExportLine.JSON.writeValueAsString(backwards);
        });
        assertThat(lines.get(1)).startsWith("  {\"thingKind\"");

        assertThat(verdict().faults()).isEmpty();
    }

    @Test
    void anEditedLineIsNamed() throws IOException {
        lines.set(4, lines.get(4).replace("thing-4", "thing-5"));

        assertThat(first()).contains("Position 4", "entry 4");
    }

    @Test
    void aDroppedLineIsNamed() throws IOException {
        lines.remove(4);

        assertThat(first()).contains("Position 4 is gone");
    }

    @Test
    void linesInAnotherOrderAreNamed() throws IOException {
        Collections.swap(lines, 4, 5);

        assertThat(sentences()).anySatisfy(sentence -> assertThat(sentence).contains("another order"));
    }

    @Test
    void aDoubledLineIsNamed() throws IOException {
        lines.add(5, lines.get(4));

        assertThat(sentences()).anySatisfy(sentence -> assertThat(sentence).contains("Line 6", "twice"));
    }

    @Test
    void aCutOffTailIsFound() throws IOException {
        lines.subList(8, lines.size()).clear();

        assertThat(sentences()).anySatisfy(sentence -> assertThat(sentence).contains("cut off"));
    }

    @Test
    void aTailCutOffBeforeTheEndIsFound() throws IOException {
        lines.subList(9, 11).clear();

        assertThat(sentences())
                .anySatisfy(
                        sentence -> assertThat(sentence).contains("written up to position 10 and reaches position 8"));
    }

    @Test
    void anEndThatSomebodyElseWroteIsFound() throws IOException {
        lines.subList(10, lines.size() - 1).clear();
        ChainHead nine = ChainHead.parse(lines.get(9));
        String end = lines.removeLast();
        lines.add(end.replace(log.chain.head().hash(), nine.hash())
                .replace("\"position\":10", "\"position\":9")
                .replace("\"unsealed\":2", "\"unsealed\":0"));

        assertThat(sentences())
                .singleElement()
                .satisfies(sentence -> assertThat(sentence).contains("not written by Berth"));
    }

    @Test
    void anOlderExportIsFoundByAnotherHead() throws IOException {
        log.sealer.seal();
        Verdict verdict = log.chain.verifyExport(text(), List.of(new KnownHead(log.chain.head(), "head.json")));

        assertThat(verdict.faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.sentence()).contains("head.json knows position 12"));
    }

    @Test
    void droppedUnsealedEntriesAreFound() throws IOException {
        lines.remove(11);

        assertThat(first()).contains("written with 2 unsealed entries and has 1");
    }

    @Test
    void whatIsNoExportIsToldSo() throws IOException {
        lines = new ArrayList<>(List.of("hello", "{}"));

        assertThat(sentences())
                .hasSize(3)
                .anySatisfy(sentence -> assertThat(sentence).contains("Line 1"));
    }

    @Test
    void whatIsMissingInTheDatabaseIsMissingInTheExport() throws IOException {
        log.tamper("delete from audit_entry where id = 5");
        lines = export();

        assertThat(first()).contains("Position 5: entry 5 was sealed here and is gone");
    }

    private List<String> export() {
        var bytes = new ByteArrayOutputStream();
        log.chain.export(bytes);
        return new ArrayList<>(bytes.toString(StandardCharsets.UTF_8).lines().toList());
    }

    private ByteArrayInputStream text() {
        return new ByteArrayInputStream(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    private Verdict verdict() throws IOException {
        return log.chain.verifyExport(text(), List.of());
    }

    private List<String> sentences() throws IOException {
        return verdict().faults().stream().map(ChainFault::sentence).toList();
    }

    private String first() throws IOException {
        return sentences().getFirst();
    }
}
