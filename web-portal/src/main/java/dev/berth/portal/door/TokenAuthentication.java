package dev.berth.portal.door;

import dev.berth.broker.directory.Person;
import dev.berth.broker.token.ApiToken;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/** A service that showed a token which exists; what the token allows is decided later. Lives for one request. */
final class TokenAuthentication extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final transient ApiToken token;
    private final Person caller;

    TokenAuthentication(ApiToken token) {
        super(List.of());
        this.token = token;
        this.caller = token.asCaller();
        setAuthenticated(true);
    }

    ApiToken token() {
        return token;
    }

    @Override
    public Person getPrincipal() {
        return caller;
    }

    @Override
    public String getCredentials() {
        return "";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TokenAuthentication that && token.equals(that.token);
    }

    @Override
    public int hashCode() {
        return token.hashCode();
    }
}
