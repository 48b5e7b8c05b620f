package dev.berth.ipacl;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads one line of a {@code Forwarded} header (RFC 7239): elements between commas, pairs between semicolons, values
 * that are tokens or quoted strings. Each line is read by itself, so that a quote left open in a line that a client sent
 * cannot reach into the line that a proxy added.
 */
final class ForwardedSyntax {

    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private final String line;
    private int at;

    ForwardedSyntax(String line) {
        this.line = line;
    }

    /** What each element's {@code for} says, from left to right; empty text for an element without one. */
    List<String> nodes() throws UnclearHopException {
        List<String> nodes = new ArrayList<>();
        do {
            nodes.add(element());
        } while (skip(','));
        if (at < line.length()) {
            throw malformed();
        }
        return nodes;
    }

    private String element() throws UnclearHopException {
        Set<String> names = new HashSet<>();
        String node = "";
        do {
            skipSpaces();
            if (at == line.length() || line.charAt(at) == ';' || line.charAt(at) == ',') {
                continue;
            }
            String name = token().toLowerCase(Locale.ROOT);
            if (!skip('=') || !names.add(name)) {
                throw malformed();
            }
            String value = skip('"') ? quoted() : token();
            if (name.equals("for")) {
                node = value;
            }
            skipSpaces();
        } while (skip(';'));
        return node;
    }

    private String token() throws UnclearHopException {
        int from = at;
        while (at < line.length() && isTokenPart(line.charAt(at))) {
            at++;
        }
        if (from == at) {
            throw malformed();
        }
        return line.substring(from, at);
    }

    /** The rest of a quoted string whose first quote is read. */
    private String quoted() throws UnclearHopException {
        StringBuilder text = new StringBuilder();
        while (at < line.length()) {
            char character = line.charAt(at++);
            if (character == '"') {
                return text.toString();
            }
            if (character == '\\') {
                if (at == line.length()) {
                    throw malformed();
                }
                character = line.charAt(at++);
            }
            text.append(character);
        }
        throw malformed();
    }

    private static boolean isTokenPart(char character) {
        return (character >= '0' && character <= '9')
                || (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || TOKEN_MARKS.indexOf(character) >= 0;
    }

    private boolean skip(char character) {
        boolean here = at < line.length() && line.charAt(at) == character;
        if (here) {
            at++;
        }
        return here;
    }

    private void skipSpaces() {
        while (at < line.length() && ForwardingHeader.isSpace(line.charAt(at))) {
            at++;
        }
    }

    private UnclearHopException malformed() {
        return new UnclearHopException("its Forwarded '" + PlainText.shown(line) + "' is malformed at character "
                + (at + 1) + "; RFC 7239 has for=192.0.2.1 and for=\"[2001:db8::1]\"");
    }
}
