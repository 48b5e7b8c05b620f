package dev.berth.portal.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.request;

import dev.berth.broker.directory.Role;
import dev.berth.portal.PortalTest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ApiDescriptionTest extends PortalTest {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mappings;

    private JsonNode api;

    @BeforeEach
    void readIt() throws Exception {
        api = JsonMapper.shared()
                .readTree(mvc.perform(get("/api/openapi").with(a(Role.EMPLOYEE)))
                        .andReturn()
                        .getResponse()
                        .getContentAsString());
    }

    @Test
    void itSaysHowPeopleAndServicesAreLetIn() {
        assertThat(api.at("/components/securitySchemes/token/scheme").asString())
                .isEqualTo("bearer");
        assertThat(api.at("/components/securitySchemes/session/in").asString()).isEqualTo("cookie");
        assertThat(api.at("/info/description").asString())
                .contains("Idempotency-Key", "If-Match", "RateLimit-Remaining");
    }

    @Test
    void everyOperationHasASummaryItsScopesAndItsRefusals() {
        List<String> wanting = new ArrayList<>();
        each((name, operation) -> {
            boolean whole = !operation.path("summary").asString("").isBlank()
                    && operation.path("description").asString("").contains("oken")
                    && operation.at("/responses/401").isObject()
                    && operation.at("/responses/429").isObject();
            if (!whole) {
                wanting.add(name);
            }
        });
        assertThat(wanting).isEmpty();
    }

    @Test
    void everyBodyHasAnExample() {
        List<String> wanting = new ArrayList<>();
        each((name, operation) -> {
            for (JsonNode type : operation.at("/requestBody/content")) {
                if (!type.has("example")) {
                    wanting.add(name + " request");
                }
            }
            operation.path("responses").properties().forEach(response -> {
                for (JsonNode type : response.getValue().path("content")) {
                    if (response.getKey().startsWith("2") && type.has("schema") && !type.has("example")) {
                        wanting.add(name + " " + response.getKey());
                    }
                }
            });
        });
        assertThat(wanting).isEmpty();
        assertThat(api.at("/paths/~1api~1v1~1tokens/post/requestBody/content/application~1json/example/scopes/0")
                        .asString())
                .isEqualTo("READ");
    }

    /** Two of one name would be described as one. */
    @Test
    void everyBodyHasANameOfItsOwn() {
        Map<String, Set<Class<?>>> bodies = new TreeMap<>();
        mappings.getHandlerMethods().values().stream()
                .flatMap(method -> Stream.of(method.getMethodParameters()))
                .filter(parameter -> parameter.hasParameterAnnotation(RequestBody.class))
                .map(MethodParameter::getParameterType)
                .forEach(type -> bodies.computeIfAbsent(type.getSimpleName(), unused -> new HashSet<>())
                        .add(type));
        assertThat(bodies)
                .isNotEmpty()
                .allSatisfy((name, types) -> assertThat(types).as(name).hasSize(1));
    }

    /** What is written for people is taken as it stands, but for the ids in it. */
    @Test
    void examplesOfMaintenanceAndPackagesAreUnderstood() throws Exception {
        var admin = a(Role.ADMIN);
        List<String> wanting = new ArrayList<>();
        for (var path : api.path("paths").properties()) {
            for (var operation : path.getValue().properties()) {
                JsonNode example = operation.getValue().at("/requestBody/content/application~1json/example");
                if (!path.getKey().matches("/api/v1/(maintenance|packages|pipelines|power)/?.*")
                        || example.isMissingNode()) {
                    continue;
                }
                var answer = mvc.perform(request(
                                        HttpMethod.valueOf(operation.getKey().toUpperCase(Locale.ROOT)),
                                        path.getKey()
                                                .replaceAll(
                                                        "\\{[^}]*}",
                                                        UUID.randomUUID().toString()))
                                .with(admin)
                                .with(csrf())
                                .header("If-Match", "\"0\"")
                                .contentType(MediaType.APPLICATION_JSON)
                                .content(example.toString()))
                        .andReturn()
                        .getResponse();
                String said = answer.getContentAsString();
                if (answer.getStatus() == 400 && !said.contains("exist") || said.contains("\"text\"")) {
                    wanting.add(
                            "%s %s with %s answered %s".formatted(operation.getKey(), path.getKey(), example, said));
                }
            }
        }
        assertThat(wanting).isEmpty();
    }

    @Test
    void whatCreatesTakesAKeyAndWhatChangesTakesATag() {
        assertThat(names(api.at("/paths/~1api~1v1~1bundles/post/parameters"))).contains("Idempotency-Key");
        assertThat(names(api.at("/paths/~1api~1v1~1tokens/post/parameters"))).doesNotContain("Idempotency-Key");
        assertThat(names(api.at("/paths/~1api~1v1~1bundles~1{id}/put/parameters")))
                .contains("If-Match");
        assertThat(api.at("/paths/~1api~1v1~1bundles~1{id}/put/responses/428").isObject())
                .isTrue();
    }

    @Test
    void noRequestHoweverEmptyBreaksTheApi() throws Exception {
        var admin = a(Role.ADMIN);
        List<String> broken = new ArrayList<>();
        for (var path : api.path("paths").properties()) {
            for (String method : path.getValue().propertyNames()) {
                if (METHODS.contains(method) && !"get".equals(method)) {
                    String address = path.getKey()
                            .replace("{verb}", "stop")
                            .replaceAll("\\{[^}]*}", UUID.randomUUID().toString());
                    for (String body : List.of("", "{}", "null", "[]", "{\"nonsense\": 1}")) {
                        int status = mvc.perform(request(HttpMethod.valueOf(method.toUpperCase(Locale.ROOT)), address)
                                        .with(admin)
                                        .with(csrf())
                                        .header("If-Match", "\"0\"")
                                        .contentType(MediaType.APPLICATION_JSON)
                                        .content(body))
                                .andReturn()
                                .getResponse()
                                .getStatus();
                        if (status >= 500) {
                            broken.add("%s %s with '%s' answered %d".formatted(method, path.getKey(), body, status));
                        }
                    }
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static List<String> names(JsonNode parameters) {
        List<String> names = new ArrayList<>();
        parameters.forEach(one -> names.add(one.path("name").asString()));
        return names;
    }

    private void each(BiConsumer<String, JsonNode> look) {
        for (var path : api.path("paths").properties()) {
            for (var operation : path.getValue().properties()) {
                if (METHODS.contains(operation.getKey())) {
                    look.accept(operation.getKey() + " " + path.getKey(), operation.getValue());
                }
            }
        }
        assertThat(api.path("paths").size()).isGreaterThan(20);
    }
}
