package dev.berth.portal.door;

import java.io.Serial;
import org.springframework.security.core.AuthenticationException;

/** A sign-in that was refused, with what the person is told. */
final class SignInRefusedException extends AuthenticationException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final ShownSignInRefusal shown;

    SignInRefusedException(ShownSignInRefusal shown) {
        super(shown.key());
        this.shown = shown;
    }

    ShownSignInRefusal shown() {
        return shown;
    }
}
