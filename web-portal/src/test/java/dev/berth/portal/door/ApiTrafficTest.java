package dev.berth.portal.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import dev.berth.portal.PortalTest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** What holds for every request to the API: keys, tags, limits and the form of refusals. */
class ApiTrafficTest extends PortalTest {

    @Autowired
    private JdbcClient sql;

    private Person admin;

    @BeforeEach
    void anAdmin() {
        admin = person(Role.ADMIN);
    }

    @Test
    void theSameKeyAndRequestGetTheSameAnswer() throws Exception {
        String key = UUID.randomUUID().toString();
        String body = image();
        MockHttpServletResponse first = creating(key, body);
        MockHttpServletResponse second = creating(key, body);

        assertThat(first.getStatus()).isEqualTo(201);
        assertThat(second.getStatus()).isEqualTo(201);
        assertThat(second.getContentAsString()).isEqualTo(first.getContentAsString());
        assertThat(second.getContentType()).isEqualTo(first.getContentType());
        assertThat(second.getHeader("Idempotency-Replayed")).isEqualTo("true");
        assertThat(first.getHeader("Idempotency-Replayed")).isNull();
    }

    @Test
    void theSameKeyForAnotherRequestIsRefused() throws Exception {
        String key = UUID.randomUUID().toString();
        creating(key, image());

        MockHttpServletResponse other = creating(key, image());
        assertThat(other.getStatus()).isEqualTo(422);
        assertThat(other.getContentType()).startsWith("application/problem+json");
        assertThat(other.getContentAsString()).contains("KEY_USED", "one key for one request");
    }

    @Test
    void keysOfDifferentCallersDoNotMeet() throws Exception {
        String key = UUID.randomUUID().toString();
        creating(key, image());
        admin = person(Role.ADMIN);

        assertThat(creating(key, image()).getStatus()).isEqualTo(201);
    }

    @Test
    void whatWasRefusedDidNothingAndMayBeTriedAgain() throws Exception {
        String key = UUID.randomUUID().toString();
        assertThat(creating(key, "{\"name\": \"\"}").getStatus()).isEqualTo(400);
        assertThat(creating(key, image()).getStatus()).isEqualTo(201);
    }

    @Test
    void aKeyThatIsStillAtWorkIsToldSo() throws Exception {
        String key = UUID.randomUUID().toString();
        String body = image();
        creating(key, body);
        sql.sql("update idempotent_answer set status = null where key = :key")
                .param("key", key)
                .update();
        MockHttpServletResponse inFlight = creating(key, body);
        assertThat(inFlight.getStatus()).isEqualTo(409);
        assertThat(inFlight.getHeader("Retry-After")).isEqualTo("1");

        sql.sql("update idempotent_answer set begun_at = now() - interval '11 minutes' where key = :key")
                .param("key", key)
                .update();
        assertThat(creating(key, body).getContentAsString()).doesNotContain("IN_FLIGHT");
    }

    @Test
    void afterADayAKeyIsNew() throws Exception {
        String key = UUID.randomUUID().toString();
        creating(key, image());
        sql.sql("update idempotent_answer set begun_at = now() - interval '25 hours' where key = :key")
                .param("key", key)
                .update();

        assertThat(creating(key, image()).getStatus()).isEqualTo(201);
    }

    @Test
    void ofManyAtOnceOneIsCarriedOut() throws Exception {
        String key = UUID.randomUUID().toString();
        String name = "image " + UUID.randomUUID();
        String body = "{\"name\": \"%s\", \"description\": \"\", \"guest\": \"LINUX\"}".formatted(name);
        List<Integer> answers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> asked = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                asked.add(threads.submit(() -> creating(key, body).getStatus()));
            }
            for (Future<Integer> one : asked) {
                answers.add(one.get());
            }
        }
        assertThat(answers).contains(201).allMatch(status -> status == 201 || status == 409);
        assertThat(sql.sql("select count(*) from image where name = :name")
                        .param("name", name)
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void aKeyThatCannotBeIsRefused() throws Exception {
        assertThat(creating("with space", image()).getStatus()).isEqualTo(400);
        assertThat(creating("x".repeat(256), image()).getStatus()).isEqualTo(400);
        mvc.perform(json(post("/api/v1/tokens"), "{}").header("Idempotency-Key", "k"))
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.detail", containsString("holds a secret")));
    }

    @Test
    void anAddressThatOpensSomethingIsNotKeptForAnotherTime() throws Exception {
        for (String path : List.of(
                "/api/v1/streaming-urls",
                "/api/v1/sessions/" + UUID.randomUUID() + "/shares",
                "/api/v1/shares/" + UUID.randomUUID() + "/tickets",
                "/api/v1/recordings/" + UUID.randomUUID() + "/plays")) {
            mvc.perform(json(post(path), "{}").header("Idempotency-Key", "k"))
                    .andExpect(status().isBadRequest())
                    .andExpect(jsonPath("$.detail", containsString("holds a secret")));
        }
    }

    @Test
    void whatIsChangedIsNamedByItsTag() throws Exception {
        String created = mvc.perform(json(
                        post("/api/v1/ip-groups"),
                        "{\"name\": \"%s\", \"description\": \"\", \"rules\": []}".formatted("g" + UUID.randomUUID())))
                .andExpect(status().is2xxSuccessful())
                .andReturn()
                .getResponse()
                .getContentAsString();
        String path = "/api/v1/ip-groups/" + created.replaceAll("(?s).*?\"id\":\"([^\"]+)\".*", "$1");
        String tag = mvc.perform(get(path).with(as(admin)))
                .andExpect(status().isOk())
                .andExpect(header().exists("ETag"))
                .andReturn()
                .getResponse()
                .getHeader("ETag");
        mvc.perform(get(path).with(as(admin)).header("If-None-Match", tag)).andExpect(status().isNotModified());

        String body = "{\"name\": \"%s\", \"description\": \"new\", \"rules\": []}".formatted("g" + UUID.randomUUID());
        mvc.perform(json(put(path), body))
                .andExpect(status().isPreconditionRequired())
                .andExpect(jsonPath("$.code").value("IF_MATCH_MISSING"));
        mvc.perform(json(put(path), body).header("If-Match", "\"999\"")).andExpect(status().isPreconditionFailed());
        mvc.perform(json(put(path), body).header("If-Match", tag)).andExpect(status().is2xxSuccessful());
        mvc.perform(json(delete(path), "").header("If-Match", tag)).andExpect(status().isPreconditionFailed());
    }

    @Test
    void eachAnswerSaysWhatIsLeft() throws Exception {
        mvc.perform(get("/api/v1/me").with(as(admin)))
                .andExpect(header().string("RateLimit-Limit", "1200"))
                .andExpect(header().string("RateLimit-Remaining", "1199"))
                .andExpect(header().string("RateLimit-Policy", "1200;w=60"))
                .andExpect(header().exists("RateLimit-Reset"));
        mvc.perform(get("/api/v1/me").with(as(admin))).andExpect(header().string("RateLimit-Remaining", "1198"));
    }

    @Test
    void whoeverAsksTooOftenIsToldWhenToComeAgain() throws Exception {
        MockHttpServletResponse answer;
        int asked = 0;
        do {
            answer = mvc.perform(get("/api/v1/me").with(as(admin))).andReturn().getResponse();
        } while (answer.getStatus() == 200 && ++asked < 20_000);
        assertThat(answer.getStatus()).isEqualTo(429);
        assertThat(answer.getHeader("Retry-After")).isNotNull();
        assertThat(answer.getContentType()).startsWith(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        assertThat(answer.getContentAsString()).contains("TOO_MANY_REQUESTS");
        mvc.perform(get("/api/v1/me").with(a(Role.EMPLOYEE))).andExpect(status().isOk());
    }

    @Test
    void everyRefusalIsAProblemWithASentence() throws Exception {
        problem(get("/api/v1/me"), 401);
        problem(get("/api/v1/audit").with(a(Role.EMPLOYEE)), 403);
        problem(post("/api/v1/images").with(as(admin)).content("{}"), 403);
        problem(json(post("/api/v1/images"), "{"), 400);
        problem(json(post("/api/v1/images"), "{\"colour\": 1}"), 400);
        problem(json(post("/api/v1/images"), "{}").contentType(MediaType.TEXT_PLAIN), 415);
        problem(json(put("/api/v1/images"), "{}"), 405);
        problem(get("/api/v1/desktops/nonsense").with(as(admin)), 404);
        problem(get("/api/v1/nothing-here").with(as(admin)), 404);
        problem(get("/api/v1/audit?limit=0").with(as(admin)), 400);
        problem(get("/api/v1/bundles").with(as(admin)).accept(MediaType.IMAGE_PNG), 406);
    }

    private void problem(MockHttpServletRequestBuilder request, int status) throws Exception {
        mvc.perform(request)
                .andExpect(status().is(status))
                .andExpect(content().contentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON))
                .andExpect(jsonPath("$.status").value(status))
                .andExpect(jsonPath("$.title").isNotEmpty())
                .andExpect(jsonPath("$.detail").isNotEmpty())
                .andExpect(jsonPath("$.reference").isNotEmpty());
    }

    private MockHttpServletResponse creating(String key, String body) throws Exception {
        return mvc.perform(json(post("/api/v1/images"), body).header("Idempotency-Key", key))
                .andReturn()
                .getResponse();
    }

    private MockHttpServletRequestBuilder json(MockHttpServletRequestBuilder request, String body) {
        return request.with(as(admin))
                .with(csrf())
                .contentType(MediaType.APPLICATION_JSON)
                .content(body);
    }

    private static String image() {
        return "{\"name\": \"image %s\", \"description\": \"\", \"guest\": \"LINUX\"}".formatted(UUID.randomUUID());
    }
}
