package dev.berth.portal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.trace.TraceId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Lines for machines, read as a machine reads them. */
class StructuredLinesTest {

    private final UUID session = UUID.randomUUID();
    private final UUID desktop = UUID.randomUUID();

    @Test
    void eachLineIsAnObjectWithTheIdsOfTheWorkThatItIsAbout() throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        var json = new ObjectMapper();
        for (String line : written("--logging.structured.format.console=ecs")) {
            lines.add(json.readTree(line));
        }

        JsonNode both = said(lines, "of both\nforged");
        assertThat(both.at("/session/id").asString()).isEqualTo(session.toString());
        assertThat(both.at("/desktop/id").asString()).isEqualTo(desktop.toString());
        assertThat(both.at("/trace/id").asString())
                .isEqualTo(TraceId.of(session).hex());
        assertThat(both.at("/log/level").asString()).isEqualTo("WARN");
        assertThat(both.at("/error/message").asString()).isEqualTo("guest said\nforged");
        for (String message : List.of("of the desktop", "of the desktop again")) {
            JsonNode line = said(lines, message);
            assertThat(line.at("/desktop/id").asString()).isEqualTo(desktop.toString());
            assertThat(line.at("/session/id").isMissingNode()).isTrue();
        }
        for (String message : List.of("of nobody", "beside it")) {
            JsonNode line = said(lines, message);
            assertThat(line.at("/desktop/id").isMissingNode()).isTrue();
            assertThat(line.at("/session/id").isMissingNode()).isTrue();
            assertThat(line.at("/trace/id").isMissingNode()).isTrue();
        }
    }

    @Test
    void withoutTheSettingLinesAreForPeopleAndStillOneEach() throws Exception {
        List<String> lines = written();

        assertThat(lines).anyMatch(line -> line.endsWith(": of both\\nforged"));
        assertThat(lines).noneMatch(line -> line.startsWith("forged") || line.startsWith("{"));
    }

    private static JsonNode said(List<JsonNode> lines, String message) {
        return lines.stream()
                .filter(line -> line.path("message").asString().equals(message))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No line says '" + message + "': " + lines));
    }

    private List<String> written(String... settings) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LineWriter.class.getName(),
                session.toString(),
                desktop.toString()));
        command.addAll(List.of(settings));
        Process writer = new ProcessBuilder(command).redirectErrorStream(true).start();
        writer.getOutputStream().close();
        List<String> lines = new String(writer.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(writer.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(writer.exitValue()).as("%s", lines).isZero();
        return lines;
    }
}
