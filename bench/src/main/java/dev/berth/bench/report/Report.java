package dev.berth.bench.report;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Tells what a bench found: a table for people, and JSON for who compares runs. */
public record Report(Map<String, String> machine, Samples samples, List<Target> targets, List<String> notes) {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    public void print(PrintStream out) {
        machine.forEach((name, value) -> out.printf(Locale.ROOT, "%-24s %s%n", name, value));
        out.printf(Locale.ROOT, "%n%-52s %10s %10s %10s  n%n", samples.unit(), "median", "min", "max");
        samples.all()
                .forEach((name, of) -> out.printf(
                        Locale.ROOT,
                        "%-52s %10.0f %10.0f %10.0f  %d%n",
                        name.contains(" / ") ? "    " + name.substring(name.indexOf(" / ") + 3) : name,
                        of.median(),
                        of.min(),
                        of.max(),
                        of.samples().size()));
        out.println();
        for (Target target : targets) {
            out.printf(
                    Locale.ROOT,
                    "%-4s %-40s %9.2f %s %9.2f %-4s %s%n",
                    target.met() ? "PASS" : "MISS",
                    target.name(),
                    target.value(),
                    target.bound() == Target.Bound.AT_MOST ? "<=" : ">=",
                    target.limit(),
                    target.unit(),
                    target.how());
        }
        notes.forEach(note -> out.println("Note: " + note));
    }

    public void write(Path file) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("machine", machine);
        json.put(samples.unit(), samples.all());
        json.put("targets", targets.stream().map(Report::shown).toList());
        json.put("notes", notes);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, JSON.writeValueAsString(json) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot write " + file.toAbsolutePath() + ". Make the folder writable and run again.", e);
        }
    }

    private static Map<String, Object> shown(Target target) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("name", target.name());
        shown.put("verdict", target.met() ? "PASS" : "MISS");
        shown.put("value", target.value());
        shown.put("bound", target.bound());
        shown.put("limit", target.limit());
        shown.put("unit", target.unit());
        shown.put("how", target.how());
        return shown;
    }
}
