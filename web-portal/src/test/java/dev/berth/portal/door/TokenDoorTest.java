package dev.berth.portal.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.berth.broker.access.JdbcPeople;
import dev.berth.broker.audit.AuditFilter;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.token.TokenScope;
import dev.berth.broker.token.TokenSpec;
import dev.berth.broker.token.Tokens;
import dev.berth.ipacl.Cidr;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

/** What a request with a token gets. */
class TokenDoorTest extends TokenTest {

    @Autowired
    private AuditLog audit;

    @Autowired
    private JdbcPeople people;

    @Autowired
    private JdbcClient sql;

    @Test
    void aTokenMayWhatItsScopesAreForAndNothingElse() throws Exception {
        String reading = secret(TokenScope.READ);
        expect(get("/api/v1/desktops"), reading, 200);
        expect(get("/api/v1/bundles"), reading, 200);
        expect(get("/api/v1/audit"), reading, 403);
        expect(get("/api/v1/tokens"), reading, 403);
        expect(get("/api/v1/launchables"), reading, 403);
        expect(post("/api/v1/desktops/" + UUID.randomUUID() + "/stop"), reading, 403);
        expect(post("/api/v1/bundles"), reading, 403);

        String desktops = secret(TokenScope.DESKTOPS);
        expect(get("/api/v1/desktops"), desktops, 200);
        expect(post("/api/v1/desktops/" + UUID.randomUUID() + "/stop"), desktops, 404);
        expect(get("/api/v1/bundles"), desktops, 403);
        expect(delete("/api/v1/hosts/" + UUID.randomUUID()), desktops, 403);

        String sessions = secret(TokenScope.SESSIONS);
        expect(get("/api/v1/sessions"), sessions, 200);
        expect(delete("/api/v1/sessions/" + UUID.randomUUID()), sessions, 404);
        expect(post("/api/v1/sessions"), sessions, 403);
        expect(post("/api/v1/sessions/" + UUID.randomUUID() + "/tickets"), sessions, 403);

        expect(get("/api/v1/audit"), secret(TokenScope.AUDIT), 200);
    }

    @Test
    void whatATokenDoesIsItsOwnDoing() throws Exception {
        Tokens.Made made = made(TokenScope.CATALOG);
        mvc.perform(post("/api/v1/applications")
                        .with(bearer(made.secret().reveal()))
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("""
                                {"name": "%s", "description": "", "program": "xterm", "bundle": "%s"}
                                """.formatted(name(), UUID.randomUUID())))
                .andExpect(status().is4xxClientError());
        mvc.perform(post("/api/v1/images")
                        .with(bearer(made.secret().reveal()))
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"name\": \"%s\", \"description\": \"\", \"guest\": \"LINUX\"}".formatted(name())))
                .andExpect(status().isCreated());

        assertThat(audit.latest(new AuditFilter(null, "image", null, null, null, null, 1)))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.actor()).isEqualTo("token:" + made.token().name());
                    assertThat(entry.person()).isEmpty();
                });
    }

    @Test
    void aRevokedTokenIsRefusedFromTheNextRequestOn() throws Exception {
        Tokens.Made made = made(TokenScope.READ);
        String secret = made.secret().reveal();
        expect(get("/api/v1/desktops"), secret, 200);
        mvc.perform(delete("/api/v1/tokens/" + made.token().id())
                        .with(as(maker))
                        .with(csrf()))
                .andExpect(status().isNoContent());

        mvc.perform(get("/api/v1/desktops").with(bearer(secret)))
                .andExpect(status().isUnauthorized())
                .andExpect(header().string("WWW-Authenticate", containsString("Bearer")))
                .andExpect(jsonPath("$.code").value("TOKEN_OVER"))
                .andExpect(jsonPath("$.detail", containsString("was revoked")));
        assertThat(audit.latest(AuditFilter.of("api-token", made.token().id(), 10)))
                .extracting(entry -> entry.action() + " " + entry.outcome())
                .containsExactly("api-token.use REFUSED", "api-token.revoke DONE", "api-token.create DONE");
    }

    @Test
    void anExpiredTokenIsRefused() throws Exception {
        Tokens.Made made = made(TokenScope.READ);
        sql.sql("update api_token set expires_at = now() - interval '1 second' where id = :id")
                .param("id", made.token().id().value())
                .update();

        mvc.perform(get("/api/v1/desktops").with(bearer(made.secret().reveal())))
                .andExpect(status().isUnauthorized())
                .andExpect(jsonPath("$.detail", containsString("expired at")));
    }

    @Test
    void aTokenWhoseMakerIsBarredIsRefused() throws Exception {
        String secret = secret(TokenScope.READ);
        assertThat(people.atWork(clock.instant().plus(Duration.ofDays(1)))).contains(maker.id());
        people.bar(maker.id(), "This account is disabled.");

        mvc.perform(get("/api/v1/desktops").with(bearer(secret)))
                .andExpect(status().isUnauthorized())
                .andExpect(jsonPath("$.detail", containsString("who made it, is barred")));
    }

    @Test
    void aTokenStaysInItsNetworks() throws Exception {
        var spec = new TokenSpec(
                name(), Set.of(TokenScope.READ), tomorrow(), List.of(Cidr.parse("networks", "192.0.2.0/24")));
        String secret = tokens.make(spec, maker, here()).secret().reveal();

        mvc.perform(get("/api/v1/desktops").with(bearer(secret)))
                .andExpect(status().isForbidden())
                .andExpect(jsonPath("$.code").value("ADDRESS_NOT_ALLOWED"));
        mvc.perform(get("/api/v1/desktops").with(bearer(secret)).with(at("192.0.2.9")))
                .andExpect(status().isOk());
    }

    @Test
    void aTokenThatMayReadIsWhatPrometheusComesWith() throws Exception {
        String reads = secret(TokenScope.READ);
        for (String path : List.of("/actuator/prometheus", "/actuator/health/parts")) {
            mvc.perform(get(path).with(bearer(reads)))
                    .andExpect(result ->
                            assertThat(result.getResponse().getStatus()).isNotIn(401, 403));
            mvc.perform(get(path).with(bearer(secret(TokenScope.SESSIONS)))).andExpect(status().isForbidden());
        }
    }

    @Test
    void aTokenIsForTheApiAlone() throws Exception {
        String secret = secret(TokenScope.values());
        for (String page : List.of("/", "/admin", "/admin/audit", "/api/openapi", "/actuator")) {
            mvc.perform(get(page).with(bearer(secret)))
                    .andExpect(status().isUnauthorized())
                    .andExpect(jsonPath("$.code").value("TOKEN_NOT_HERE"));
        }
    }

    @Test
    void aWebSessionDoesNotHelpAWrongToken() throws Exception {
        mvc.perform(get("/api/v1/desktops")
                        .with(as(maker))
                        .with(bearer("berth_nonsense"))
                        .with(at("198.51.100.1")))
                .andExpect(status().isUnauthorized())
                .andExpect(jsonPath("$.code").value("TOKEN_UNKNOWN"));
    }

    @Test
    void whoeverGuessesHasToWait() throws Exception {
        String secret = secret(TokenScope.READ);
        RequestPostProcessor guesser = at("198.51.100.77");
        for (int i = 0; i < 20; i++) {
            mvc.perform(get("/api/v1/desktops").with(bearer("berth_" + i)).with(guesser))
                    .andExpect(status().isUnauthorized());
        }
        mvc.perform(get("/api/v1/desktops").with(bearer(secret)).with(guesser))
                .andExpect(status().isTooManyRequests())
                .andExpect(header().exists("Retry-After"))
                .andExpect(jsonPath("$.code").value("TOO_MANY_GUESSES"));
        expect(get("/api/v1/desktops"), secret, 200);
    }

    private static RequestPostProcessor at(String address) {
        return request -> {
            request.setRemoteAddr(address);
            return request;
        };
    }
}
