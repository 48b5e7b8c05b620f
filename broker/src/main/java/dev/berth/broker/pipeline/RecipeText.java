package dev.berth.broker.pipeline;

import dev.berth.broker.catalog.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a recipe's text, strictly: what it does not know it refuses. For one text. */
final class RecipeText {

    private static final int LONGEST = 200_000;
    private static final int MOST_PACKAGES = 500;
    private static final int MOST_FILES = 100;
    private static final int MOST_APPLICATIONS = 20;
    private static final int LONGEST_WAIT_SECONDS = 600;

    private static final Pattern PACKAGE =
            Pattern.compile("[a-z0-9][a-z0-9+.-]{1,99}(=[A-Za-z0-9][A-Za-z0-9.+:~-]{0,99})?");
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9+.-]{1,99}");
    private static final Pattern APPLICATION = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,3}s");
    private static final String WORDS =
            "upgrade, package NAME[=VERSION], remove NAME, file PATH MODE, script, application NAME, first-frame SECONDSs,"
                    + " or | with a line of the file or script above";

    private final String text;
    private final List<String> packages = new ArrayList<>();
    private final List<String> removed = new ArrayList<>();
    private final List<RecipeFile> files = new ArrayList<>();
    private final List<String> applications = new ArrayList<>();
    private final Set<String> said = new HashSet<>();
    private boolean upgrade;
    private boolean hasScript;
    private String script = "";
    private Duration firstFrame = Recipe.USUAL_FIRST_FRAME;
    private @Nullable RecipeFile open;
    private @Nullable StringBuilder body;

    RecipeText(String text) {
        this.text = text.replace("\r\n", "\n").replace('\r', '\n').stripTrailing();
        if (this.text.length() > LONGEST || this.text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("recipe has " + this.text.length() + " characters; allowed are at most "
                    + LONGEST + ", none of them NUL.");
        }
    }

    Recipe recipe() {
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            try {
                read(line);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("recipe line " + number + ": " + e.getMessage(), e);
            }
        }
        close();
        return new Recipe(text, upgrade, packages, removed, files, script, applications, firstFrame);
    }

    private void read(String line) {
        if (line.startsWith("|")) {
            more(line.startsWith("| ") ? line.substring(2) : line.substring(1));
            return;
        }
        close();
        String bare = line.strip();
        if (bare.isEmpty() || bare.startsWith("#")) {
            return;
        }
        List<String> words = List.of(bare.split("\\s+"));
        switch (words.getFirst()) {
            case "upgrade" -> {
                require(words, 1);
                upgrade = true;
            }
            case "package" -> {
                String wanted = Field.matching("package", value(words), PACKAGE, "a name such as mc, or mc=3:4.8.29-2");
                once("package", wanted.replaceFirst("=.*", ""));
                packages.add(wanted);
                Field.within("packages", packages.size(), 0, MOST_PACKAGES, "");
            }
            case "remove" -> {
                String name = Field.matching("remove", value(words), NAME, "a package's name such as mc");
                once("package", name);
                removed.add(name);
                Field.within("removed packages", removed.size(), 0, MOST_PACKAGES, "");
            }
            case "file" -> {
                require(words, 3);
                open = new RecipeFile(words.get(1), words.get(2), "");
                once("file", words.get(1));
                body = new StringBuilder();
            }
            case "script" -> {
                require(words, 1);
                if (hasScript) {
                    throw new IllegalArgumentException("there is a script already; allowed is one.");
                }
                hasScript = true;
                body = new StringBuilder();
            }
            case "application" -> {
                String name = Field.matching(
                        "application", value(words), APPLICATION, "a name in the guest's /etc/berth/applications.d");
                once("application", name);
                applications.add(name);
                Field.within("applications", applications.size(), 0, MOST_APPLICATIONS, "");
            }
            case "first-frame" -> {
                String seconds = Field.matching("first-frame", value(words), SECONDS, "seconds such as 20s");
                once("first-frame", "");
                int number = Integer.parseInt(seconds.substring(0, seconds.length() - 1));
                Field.within("first-frame", number, 1, LONGEST_WAIT_SECONDS, "seconds");
                firstFrame = Duration.ofSeconds(number);
            }
            default ->
                throw new IllegalArgumentException(
                        "'" + shown(words.getFirst()) + "' is unknown; allowed are " + WORDS + ".");
        }
    }

    private void more(String line) {
        if (body == null) {
            throw new IllegalArgumentException("'|' belongs to no file or script; allowed is below one of them.");
        }
        body.append(line).append('\n');
    }

    private void close() {
        if (body == null) {
            return;
        }
        if (open != null) {
            files.add(new RecipeFile(open.path(), open.mode(), body.toString()));
            Field.within("files", files.size(), 0, MOST_FILES, "");
        } else {
            script = body.toString();
        }
        open = null;
        body = null;
    }

    private void once(String kind, String name) {
        if (!said.add(kind + " " + name)) {
            throw new IllegalArgumentException(
                    (kind + " '" + name + "'").strip() + " is there twice; allowed is once.");
        }
    }

    private static String value(List<String> words) {
        require(words, 2);
        return words.get(1);
    }

    private static void require(List<String> words, int count) {
        if (words.size() != count) {
            throw new IllegalArgumentException(
                    "'" + words.getFirst() + "' has " + (words.size() - 1) + " values; allowed are " + WORDS + ".");
        }
    }

    private static String shown(String word) {
        return word.length() <= 40 ? word : word.substring(0, 40) + "…";
    }
}
