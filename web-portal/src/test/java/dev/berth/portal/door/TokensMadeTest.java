package dev.berth.portal.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.cookie;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.berth.broker.token.ApiToken;
import dev.berth.broker.token.TokenScope;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How tokens are made, shown and revoked. */
class TokensMadeTest extends TokenTest {

    @Autowired
    private JdbcClient sql;

    @Test
    void aTokenIsShownOnceAndKeptAsAHash() throws Exception {
        String name = name();
        String body = mvc.perform(post("/api/v1/tokens")
                        .with(as(maker))
                        .with(csrf())
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("""
                                {"name": "%s", "scopes": ["READ"], "expiresAt": "%s", "networks": ["127.0.0.0/8"]}
                                """.formatted(name, clock.instant().plus(Duration.ofDays(30)))))
                .andExpect(status().isCreated())
                .andExpect(header().string("Cache-Control", containsString("no-store")))
                .andExpect(jsonPath("$.token.state").value("ACTIVE"))
                .andReturn()
                .getResponse()
                .getContentAsString();
        String secret = body.replaceAll("(?s).*\"secret\":\"([^\"]+)\".*", "$1");
        assertThat(secret).matches("berth_[0-9A-Za-z]{56}");
        assertThat(sql.sql("select count(*) from api_token where row_to_json(api_token)::text like :secret")
                        .param("secret", "%" + secret + "%")
                        .query(Integer.class)
                        .single())
                .isZero();

        mvc.perform(get("/api/v1/tokens").with(as(maker)))
                .andExpect(content().string(containsString(name)))
                .andExpect(content().string(not(containsString(secret))));
        mvc.perform(get("/api/v1/me").with(bearer(secret)))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.accountName").value("token:" + name))
                .andExpect(cookie().doesNotExist("berth"));
        ApiToken used = tokens.list().stream()
                .filter(token -> token.name().equals(name))
                .findFirst()
                .orElseThrow();
        assertThat(used.lastUsedAddress()).contains("127.0.0.1");
        assertThat(used.lastUsedAt()).isPresent();
    }

    @Test
    void noTokenMakesOrRevokesTokens() throws Exception {
        String all = secret(TokenScope.values());
        expect(post("/api/v1/tokens"), all, 403);
        expect(delete("/api/v1/tokens/" + UUID.randomUUID()), all, 403);
        expect(post("/api/v1/unheard-of"), all, 403);
    }

    @Test
    void aTokenThatCannotBeIsRefusedInASentence() throws Exception {
        for (var wrong : List.of(
                "{\"name\": \"\", \"scopes\": [\"READ\"], \"expiresAt\": \"%s\"}".formatted(tomorrow()),
                "{\"name\": \"x\", \"scopes\": [], \"expiresAt\": \"%s\"}".formatted(tomorrow()),
                "{\"name\": \"x\", \"scopes\": [\"ROOT\"], \"expiresAt\": \"%s\"}".formatted(tomorrow()),
                "{\"name\": \"x\", \"scopes\": [\"READ\"]}",
                "{\"name\": \"x\", \"scopes\": [\"READ\"], \"expiresAt\": \"2020-01-01T00:00:00Z\"}",
                "{\"name\": \"x\", \"scopes\": [\"READ\"], \"expiresAt\": \"2999-01-01T00:00:00Z\"}",
                "{\"name\": \"x\", \"scopes\": [\"READ\"], \"expiresAt\": \"%s\", \"networks\": [\"10.1\"]}"
                        .formatted(tomorrow()))) {
            mvc.perform(post("/api/v1/tokens")
                            .with(as(maker))
                            .with(csrf())
                            .contentType(MediaType.APPLICATION_JSON)
                            .content(wrong))
                    .andExpect(status().isBadRequest())
                    .andExpect(jsonPath("$.code").value("INVALID"));
        }
    }

    @Test
    void thePageMakesShowsAndRevokes() throws Exception {
        String name = name();
        mvc.perform(post("/admin/tokens")
                        .with(as(maker))
                        .with(csrf())
                        .param("name", name)
                        .param("scopes", "READ", "AUDIT")
                        .param("days", "30")
                        .param("networks", "192.0.2.0/24\n2001:db8::/32"))
                .andExpect(status().isOk())
                .andExpect(header().string("Cache-Control", containsString("no-store")))
                .andExpect(content().string(containsString("id=\"secret\">berth_")));
        mvc.perform(post("/admin/tokens")
                        .with(as(maker))
                        .with(csrf())
                        .param("name", name)
                        .param("scopes", "READ")
                        .param("days", "30"))
                .andExpect(status().isBadRequest())
                .andExpect(content().string(containsString("which another token has or had")));
        ApiToken token = tokens.list().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        mvc.perform(post("/admin/tokens/" + token.id() + "/revoke")
                        .with(as(maker))
                        .with(csrf()))
                .andExpect(status().is3xxRedirection());
        assertThat(tokens.find(token.id()).orElseThrow().revokedAt()).isPresent();
    }
}
