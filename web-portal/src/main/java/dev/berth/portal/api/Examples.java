package dev.berth.portal.api;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Examples of requests and answers: made from each schema, with values that a field of that name has in real life, as
 * {@code api-examples.json} lists them. There, {@code Schema.field} counts before {@code field}, and null leaves it out.
 */
final class Examples {

    private static final String ID = "6b7a2f5e-2d0c-4f86-9a43-0f6f6f5a1c11";
    private static final String TIME = "2026-11-22T09:30:00Z";
    private static final String REFERENCE = "#/components/schemas/";
    private static final int DEEPEST = 6;

    private final Map<String, @Nullable Object> values = read();

    void addTo(Operation operation, OpenAPI api) {
        if (operation.getRequestBody() != null) {
            add(operation.getRequestBody().getContent(), api);
        }
        operation.getResponses().forEach((status, response) -> {
            if (status.startsWith("2")) {
                add(response.getContent(), api);
            }
        });
    }

    private void add(@Nullable Content content, OpenAPI api) {
        if (content == null) {
            return;
        }
        for (MediaType type : content.values()) {
            if (type.getExample() == null && type.getSchema() != null) {
                type.setExample(of("", type.getSchema(), api, 0));
            }
        }
    }

    private @Nullable Object of(String field, Schema<?> schema, OpenAPI api, int depth) {
        Schema<?> meant = resolved(schema, api);
        if (meant.getExample() != null) {
            return meant.getExample();
        }
        Map<String, Schema> properties = properties(meant);
        if (!properties.isEmpty()) {
            Map<String, @Nullable Object> example = new LinkedHashMap<>();
            if (depth < DEEPEST) {
                properties.forEach((name, property) -> {
                    String own = name(schema) + "." + name;
                    boolean known = values.containsKey(own);
                    if (!known) {
                        example.put(name, of(name, property, api, depth + 1));
                    } else if (values.get(own) != null) {
                        example.put(name, values.get(own));
                    }
                });
            }
            return example;
        }
        if (meant.getItems() != null) {
            return depth < DEEPEST && values.get(field) instanceof List<?> list
                    ? list
                    : List.of(present(of(field, meant.getItems(), api, depth + 1)));
        }
        if (meant.getEnum() != null && !meant.getEnum().isEmpty()) {
            return meant.getEnum().getFirst();
        }
        return value(field, meant);
    }

    private @Nullable Object value(String field, Schema<?> schema) {
        String type = type(schema);
        if ("uuid".equals(schema.getFormat())) {
            return ID;
        }
        if ("date-time".equals(schema.getFormat())) {
            return TIME;
        }
        Object known = values.get(field);
        if (known != null && (known instanceof String) == "string".equals(type)) {
            return known;
        }
        return switch (type) {
            case "boolean" -> true;
            case "integer" -> 1;
            case "number" -> 1.5;
            case "string" -> "text";
            default -> Map.of();
        };
    }

    private static Object present(@Nullable Object example) {
        return example == null ? Map.of() : example;
    }

    private static String type(Schema<?> schema) {
        if (schema.getType() != null) {
            return schema.getType();
        }
        return schema.getTypes() == null
                ? ""
                : schema.getTypes().stream()
                        .filter(type -> !"null".equals(type))
                        .findFirst()
                        .orElse("");
    }

    private static Map<String, Schema> properties(Schema<?> schema) {
        return schema.getProperties() == null ? Map.of() : schema.getProperties();
    }

    private static String name(Schema<?> schema) {
        String reference = schema.get$ref();
        return reference == null ? "" : reference.substring(REFERENCE.length());
    }

    private static Schema<?> resolved(Schema<?> schema, OpenAPI api) {
        String reference = schema.get$ref();
        if (reference == null) {
            return schema;
        }
        Schema<?> found = api.getComponents().getSchemas().get(reference.substring(REFERENCE.length()));
        return found == null ? new Schema<>() : found;
    }

    private static Map<String, @Nullable Object> read() {
        try (InputStream file = Examples.class.getResourceAsStream("/api-examples.json")) {
            if (file == null) {
                throw new IllegalStateException("api-examples.json is missing in the jar; build it again");
            }
            return JsonMapper.shared().readValue(file, new TypeReference<Map<String, @Nullable Object>>() {});
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read api-examples.json of the jar; build it again", e);
        }
    }
}
