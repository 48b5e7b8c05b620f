package dev.berth.broker.catalog;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How desktops of a bundle are called in DNS and, where they have one, by their computer account: at most 15 of a-z,
 * 0-9 and '-', as NetBIOS has it.
 *
 * @param text with {@code {bundle}}, {@code {user}}, {@code {n}} (counts up) and {@code {id}} (eight digits of the
 *     desktop's id); one of the last two, so that names differ
 */
public record HostnamePattern(String text) {

    /** Longer names are no computer accounts in Active Directory. */
    public static final int LONGEST = 15;

    private static final String BUNDLE = "{bundle}";
    private static final String USER = "{user}";
    private static final String NUMBER = "{n}";
    private static final String ID = "{id}";
    private static final int ID_DIGITS = 8;
    private static final int NUMBER_DIGITS = 3;
    private static final Pattern ALLOWED = Pattern.compile("([a-z0-9-]|\\{(bundle|user|n|id)})+");
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern OTHERS = Pattern.compile("[^a-z0-9]+");
    private static final Pattern TOKENS = Pattern.compile("\\{[a-z]+}");
    private static final String IN_WORDS = "a-z, 0-9 and '-' with {bundle}, {user}, {n} or {id}, each at most once,"
            + " among them {n} or {id}, not starting or ending with '-', and short enough for names of " + LONGEST
            + " characters, such as {bundle}-{user}-{n} or berth-{id}";

    public HostnamePattern {
        text = text.strip();
        Field.matching("hostname", text, ALLOWED, IN_WORDS);
        boolean differs = text.contains(NUMBER) || text.contains(ID);
        boolean edged = text.startsWith("-") || text.endsWith("-");
        if (!differs || edged || least(text) > LONGEST || repeats(text)) {
            throw new IllegalArgumentException("hostname is '" + text + "'; allowed are " + IN_WORDS + ".");
        }
    }

    public boolean counts() {
        return text.contains(NUMBER);
    }

    /** The name, with what people are called made fit for it. */
    public String name(String bundle, String user, String id, int number) {
        return fill(bundle, user, id, Integer.toString(number));
    }

    /** Names that differ in their number only have the same series. */
    public String series(String bundle, String user, String id) {
        return fill(bundle, user, id, "*");
    }

    private String fill(String bundle, String user, String id, String number) {
        String group = clean(bundle, "desktop");
        String owner = clean(user, "user");
        int room = LONGEST - fixed(text) - Math.max(0, number.length() - NUMBER_DIGITS);
        int forOwner = text.contains(USER) ? room : 0;
        int forGroup = text.contains(BUNDLE) ? room : 0;
        if (forOwner > 0 && forGroup > 0) {
            forOwner = Math.min(owner.length(), Math.max(room - group.length(), (room + 1) / 2));
            forGroup = room - forOwner;
        }
        String name = text.replace(BUNDLE, cut(group, forGroup))
                .replace(USER, cut(owner, forOwner))
                .replace(ID, id.substring(0, ID_DIGITS))
                .replace(NUMBER, number)
                .replaceAll("-{2,}", "-")
                .replaceAll("^-|-$", "");
        // A name of digits alone is taken for an address, and Windows refuses it.
        return name.matches("[0-9*-]+") ? "d" + name.substring(Math.max(0, name.length() + 1 - LONGEST)) : name;
    }

    private static String clean(String name, String otherwise) {
        String plain = MARKS.matcher(Normalizer.normalize(name, Normalizer.Form.NFKD))
                .replaceAll("")
                .toLowerCase(Locale.ROOT);
        String clean = OTHERS.matcher(plain).replaceAll("-").replaceAll("^-|-$", "");
        return clean.isEmpty() ? otherwise : clean;
    }

    private static String cut(String text, int most) {
        return text.substring(0, Math.max(0, Math.min(text.length(), most)));
    }

    /** What neither the bundle's nor the person's name takes. */
    private static int fixed(String text) {
        int literal = TOKENS.matcher(text).replaceAll("").length();
        return literal + (text.contains(ID) ? ID_DIGITS : 0) + (text.contains(NUMBER) ? NUMBER_DIGITS : 0);
    }

    private static int least(String text) {
        return fixed(text) + (text.contains(BUNDLE) ? 1 : 0) + (text.contains(USER) ? 1 : 0);
    }

    private static boolean repeats(String text) {
        return List.of(BUNDLE, USER, NUMBER, ID).stream()
                .anyMatch(token -> text.indexOf(token) != text.lastIndexOf(token));
    }
}
