package dev.berth.portal.door;

import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.RefusalCode;
import org.springframework.http.HttpStatus;

/** Access refused inside of a route, where the thing is known. */
public final class AccessRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient AccessDecision.Refused because;

    public AccessRefusedException(AccessDecision.Refused because) {
        super(because.sentence());
        this.because = because;
    }

    public RefusalCode code() {
        return because.code();
    }

    public String sentence() {
        return because.sentence();
    }

    public HttpStatus status() {
        return statusOf(because.code());
    }

    /** What is not there and what is somebody else's look the same. */
    static HttpStatus statusOf(RefusalCode code) {
        return switch (code) {
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case SHARE_CLOSED -> HttpStatus.GONE;
            case TOKEN_OVER -> HttpStatus.UNAUTHORIZED;
            case ADDRESS_NOT_ALLOWED,
                    ACCOUNT_BARRED,
                    ROLE_MISSING,
                    SCOPE_MISSING,
                    NOT_ENTITLED,
                    SWITCHED_OFF,
                    SELF_SERVICE_OFF -> HttpStatus.FORBIDDEN;
            case DESKTOP_NOT_USABLE, FLEET_FULL, TOO_MANY_SESSIONS, SESSION_NOT_USABLE, TOO_SOON, SERVED_ELSEWHERE ->
                HttpStatus.CONFLICT;
        };
    }
}
