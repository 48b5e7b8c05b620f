package dev.berth.broker.directory;

/** What the directory says about an account, whoever asks and whatever the password. */
public enum AccountState {
    ACTIVE(false),
    DISABLED(true),
    EXPIRED(true),
    /** Too many wrong passwords. Anyone can cause that from outside, so it keeps nobody from going on working. */
    LOCKED(false),
    PASSWORD_EXPIRED(false),
    PASSWORD_MUST_CHANGE(false);

    private final boolean endsSessions;

    AccountState(boolean endsSessions) {
        this.endsSessions = endsSessions;
    }

    /** Whether live sessions of such an account have to end. */
    public boolean endsSessions() {
        return endsSessions;
    }
}
