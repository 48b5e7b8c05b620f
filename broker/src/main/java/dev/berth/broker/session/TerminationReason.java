package dev.berth.broker.session;

/** Why a session ended. */
public enum TerminationReason {
    /** The person ended it. */
    USER_ENDED("The person ended it"),
    /** The guest's session ended: log-off, or the application was closed. */
    GUEST_LOGGED_OFF("It was logged off, or its application was closed"),
    /** Nobody was connected for as long as is allowed. */
    DISCONNECT_TIMEOUT("Nobody was connected for as long as is allowed"),
    /** No keyboard, mouse or touch for as long as is allowed. */
    IDLE_TIMEOUT("Nobody used it for as long as is allowed"),
    /** It had lasted as long as a session of its fleet may. */
    TIME_LIMIT("It had lasted as long as a session of its fleet may"),
    /** An access rule, an entitlement or the account's state no longer allows it. */
    ACCESS_REVOKED("It is not allowed any more"),
    /** Another region serves its person now. */
    REGION_CHANGED("Another region serves its person now"),
    /** An admin or helpdesk ended it. */
    ADMIN_ENDED("An admin or helpdesk ended it"),
    /** The desktop stopped, was removed or was lost under it. */
    DESKTOP_STOPPED("Its desktop stopped, was removed or was lost"),
    /** It could not be opened. */
    OPENING_FAILED("It could not be opened");

    private final String sentence;

    TerminationReason(String sentence) {
        this.sentence = sentence;
    }

    /** For the log; without its full stop, so that the code can follow. */
    String sentence() {
        return sentence;
    }
}
