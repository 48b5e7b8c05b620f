package dev.berth.broker.apt;

/** A version of a Debian package, ordered as dpkg orders them (Debian Policy 5.6.12). */
public record DebianVersion(String text) implements Comparable<DebianVersion> {

    @Override
    public int compareTo(DebianVersion other) {
        int epochs = numbers(epoch(text), epoch(other.text));
        if (epochs != 0) {
            return epochs;
        }
        int upstream = parts(upstream(text), upstream(other.text));
        return upstream != 0 ? upstream : parts(revision(text), revision(other.text));
    }

    @Override
    public String toString() {
        return text;
    }

    private static String epoch(String version) {
        return version.indexOf(':') < 0 ? "" : version.substring(0, version.indexOf(':'));
    }

    private static String upstream(String version) {
        String rest = version.substring(version.indexOf(':') + 1);
        return rest.lastIndexOf('-') < 0 ? rest : rest.substring(0, rest.lastIndexOf('-'));
    }

    private static String revision(String version) {
        String rest = version.substring(version.indexOf(':') + 1);
        return rest.lastIndexOf('-') < 0 ? "" : rest.substring(rest.lastIndexOf('-') + 1);
    }

    /** By turns what is no digit, then a number, until both are at their end. */
    private static int parts(String one, String other) {
        int i = 0;
        int j = 0;
        while (i < one.length() || j < other.length()) {
            int iEnd = end(one, i, false);
            int jEnd = end(other, j, false);
            int letters = letters(one.substring(i, iEnd), other.substring(j, jEnd));
            if (letters != 0) {
                return letters;
            }
            i = end(one, iEnd, true);
            j = end(other, jEnd, true);
            int number = numbers(one.substring(iEnd, i), other.substring(jEnd, j));
            if (number != 0) {
                return number;
            }
        }
        return 0;
    }

    private static int end(String text, int from, boolean digits) {
        int at = from;
        while (at < text.length() && isDigit(text.charAt(at)) == digits) {
            at++;
        }
        return at;
    }

    /** A tilde before the end, the end before letters, letters before all else. */
    private static int letters(String one, String other) {
        for (int i = 0; i < Math.max(one.length(), other.length()); i++) {
            int difference = weight(one, i) - weight(other, i);
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    private static int weight(String text, int at) {
        if (at >= text.length()) {
            return 0;
        }
        char c = text.charAt(at);
        boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
        return c == '~' ? -1 : letter ? c : c + Character.MAX_VALUE;
    }

    /** However many digits there are. */
    private static int numbers(String one, String other) {
        String a = one.replaceFirst("^0+", "");
        String b = other.replaceFirst("^0+", "");
        return a.length() != b.length() ? Integer.compare(a.length(), b.length()) : a.compareTo(b);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
