package dev.berth.broker.update;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads what a guest answers about its updates. A guest may be hostile: whatever is not as an updater writes it, too long or
 * cut off is refused as a whole.
 */
final class UpdateAnswers {

    static final int MOST_LINES = 2000;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9+._:-]{0,199}");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9+._:~^-]{0,199}");
    private static final Pattern BOOT = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern UPDATER = Pattern.compile("apt|dnf|windows");
    private static final Pattern CODE = Pattern.compile("-?[0-9]{1,9}");
    private static final Pattern SIZE = Pattern.compile("[0-9]{1,18}");
    private static final Pattern SAID = Pattern.compile("[ -~]{0,200}");

    /** Updates of Windows are called by their article, which several may have. */
    private static final String SHARES_NAMES = "windows";

    private UpdateAnswers() {}

    /** A guest that says nothing at all has no updater. */
    static Listing listing(String output) {
        if (output.isEmpty()) {
            return new Listing("", false, "", List.of());
        }
        String updater = "";
        String boot = "";
        boolean stale = false;
        List<AvailableUpdate> updates = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String line : lines(output)) {
            String[] part = line.split("\t", -1);
            switch (part[0]) {
                case "boot" -> boot = field(part, 2, 1, BOOT);
                case "updater" -> updater = field(part, 2, 1, UPDATER);
                case "stale" -> stale = part.length == 1 || refuse(line);
                case "update" -> {
                    var update = new AvailableUpdate(
                            field(part, 5, 1, NAME),
                            orNothing(part, 5, 2),
                            field(part, 5, 3, VERSION),
                            security(part[4]));
                    boolean known = !names.add(update.name());
                    if (known && !updater.equals(SHARES_NAMES)) {
                        refuse(line);
                    }
                    if (!known || updates.stream().noneMatch(update::isWantedAs)) {
                        updates.add(update);
                    }
                }
                default -> refuse(line);
            }
        }
        return new Listing(updater, stale, boot, List.copyOf(updates));
    }

    static Installation installation(String output) {
        List<String> lines = lines(output);
        if (lines.equals(List.of("running"))) {
            return new Installation.Running();
        }
        if (lines.equals(List.of("none"))) {
            return new Installation.None();
        }
        if (lines.equals(List.of("lost"))) {
            return new Installation.Lost();
        }
        if (lines.isEmpty() || !lines.getFirst().startsWith("exit\t")) {
            refuse(lines.isEmpty() ? "" : lines.getFirst());
        }
        int exit = Integer.parseInt(field(lines.getFirst().split("\t", -1), 2, 1, CODE));
        boolean restart = false;
        List<PackageChange> changes = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        List<String> said = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] part = line.split("\t", -1);
            switch (part[0]) {
                case "restart" -> restart = part.length == 1 || refuse(line);
                case "change" ->
                    changes.add(
                            new PackageChange(field(part, 4, 1, NAME), orNothing(part, 4, 2), orNothing(part, 4, 3)));
                case "missing" -> missing.add(field(part, 2, 1, NAME));
                case "said" -> said.add(field(part, 2, 1, SAID));
                default -> refuse(line);
            }
        }
        return new Installation.Ended(
                exit,
                restart,
                List.copyOf(changes),
                List.copyOf(missing),
                String.join(" ", said).strip());
    }

    static String boot(String output) {
        List<String> lines = lines(output);
        String only = lines.size() == 1 ? lines.getFirst() : "";
        String boot = field(only.split("\t", -1), 2, 1, BOOT);
        return only.startsWith("boot\t") || refuse(only) ? boot : "";
    }

    /** A version for each that is there, of those that were asked for. */
    static Map<String, String> packages(String output, List<String> asked) {
        Map<String, String> found = new HashMap<>();
        List<String> lines = lines(output);
        if (lines.size() != asked.size()) {
            refuse(lines.size() + " packages of " + asked.size());
        }
        for (int i = 0; i < lines.size(); i++) {
            String[] part = lines.get(i).split("\t", -1);
            if (part.length != 3 || !part[0].equals("package") || !part[1].equals(asked.get(i))) {
                refuse(lines.get(i));
            }
            String version = orNothing(part, 3, 2);
            if (!version.isEmpty()) {
                found.put(part[1], version);
            }
        }
        return found;
    }

    /** What an admin's script said last. */
    static String detected(String output) {
        String last = output.strip();
        return field(new String[] {last.substring(last.lastIndexOf('\n') + 1).strip()}, 1, 0, VERSION);
    }

    static long size(String output) {
        return Long.parseLong(field(new String[] {output.strip()}, 1, 0, SIZE));
    }

    /** Without the last, which says that nothing was cut off. */
    private static List<String> lines(String output) {
        List<String> lines = output.lines().toList();
        if (lines.isEmpty() || !lines.getLast().equals("end")) {
            throw new StrangeAnswerException("The guest's answer about its updates is cut off.");
        }
        if (lines.size() > MOST_LINES) {
            throw new StrangeAnswerException(
                    "The guest's answer about its updates has more than " + MOST_LINES + " lines.");
        }
        return lines.subList(0, lines.size() - 1);
    }

    private static String field(String[] part, int parts, int at, Pattern allowed) {
        if (part.length != parts || !allowed.matcher(part[at]).matches()) {
            refuse(String.join(" ", part));
        }
        return part[at];
    }

    private static String orNothing(String[] part, int parts, int at) {
        return part.length == parts && part[at].isEmpty() ? "" : field(part, parts, at, VERSION);
    }

    private static boolean security(String kind) {
        return kind.equals("security") || !kind.equals("other") && refuse(kind);
    }

    private static boolean refuse(String line) {
        String seen = line.replaceAll("[^ -~]", " ");
        throw new StrangeAnswerException("The guest's answer about its updates cannot be read at '"
                + (seen.length() <= 80 ? seen : seen.substring(0, 80) + "…") + "'.");
    }
}
