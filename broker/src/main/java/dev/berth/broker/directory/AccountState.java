package dev.berth.broker.directory;

import java.util.Optional;

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

    /** How such an account is refused at the door, once the password was right; empty when it is let in. */
    public Optional<SignInRefusal> refusal() {
        return switch (this) {
            case ACTIVE -> Optional.empty();
            case DISABLED -> Optional.of(new SignInRefusal.AccountDisabled());
            case EXPIRED -> Optional.of(new SignInRefusal.AccountExpired());
            case LOCKED -> Optional.of(new SignInRefusal.AccountLocked());
            case PASSWORD_EXPIRED -> Optional.of(new SignInRefusal.PasswordExpired());
            case PASSWORD_MUST_CHANGE -> Optional.of(new SignInRefusal.PasswordMustChange());
        };
    }
}
