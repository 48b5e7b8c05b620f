package dev.berth.broker.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What makes an image of another one, and how it is tried. It is kept as the text that an admin wrote.
 *
 * @param text as it was written, with line ends of one kind
 * @param upgrade whether every package of the base is brought to its newest version
 * @param packages what is installed, each {@code name} or {@code name=version}
 * @param removed names of packages that are taken away
 * @param script run as root after all that; empty for none
 * @param applications the guest's names of those that are started, one after the other, when the image is tried
 * @param firstFrame how long a session may take to its first picture
 */
public record Recipe(
        String text,
        boolean upgrade,
        List<String> packages,
        List<String> removed,
        List<RecipeFile> files,
        String script,
        List<String> applications,
        Duration firstFrame) {

    static final Duration USUAL_FIRST_FRAME = Duration.ofSeconds(60);

    public Recipe {
        packages = List.copyOf(packages);
        removed = List.copyOf(removed);
        files = List.copyOf(files);
        applications = List.copyOf(applications);
    }

    /**
     * Reads a recipe. A line is a word and its values, or begins with {@code |} and belongs to the {@code file} or {@code
     * script} above it; what begins with {@code #} is a comment.
     *
     * @throws IllegalArgumentException which names the line, the value and what is allowed
     */
    public static Recipe parse(String text) {
        return new RecipeText(text).recipe();
    }

    /** Whether it takes any from the guest's sources. */
    boolean takesPackages() {
        return upgrade || !packages.isEmpty();
    }

    /**
     * Those of an image that it would take in another version where its sources have one: all, or those that it names
     * without a version.
     */
    Set<String> follows(Set<String> installed) {
        Set<String> named = packages.stream().filter(one -> !one.contains("=")).collect(Collectors.toSet());
        Set<String> fixed = packages.stream()
                .filter(one -> one.contains("="))
                .map(one -> one.substring(0, one.indexOf('=')))
                .collect(Collectors.toSet());
        return installed.stream()
                .filter(name -> upgrade || named.contains(name))
                .filter(name -> !fixed.contains(name))
                .collect(Collectors.toSet());
    }

    @Override
    public String toString() {
        return text;
    }
}
