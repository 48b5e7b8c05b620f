package dev.berth.portal.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The tables of docs/metrics.md: what each metric is of, by its name. */
final class MetricsTable {

    private static final Pattern ROW =
            Pattern.compile("\\| `([a-z_]+)` \\| (\\w+) \\|([^|]*)\\| (region|node) \\| .+ \\|");
    private static final Pattern LABEL = Pattern.compile("`([a-z]+)`");

    private MetricsTable() {}

    record Metric(String type, Set<String> labels) {}

    static Map<String, Metric> read() throws IOException {
        Map<String, Metric> table = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("../docs/metrics.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                Set<String> labels = LABEL.matcher(row.group(3))
                        .results()
                        .map(label -> label.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
                table.put(row.group(1), new Metric(row.group(2), labels));
            }
        }
        return table;
    }

    /** The same of a scrape; labels that Prometheus makes of a histogram or a summary are not the metric's. */
    static Map<String, Metric> scraped(String text) {
        Map<String, Metric> found = new TreeMap<>();
        for (String line : text.split("\n")) {
            if (line.startsWith("# TYPE ")) {
                String[] said = line.split(" ");
                if (!said[2].endsWith("_max") || said[2].startsWith("hikaricp")) {
                    found.put(said[2], new Metric(said[3], new TreeSet<>()));
                }
            }
        }
        Pattern sample = Pattern.compile("([a-z_]+)\\{([^}]*)} .*");
        for (String line : text.split("\n")) {
            Matcher said = sample.matcher(line);
            if (said.matches()) {
                String name = said.group(1).replaceAll("_(count|sum|bucket|max)$", "");
                Metric metric = found.get(found.containsKey(said.group(1)) ? said.group(1) : name);
                if (metric != null) {
                    Pattern.compile("([a-z]+)=\"")
                            .matcher(said.group(2))
                            .results()
                            .forEach(label -> {
                                if (!label.group(1).equals("le")) {
                                    metric.labels().add(label.group(1));
                                }
                            });
                }
            }
        }
        return found;
    }
}
