package dev.berth.broker.pipeline;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The packages of an image version, by name.
 *
 * @param packages their versions
 */
public record Manifest(SortedMap<String, String> packages) {

    private static final int MOST = 20_000;
    private static final int LONGEST = 300;
    private static final String KERNEL = "linux-image-";

    public Manifest {
        packages = new TreeMap<>(packages);
    }

    /** A package in both, in another version. */
    public record Change(String name, String from, String to) {}

    /** A package that only one has. */
    public record Single(String name, String version) {}

    /** What makes the later of two differ. */
    public record Comparison(List<Single> added, List<Single> removed, List<Change> changed, int same) {}

    /** Lines of name, tab, version, as a guest says them: what is no such line is left out. */
    static Manifest parse(String lines) {
        SortedMap<String, String> packages = new TreeMap<>();
        for (String line : lines.split("\n", -1)) {
            int tab = line.indexOf('\t');
            if (tab > 0 && tab < line.length() - 1 && line.length() <= LONGEST && packages.size() < MOST) {
                packages.put(printable(line.substring(0, tab)), printable(line.substring(tab + 1)));
            }
        }
        return new Manifest(packages);
    }

    /** The same with the kernel of another where it has none. */
    Manifest withKernelOf(Manifest other) {
        SortedMap<String, String> all = new TreeMap<>(packages);
        other.packages.forEach((name, version) -> {
            if (isKernel(name)) {
                all.putIfAbsent(name, version);
            }
        });
        return new Manifest(all);
    }

    static boolean isKernel(String name) {
        return name.startsWith(KERNEL);
    }

    String lines() {
        return packages.entrySet().stream()
                .map(one -> one.getKey() + "\t" + one.getValue() + "\n")
                .collect(Collectors.joining());
    }

    /** The same for the same packages in the same versions. */
    public String digest() {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(lines().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256.", e);
        }
    }

    /** How a later one differs from this. */
    public Comparison comparedTo(Manifest later) {
        List<Single> added = new ArrayList<>();
        List<Change> changed = new ArrayList<>();
        int same = 0;
        for (var one : later.packages.entrySet()) {
            String before = packages.get(one.getKey());
            if (before == null) {
                added.add(new Single(one.getKey(), one.getValue()));
            } else if (before.equals(one.getValue())) {
                same++;
            } else {
                changed.add(new Change(one.getKey(), before, one.getValue()));
            }
        }
        List<Single> removed = packages.entrySet().stream()
                .filter(one -> !later.packages.containsKey(one.getKey()))
                .map(one -> new Single(one.getKey(), one.getValue()))
                .toList();
        return new Comparison(added, removed, changed, same);
    }

    private static String printable(String text) {
        return text.codePoints()
                .filter(c -> !Character.isISOControl(c))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
