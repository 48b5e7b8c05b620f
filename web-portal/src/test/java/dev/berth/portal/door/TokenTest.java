package dev.berth.portal.door;

import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import dev.berth.broker.token.TokenScope;
import dev.berth.broker.token.TokenSpec;
import dev.berth.broker.token.Tokens;
import dev.berth.ipacl.ClientAddress;
import dev.berth.portal.PortalTest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

/** Somebody makes tokens, and programs ask with them. */
abstract class TokenTest extends PortalTest {

    @Autowired
    Tokens tokens;

    @Autowired
    Clock clock;

    Person maker;

    @BeforeEach
    void somebodyWhoMakesTokens() {
        maker = person(Role.ADMIN);
    }

    void expect(MockHttpServletRequestBuilder request, String secret, int status) throws Exception {
        request.contentType(MediaType.APPLICATION_JSON).content("{}");
        mvc.perform(request.with(bearer(secret))).andExpect(status().is(status));
    }

    static RequestPostProcessor bearer(String secret) {
        return request -> {
            request.addHeader("Authorization", "Bearer " + secret);
            return request;
        };
    }

    String secret(TokenScope... scopes) {
        return made(scopes).secret().reveal();
    }

    Tokens.Made made(TokenScope... scopes) {
        return tokens.make(new TokenSpec(name(), Set.of(scopes), tomorrow(), List.of()), maker, here());
    }

    Instant tomorrow() {
        return clock.instant().plus(Duration.ofDays(1));
    }

    static ClientAddress here() {
        return ClientAddress.parse("address", "127.0.0.1");
    }

    static String name() {
        return "service " + UUID.randomUUID().toString().substring(0, 8);
    }
}
