package dev.berth.portal.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditChain;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.audit.Sealer;
import dev.berth.portal.Berth;
import dev.berth.portal.PortalTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

/** The program called as a command, beside the Berth that the test runs in. */
class AuditCommandTest extends PortalTest {

    @TempDir
    private Path folder;

    @Autowired
    private AuditLog log;

    @Autowired
    private AuditChain chain;

    @Autowired
    private Sealer sealer;

    private record Result(int code, String out, String err) {}

    @BeforeEach
    void aSealedEntry() {
        log.record(AuditEntry.of(new Actor.Berth(), "desktop.stop", "desktop", "d-1", Outcome.DONE, "Idle."));
        sealer.seal();
    }

    @Test
    void theLogOfARunningBerthIsVerified() throws Exception {
        Result result = run("audit-verify", "--berth.data-dir=" + DATA);

        assertThat(result.out()).contains("Verified the audit log in " + DATA, "written.", "Head: {");
        assertThat(result.code()).isZero();
        assertThat(chain.head().position()).isPositive();
    }

    @Test
    void anExportIsVerifiedAndAnEditedOneIsNot() throws Exception {
        Result export = run("audit-export", "--berth.data-dir=" + DATA);
        Path file = Files.writeString(folder.resolve("log.jsonl"), export.out());
        Path head = Files.writeString(folder.resolve("head.json"), export.err());

        Result intact =
                run("audit-verify", "--head", head.toString(), "--export", file.toString(), "--berth.data-dir=" + DATA);
        assertThat(intact.out()).contains("Verified the audit log in the export " + file);
        assertThat(intact.code()).isZero();

        Files.writeString(file, Files.readString(file).replaceFirst("Idle\\.", "Busy."));
        Result edited = run("audit-verify", "--export", file.toString(), "--berth.data-dir=" + DATA);
        assertThat(edited.out()).contains("desktop.stop by Berth", "is not what was sealed there");
        assertThat(edited.code()).isEqualTo(1);
    }

    @Test
    void aHeadThatTheLogDoesNotReachIsTold() throws Exception {
        Path head = Files.writeString(
                folder.resolve("head.json"),
                "{\"position\":999999,\"hash\":\"%s\",\"sealedAt\":\"2026-01-01T00:00:00Z\"}"
                        .formatted("0".repeat(64)));

        Result result = run("audit-verify", "--head", head.toString(), "--berth.data-dir=" + DATA);

        assertThat(result.out()).contains("The log was cut off", "knows position 999999");
        assertThat(result.code()).isEqualTo(1);
    }

    @Test
    void whatCannotBeVerifiedIsToldInASentence() throws Exception {
        Result empty = run("audit-verify", "--berth.data-dir=" + folder);
        assertThat(empty.err()).contains("There is no database in " + folder);
        assertThat(empty.code()).isEqualTo(2);

        Result unknown = run("audit-verify", "--colour");
        assertThat(unknown.err()).contains("'--colour' is unknown here");
        assertThat(unknown.code()).isEqualTo(2);
    }

    private Result run(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Berth.class.getName()));
        command.addAll(List.of(words));
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
