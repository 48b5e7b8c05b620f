package dev.berth.portal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.berth.broker.directory.Role;
import dev.berth.portal.PortalTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Somebody who wants the log to say what did not happen. */
@ExtendWith(OutputCaptureExtension.class)
class ForgedEntryTest extends PortalTest {

    private static final String FORGED = "2026-11-22T09:00:00.000Z  INFO 1 --- [berth] forged";

    @Test
    void aValueInAMessageBeginsNoLine(CapturedOutput output) {
        LoggerFactory.getLogger("test").warn("Refused {}", "mallory\r\n" + FORGED + "\u2028" + FORGED);

        assertThat(output.getAll().lines()).noneMatch(line -> line.startsWith(FORGED));
        assertThat(output.getAll()).contains("Refused mallory\\r\\n" + FORGED + "\\u2028");
    }

    @Test
    void aMessageOfAnExceptionOrOfItsCauseBeginsNoLine(CapturedOutput output) {
        var cause = new IllegalStateException("guest said\n" + FORGED);
        var suppressed = new IllegalArgumentException("and\r" + FORGED);
        cause.addSuppressed(suppressed);
        LoggerFactory.getLogger("test").error("Failed", new IllegalStateException("directory said\n" + FORGED, cause));

        assertThat(output.getAll().lines()).noneMatch(line -> line.startsWith(FORGED));
        assertThat(output.getAll())
                .contains("directory said\\n" + FORGED, "guest said\\n" + FORGED, "and\\r" + FORGED)
                .contains("\tat dev.berth.portal.journal.ForgedEntryTest");
    }

    @Test
    void aValueOfARequestBeginsNoLine(CapturedOutput output) throws Exception {
        mvc.perform(get("/api/v1/audit")
                        .queryParam("outcome", "x\r\n" + FORGED)
                        .header("If-None-Match", "x")
                        .with(a(Role.AUDITOR)))
                .andExpect(status().isNotFound());

        assertThat(output.getAll()).contains("x\\r\\n" + FORGED);
        assertThat(output.getAll().lines()).noneMatch(line -> line.startsWith(FORGED));
    }

    @Test
    void aLongMessageIsCutAndATerminalIsNotSpokenTo() {
        assertThat(Escaped.of("x".repeat(10_000), 100)).hasSize(100 + "… (9900 more)".length());
        assertThat(Escaped.of("\u001b[31mred\u202egnp\u0000", 100)).isEqualTo("\\u001b[31mred\\u202egnp\\u0000");
        assertThat(Escaped.of("김철수 signed in", 100)).isEqualTo("김철수 signed in");
    }
}
