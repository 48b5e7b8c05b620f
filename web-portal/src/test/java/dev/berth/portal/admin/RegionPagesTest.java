package dev.berth.portal.admin;

import static dev.berth.broker.directory.Role.ADMIN;
import static dev.berth.broker.directory.Role.AUDITOR;
import static dev.berth.broker.directory.Role.EMPLOYEE;
import static dev.berth.broker.directory.Role.HELPDESK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.berth.broker.alias.Aliases;
import dev.berth.broker.alias.RegionRound;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.region.AliasId;
import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.region.Replication;
import dev.berth.portal.PortalTest;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.RequestBuilder;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

/** A region that has a peer in name only: its rows come as replication would write them. */
class RegionPagesTest extends PortalTest {

    private static final Actor SET_UP = new Actor.Nobody("the test");
    private static final RegionName MAIN = new RegionName("main");
    private static final RegionName PEER = new RegionName("busan");

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Aliases aliases;

    @Autowired
    private JdbcRegions regions;

    @Autowired
    private RegionRound round;

    private final String name = "d" + UUID.randomUUID() + ".example.com";
    private AliasId alias = new AliasId(UUID.randomUUID());

    @BeforeEach
    void associate() {
        round.pass();
        asThePeer("insert into region (home_region, portal, live_sessions, free_memory_mib, beat_at)"
                + " values ('busan', 'https://busan.example.com', 3, 4096, now())");
        alias = aliases.create(name, SET_UP).id();
        aliases.associate(alias, 1, List.of(MAIN, PEER), SET_UP);
        asThePeer("insert into alias_acceptance values ('busan', '" + alias + "', now())");
        asThePeer("insert into resident values ('busan', gen_random_uuid(), gen_random_uuid(), 'mina', 'Mina <Kim>',"
                + " 'Standard', 'd-7', 'AVAILABLE', 2048, true)");
    }

    @AfterEach
    void dissociate() {
        long revision = regions.map().alias(alias).orElseThrow().revision();
        aliases.associate(alias, revision, List.of(), SET_UP);
        aliases.delete(alias, revision + 1, SET_UP);
        for (String table : Replication.TABLES) {
            asThePeer("delete from " + table + " where home_region = 'busan'");
        }
    }

    @Test
    void adminsSeeWhichRegionServesAnAlias() throws Exception {
        mvc.perform(get("/admin/regions").with(a(ADMIN)))
                .andExpect(status().isOk())
                .andExpect(content().string(allOf(containsString(name), containsString("Make the alias"))))
                .andExpect(content()
                        .string(not(matchesPattern(
                                "(?s).*method=\"post\"[^>]*>(?!<input type=\"hidden\" name=\"_csrf\").*"))));
        mvc.perform(get("/admin/regions").with(a(AUDITOR)))
                .andExpect(status().isOk())
                .andExpect(content().string(allOf(containsString(name), not(containsString("Make the alias")))));
        mvc.perform(get("/api/v1/aliases/" + alias).with(a(HELPDESK)))
                .andExpect(jsonPath("$.state").value("ASSOCIATED"))
                .andExpect(jsonPath("$.active").value("main"));
    }

    @Test
    void aFormThatIsWrongSaysWhatIsAllowed() throws Exception {
        mvc.perform(post("/admin/regions/peers")
                        .param("region", "busan")
                        .param("host", "db.example.com")
                        .param("port", "5432")
                        .param("database", "berth")
                        .param("user", "berth_peer")
                        .param("passwordFile", "/etc/berth/peer.pgpass")
                        .param("tls", "OFF")
                        .param("rootCertificate", "")
                        .with(a(ADMIN))
                        .with(csrf()))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("without TLS only this machine itself is allowed")));
        mvc.perform(post("/admin/regions/aliases")
                        .param("name", "nodots")
                        .with(a(ADMIN))
                        .with(csrf()))
                .andExpect(content().string(containsString("allowed is a full host name")));
        mvc.perform(put("/api/v1/regions/busan")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"host\": \"127.0.0.1\"}")
                        .with(a(ADMIN))
                        .with(csrf()))
                .andExpect(status().isBadRequest());
    }

    @Test
    void helpdeskTakesAnAliasOverAfterALookAtWhatItMeans() throws Exception {
        asThePeer("insert into alias_claim values ('" + alias + "', 2, 'busan', 'busan', now(), 'mina', 'A drill.')");
        mvc.perform(get("/people/aliases/" + alias).param("text", "mina").with(a(HELPDESK)))
                .andExpect(content().string(allOf(containsString("A drill."), containsString("Mina &lt;Kim&gt;"))));
        mvc.perform(get("/people/aliases/" + alias + "/redirect")
                        .param("to", "main")
                        .with(a(HELPDESK)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("nothing that they saved in")));
        mvc.perform(get("/api/v1/aliases/" + alias + "/failover")
                        .param("to", "main")
                        .with(a(HELPDESK)))
                .andExpect(jsonPath("$.way").value("TAKE_OVER"))
                .andExpect(jsonPath("$.using").value(1))
                .andExpect(jsonPath("$.ready").value(0))
                .andExpect(jsonPath("$.epoch").value(2));
        mvc.perform(redirect("wrong")).andExpect(content().string(containsString("to say that you mean it")));
        mvc.perform(redirect(name)).andExpect(status().is3xxRedirection());
        mvc.perform(get("/api/v1/aliases/" + alias).with(a(ADMIN)))
                .andExpect(jsonPath("$.active").value("main"))
                .andExpect(jsonPath("$.epoch").value(3));
    }

    @Test
    void aRegionThatLostItsLeaseSaysSoAndAnAdminServesAllTheSame() throws Exception {
        mvc.perform(get("/people/aliases/" + alias).with(a(HELPDESK)))
                .andExpect(content()
                        .string(allOf(
                                containsString("Failover by itself"),
                                containsString("off in this region"),
                                not(containsString("Switch on in this region")))));
        mvc.perform(put("/api/v1/aliases/" + alias + "/watch")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"witness\": \"http://witness.example.com\"}")
                        .with(a(ADMIN))
                        .with(csrf()))
                .andExpect(status().isBadRequest())
                .andExpect(content().string(containsString("allowed is an https address")));
        mvc.perform(put("/api/v1/aliases/" + alias + "/watch")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"witness\": \"https://witness.example.com\"}")
                        .with(a(ADMIN))
                        .with(csrf()))
                .andExpect(content().string(containsString("no secret to ask with")));
        jdbc.sql("insert into alias_watch values ('" + alias
                        + "', 'https://witness.example.com', 0, true, now(), 'mina <Kim>')")
                .update();
        jdbc.sql("insert into alias_lease values ('" + alias + "', 1, now() - interval '9 seconds')")
                .update();
        mvc.perform(get("/api/v1/aliases/" + alias + "/watch").with(a(HELPDESK)))
                .andExpect(jsonPath("$.on").value(true))
                .andExpect(jsonPath("$.part").value("LAPSED"));
        mvc.perform(get("/people/aliases/" + alias).with(a(ADMIN)))
                .andExpect(content()
                        .string(allOf(
                                containsString("lease over: takes no sessions"),
                                containsString("The witness does not answer this region"),
                                containsString("mina &lt;Kim&gt;"),
                                containsString("Serve without a lease"))));
        mvc.perform(get("/sign-in")).andExpect(content().string(containsString("this region is cut off from busan")));
        mvc.perform(post("/admin/regions/aliases/" + alias + "/watch/alone")
                        .param("name", name)
                        .with(a(ADMIN))
                        .with(csrf()))
                .andExpect(status().is3xxRedirection());
        mvc.perform(get("/api/v1/aliases/" + alias + "/watch").with(a(HELPDESK)))
                .andExpect(jsonPath("$.on").value(false));
        mvc.perform(get("/alias")).andExpect(jsonPath("$.region").value("main"));
    }

    @Test
    void whoeverKnowsNoSecretIsToldNothingOfLeases() throws Exception {
        for (String door : List.of("/peer/lease", "/witness/lease")) {
            mvc.perform(post(door).content("{}").header("Berth-Region", "busan").header("Berth-Sum", "0".repeat(64)))
                    .andExpect(status().isUnauthorized());
        }
        // One more is allowed for each second that the knocks themselves take.
        int knocks = 0;
        int answer;
        do {
            answer = answerTo("192.0.2.77");
            knocks++;
        } while (answer == HttpStatus.UNAUTHORIZED.value() && knocks < 600);
        assertThat(answer).isEqualTo(HttpStatus.TOO_MANY_REQUESTS.value());
        assertThat(knocks).isGreaterThan(60);
        mvc.perform(post("/peer/lease").content("{}").with(from("192.0.2.77"))).andExpect(status().isUnauthorized());
        mvc.perform(post("/peer/points").content("{}").with(from("192.0.2.78"))).andExpect(status().isUnauthorized());
    }

    private int answerTo(String address) throws Exception {
        return mvc.perform(post("/peer/points").content("{}").with(from(address)))
                .andReturn()
                .getResponse()
                .getStatus();
    }

    private static RequestPostProcessor from(String address) {
        return request -> {
            request.setRemoteAddr(address);
            return request;
        };
    }

    @Test
    void nobodyHandsOverToAPeerThatDoesNotHear() throws Exception {
        mvc.perform(post("/api/v1/aliases/" + alias + "/failover")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"to\": \"busan\", \"epoch\": 1, \"name\": \"" + name + "\"}")
                        .with(a(HELPDESK))
                        .with(csrf()))
                .andExpect(status().isConflict())
                .andExpect(content().string(containsString("does not hear this one")));
    }

    @Test
    void whoeverComesToARegionThatStandsByIsSentOn() throws Exception {
        mvc.perform(get("/alias"))
                .andExpect(header().string("Access-Control-Allow-Origin", "*"))
                .andExpect(jsonPath("$.region").value("main"));
        var employee = person(EMPLOYEE);
        mvc.perform(get("/alias").with(as(employee)))
                .andExpect(jsonPath("$.active").value(true))
                .andExpect(jsonPath("$.epoch").value(1));
        asThePeer("insert into alias_claim values ('" + alias + "', 2, 'busan', 'busan', now(), 'mina', 'A drill.')");
        mvc.perform(get("/alias").with(as(employee)))
                .andExpect(jsonPath("$.active").value(false))
                .andExpect(jsonPath("$.epoch").value(2))
                .andExpect(jsonPath("$.portal").value("https://busan.example.com"));
        mvc.perform(get("/").with(as(employee)))
                .andExpect(content()
                        .string(allOf(
                                containsString("href=\"https://busan.example.com\""),
                                containsString("data-follow=\"true\""))));
        String door = mvc.perform(get("/sign-in")).andReturn().getResponse().getContentAsString();
        assertThat(door).contains(name + " is served by busan at present", "data-follow=\"true\"");
        assertThat(mvc.perform(get("/sign-in").param("stay", ""))
                        .andReturn()
                        .getResponse()
                        .getContentAsString())
                .contains("data-follow=\"false\"");
    }

    private RequestBuilder redirect(String typed) {
        return post("/people/aliases/" + alias + "/redirect")
                .param("to", "main")
                .param("epoch", "2")
                .param("name", typed)
                .param("reason", "The drill is over.")
                .with(a(HELPDESK))
                .with(csrf());
    }

    private void asThePeer(String sql) {
        jdbc.sql("set session_replication_role = replica; " + sql + "; set session_replication_role = origin")
                .update();
    }
}
