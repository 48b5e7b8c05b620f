package dev.berth.broker.apt;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the newest versions of some packages out of an index, block by block: whatever it holds, it takes no more memory. */
final class PackagesFile {

    /** What of a line is looked at; names and versions are at its begin. */
    private static final int LONGEST = 400;

    private static final int BLOCK = 65_536;
    private static final Pattern VERSION = Pattern.compile("[0-9][A-Za-z0-9+.~:-]{0,199}");
    private static final String NAME_FIELD = "Package: ";
    private static final String VERSION_FIELD = "Version: ";

    private final String index;
    private final Set<String> names;
    private final long most;
    private final Map<String, DebianVersion> newest = new HashMap<>();
    private final StringBuilder line = new StringBuilder();
    private String name = "";
    private String version = "";
    private boolean known;

    /** @param most how many bytes it may have */
    PackagesFile(String index, Set<String> names, long most) {
        this.index = index;
        this.names = names;
        this.most = most;
    }

    Map<String, DebianVersion> read(InputStream content) throws IOException, IndexRefusedException {
        byte[] block = new byte[BLOCK];
        long had = 0;
        for (int length = content.read(block); length >= 0; length = content.read(block)) {
            had += length;
            if (had > most) {
                throw new IndexRefusedException(
                        index + " has more than " + most + " bytes (berth.apt.largest-content).");
            }
            for (char c : new String(block, 0, length, StandardCharsets.ISO_8859_1).toCharArray()) {
                if (c == '\n') {
                    line();
                } else if (line.length() < LONGEST) {
                    line.append(c);
                }
            }
        }
        line();
        paragraph();
        if (had > 0 && !known) {
            throw new IndexRefusedException(index + " is no index of packages.");
        }
        return newest;
    }

    private void line() {
        String text = line.toString();
        line.setLength(0);
        if (text.isBlank()) {
            paragraph();
        } else if (text.startsWith(NAME_FIELD)) {
            name = text.substring(NAME_FIELD.length()).strip();
            known = true;
        } else if (text.startsWith(VERSION_FIELD)) {
            version = text.substring(VERSION_FIELD.length()).strip();
        }
    }

    private void paragraph() {
        if (names.contains(name) && VERSION.matcher(version).matches()) {
            newest.merge(name, new DebianVersion(version), (one, other) -> one.compareTo(other) >= 0 ? one : other);
        }
        name = "";
        version = "";
    }
}
