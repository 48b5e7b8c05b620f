package dev.berth.broker.directory;

/** What a password must be before a directory sees it. */
final class Passwords {

    /** Active Directory keeps at most 256 characters. */
    private static final int MAX_LENGTH = 256;

    private Passwords() {}

    /**
     * Whether it can be anybody's password. An empty one would turn a bind into an anonymous bind, which Active
     * Directory answers with success; some servers see one in a blank password, or in one that starts with a NUL.
     */
    static boolean maybeRight(String password) {
        boolean blank = password.codePoints().allMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c));
        return !blank && password.indexOf('\0') < 0 && password.length() <= MAX_LENGTH;
    }
}
