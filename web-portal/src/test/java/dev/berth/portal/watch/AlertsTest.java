package dev.berth.portal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Rules and dashboard ask for what is told, and whoever is woken finds a page that says what to do. */
class AlertsTest {

    private static final Path RULES = Path.of("../monitoring/berth.rules.yml");
    private static final Path DASHBOARD = Path.of("../monitoring/berth-dashboard.json");
    private static final Path PAGES = Path.of("../docs/alerts");
    private static final Pattern METRIC =
            Pattern.compile("\\b((?:berth|hikaricp|jvm|process|http|tomcat|system|logback)_[a-z_]+)");

    @Test
    void everyRuleAndPanelAsksForWhatIsDocumented() throws IOException {
        assertThat(unknown(Files.readString(RULES))).isEmpty();
        JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
        List<String> asked = dashboard.findValuesAsString("expr");
        assertThat(asked).hasSizeGreaterThan(20);
        assertThat(unknown(String.join("\n", asked))).isEmpty();
    }

    @Test
    void everyRuleHasItsPageAndEveryPageItsRule() throws IOException {
        Set<String> alerts = Pattern.compile("- alert: (\\w+)")
                .matcher(Files.readString(RULES))
                .results()
                .map(alert -> alert.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        try (var files = Files.list(PAGES)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".md", "")))
                    .containsExactlyInAnyOrderElementsOf(alerts);
        }
        for (String alert : alerts) {
            assertThat(Files.readString(PAGES.resolve(alert + ".md")))
                    .startsWith("# " + alert + "\n")
                    .containsSubsequence("## Look at", "## Do");
        }
    }

    private static Set<String> unknown(String text) throws IOException {
        Set<String> known = MetricsTable.read().keySet();
        return METRIC.matcher(text)
                .results()
                .map(MatchResult::group)
                .filter(name ->
                        !known.contains(name) && !known.contains(name.replaceAll("_(count|sum|bucket|max)$", "")))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
