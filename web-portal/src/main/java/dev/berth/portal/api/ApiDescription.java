package dev.berth.portal.api;

import dev.berth.portal.door.TokenRoutes;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;

/** What the description of the API says beyond what its routes say of themselves: security, refusals, and examples. */
@Configuration
class ApiDescription {

    private static final String PROBLEM = "Problem";
    private static final String ABOUT = """
            Everything that the pages of Berth do. People use it signed in to the portal; services show a token, \
            `Authorization: Bearer berth_…`, which an admin makes under *API tokens*. Each operation says which scope a \
            token needs.

            **Again, safely.** A POST may carry an `Idempotency-Key`: repeated within 24 hours with the same body it is \
            answered as the first time and carried out once. Another body with the same key is refused with 422, a \
            first one that is not finished yet with 409.

            **Changes.** What has a revision gives it as `ETag`. Changing it needs that tag as `If-Match`: 428 without \
            one, 412 when somebody changed it since. Images, their versions and entitlements never change; they are \
            made and removed.

            **Limits.** `RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset` (seconds) are in each answer. \
            A caller without any left gets 429 and `Retry-After`.

            **Refusals** are problem details (RFC 9457) with a `code` for programs, a `detail` for people that names \
            the field, its value and what is allowed, and a `reference` that helpdesk finds in the log. Fields that a \
            request does not have are refused.
            """;

    private static final Map<String, String> REFUSALS = refusals();

    private final Examples examples = new Examples();

    @Bean
    OpenApiCustomizer describe() {
        return this::describe;
    }

    private void describe(OpenAPI api) {
        api.setInfo(new Info().title("Berth").version("v1").description(ABOUT));
        api.setServers(List.of(new Server().url("/")));
        api.getComponents()
                .addSecuritySchemes(
                        "token",
                        new SecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .bearerFormat("berth_…")
                                .description("A service's token."))
                .addSecuritySchemes(
                        "session",
                        new SecurityScheme()
                                .type(SecurityScheme.Type.APIKEY)
                                .in(SecurityScheme.In.COOKIE)
                                .name("berth")
                                .description("A person who is signed in. Changes need the page's CSRF token as well."));
        api.addSecurityItem(new SecurityRequirement().addList("token"))
                .addSecurityItem(new SecurityRequirement().addList("session"));
        api.getComponents().addSchemas(PROBLEM, problem());
        REFUSALS.forEach((status, text) ->
                api.getComponents().addResponses("Refused" + status, refusal(Integer.parseInt(status), text)));
        api.getPaths()
                .forEach((path, item) -> item.readOperationsMap()
                        .forEach((method, operation) -> describe(path, method, operation, api)));
    }

    private void describe(String path, PathItem.HttpMethod method, Operation operation, OpenAPI api) {
        if (operation.getSummary() == null) {
            operation.setSummary(inWords(operation.getOperationId()));
        }
        operation.setTags(
                operation.getTags().stream().map(ApiDescription::inGroup).toList());
        var scopes = TokenRoutes.scopes(
                HttpMethod.valueOf(method.name()),
                path.replaceAll("\\{[^}]*}", "00000000-0000-0000-0000-000000000000"));
        operation.setDescription(
                scopes.isEmpty()
                        ? "Not for tokens."
                        : "Token scope: "
                                + scopes.stream().map(Enum::name).sorted().collect(Collectors.joining(" or ")) + ".");
        if (method == PathItem.HttpMethod.POST && !holdsASecret(path)) {
            operation.addParametersItem(new Parameter()
                    .name("Idempotency-Key")
                    .in("header")
                    .description("1 to 255 visible ASCII characters, such as a UUID")
                    .schema(new StringSchema().maxLength(255))
                    .example("6b7a2f5e-2d0c-4f86-9a43-0f6f6f5a1c11"));
            refusedWith(operation, "409", "422");
        }
        boolean conditional = operation.getParameters() != null
                && operation.getParameters().stream().anyMatch(one -> "If-Match".equals(one.getName()));
        if (conditional) {
            operation.getParameters().stream()
                    .filter(one -> "If-Match".equals(one.getName()))
                    .forEach(one -> one.schema(new StringSchema()).example("\"7\""));
            refusedWith(operation, "409", "412", "428");
        }
        refusedWith(operation, "400", "401", "403", "404", "429");
        examples.addTo(operation, api);
    }

    private static boolean holdsASecret(String path) {
        return path.equals("/api/v1/tokens") || path.endsWith("/tickets");
    }

    private static void refusedWith(Operation operation, String... statuses) {
        for (String status : statuses) {
            operation
                    .getResponses()
                    .putIfAbsent(status, new ApiResponse().$ref("#/components/responses/Refused" + status));
        }
    }

    private static Schema<?> problem() {
        return new ObjectSchema()
                .addProperty("title", new StringSchema())
                .addProperty("status", new IntegerSchema())
                .addProperty("detail", new StringSchema())
                .addProperty("code", new StringSchema().description("for programs"))
                .addProperty("reference", new StringSchema().description("what helpdesk finds in the log"));
    }

    private static ApiResponse refusal(int status, String text) {
        Map<String, Object> example = new LinkedHashMap<>();
        String code = text.substring(0, text.indexOf(' '));
        example.put("title", code);
        example.put("status", status);
        example.put("detail", text.substring(code.length() + 1));
        example.put("code", code);
        example.put("reference", "K7QF-2M9D");
        return new ApiResponse()
                .description(text.substring(code.length() + 1))
                .content(new Content()
                        .addMediaType(
                                "application/problem+json",
                                new MediaType()
                                        .schema(new Schema<>().$ref("#/components/schemas/" + PROBLEM))
                                        .example(example)));
    }

    /** {@code ip-group-api} → IP group. */
    private static String inGroup(String tag) {
        String words = tag.replaceAll("-(api|feed|pages|stream)$", "")
                .replace('-', ' ')
                .replaceAll("^ip ", "IP ");
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    /** {@code createBundle_1} → Create bundle. */
    private static String inWords(String operationId) {
        String words = operationId
                .replaceAll("_\\d+$", "")
                .replaceAll("([a-z])([A-Z])", "$1 $2")
                .toLowerCase(Locale.ROOT);
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    /** A code, and a sentence that stands for those that occur. */
    private static Map<String, String> refusals() {
        Map<String, String> refusals = new LinkedHashMap<>();
        refusals.put("400", "INVALID limit is 0; allowed are 1 to 1000.");
        refusals.put("401", "SIGN_IN_FIRST Sign in first.");
        refusals.put("403", "SCOPE_MISSING This needs a token with the scope CATALOG, which this token does not have.");
        refusals.put("404", "NOT_FOUND There is no bundle 6b7a2f5e-2d0c-4f86-9a43-0f6f6f5a1c11.");
        refusals.put(
                "409", "NOT_NOW What stands now does not allow it, or the first request with this key is not over.");
        refusals.put("412", "CHANGED_MEANWHILE Somebody changed it since it was read. Read it again.");
        refusals.put("422", "KEY_USED This Idempotency-Key was used for another request.");
        refusals.put("428", "IF_MATCH_MISSING If-Match is missing; send the ETag that the thing was read with.");
        refusals.put("429", "TOO_MANY_REQUESTS Too many requests in a minute. Try again in 3 s.");
        return refusals;
    }
}
