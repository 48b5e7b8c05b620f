package dev.berth.portal.helpdesk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/**
 * What to do about each code: {@code docs/runbook.md}, which is packed into the jar. A heading of the second level names
 * a part, one of the third level a code; what follows is text.
 */
@Component("runbook")
public class Runbook {

    private static final String FILE = "runbook.md";

    private final List<Part> parts;

    Runbook() {
        this(text());
    }

    Runbook(String markdown) {
        this.parts = List.copyOf(parse(markdown));
    }

    public record Part(String title, List<Entry> entries) {}

    /** @param lines paragraphs and steps, as text */
    public record Entry(String code, List<String> lines) {}

    List<Part> parts() {
        return parts;
    }

    /** Where a code is explained, for pages and the API. */
    public static @Nullable String link(@Nullable String code) {
        return code == null ? null : "/people/runbook#" + code;
    }

    private static List<Part> parse(String markdown) {
        List<Part> parts = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (String line : markdown.lines().map(String::strip).toList()) {
            if (line.startsWith("## ")) {
                entries = new ArrayList<>();
                parts.add(new Part(line.substring(3), entries));
                lines = new ArrayList<>();
            } else if (line.startsWith("### ")) {
                lines = new ArrayList<>();
                entries.add(new Entry(line.substring(4).replace("`", ""), lines));
            } else if (!line.isEmpty()) {
                lines.add(line.replace("`", ""));
            }
        }
        return parts;
    }

    private static String text() {
        try {
            return new ClassPathResource(FILE).getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The jar has no " + FILE + ", which the build packs into it", e);
        }
    }
}
