package dev.berth.broker.apt;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One index of packages that a guest's apt reads.
 *
 * @param release the folder that has its Release file, ending with a slash
 * @param path of the index in there, such as {@code main/binary-amd64/Packages}, as it is before it is compressed
 */
public record AptIndex(URI release, String path) {

    private static final int MOST = 60;
    private static final int LONGEST = 500;
    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final Pattern PATH =
            Pattern.compile("[A-Za-z0-9+_~-][A-Za-z0-9+_~.-]*(/[A-Za-z0-9+_~-][A-Za-z0-9+_~.-]*)*");

    /** Lines of address, tab, path in the release, as a guest says them: what is read over no network is left out. */
    public static List<AptIndex> parse(String lines) {
        List<AptIndex> indexes = new ArrayList<>();
        for (String line : lines.split("\n", -1)) {
            if (line.length() <= LONGEST && indexes.size() < MOST) {
                one(line).filter(index -> !indexes.contains(index)).ifPresent(indexes::add);
            }
        }
        return List.copyOf(indexes);
    }

    /** As {@link #parse} reads it. */
    public String line() {
        return release + path + "\t" + path + "\n";
    }

    private static Optional<AptIndex> one(String line) {
        String[] part = line.strip().split("\t", -1);
        if (part.length != 2
                || !part[0].endsWith("/" + part[1])
                || !PATH.matcher(part[1]).matches()) {
            return Optional.empty();
        }
        try {
            var release = new URI(part[0].substring(0, part[0].length() - part[1].length()));
            boolean plain = release.getHost() != null
                    && release.getScheme() != null
                    && SCHEMES.contains(release.getScheme())
                    && release.getUserInfo() == null
                    && release.getQuery() == null
                    && release.getFragment() == null
                    && !release.getPath().contains("..")
                    && release.equals(release.normalize());
            return plain ? Optional.of(new AptIndex(release, part[1])) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
