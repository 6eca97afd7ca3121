package io.hakiri.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Requests made of the OpenAPI document: mostly of the form that it asks for, with something wrong in many of them. */
final class FuzzedRequests {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "s",
            "0",
            "x".repeat(300),
            "ü",
            "😀",
            "a/b",
            "..",
            "%00",
            "\u0000",
            "\u001f",
            "\ud800",
            "' or 1=1 --",
            "null",
            "-1",
            "{}",
            "9".repeat(30),
            "2026-01-01T00:00:00Z",
            "+999999999-12-31T23:59:59Z",
            "hk_",
            "<script>",
            "${jndi:x}",
            "x".repeat(20_000));

    /** After these the next ones are refused: not so often. */
    private static final List<String> ENDING = List.of(
            "DELETE /v1/projects/{project}/pipelines/{pipeline}",
            "/pause",
            "/cancel",
            "/break",
            "/move/seal",
            "PUT /v1/projects/{project}/pipelines/{pipeline}/backfills/{backfill}",
            "/adopt");

    /** These take the project from all others at once, some for ever: not while others are at it. */
    private static final List<String> ALONE = List.of("/moved");

    private static final List<String> PIECES =
            List.of("{", "}", "[", "\"", ",", ":", "null", "1e999", "\\u0000", "\u00ff");

    private final Routes routes;
    private final List<Routes.Route> all;
    private final Random random;
    /** Few of them, so that requests meet. */
    private final List<String> pipelines;

    /** What was granted last, so that not everything is refused. */
    private String run = "01980000-0000-7000-8000-000000000000";

    private long fence = 1;
    private long step = 1;

    /** Whether the request is to be as the document asks for it, so that something is granted and committed in any run. */
    private boolean right;

    FuzzedRequests(Routes routes, String caller, Random random) {
        this.routes = routes;
        this.all = routes.all();
        this.random = random;
        this.pipelines = List.of(caller, caller, caller, "shared");
    }

    /** What came of a request. */
    void learn(Request request, Service.Answer said) {
        JsonNode answer = said.status() == 201 ? said.json() : JSON.objectNode();
        if (said.status() == 201 && answer.has("fence") && answer.has("run")) {
            run = answer.path("run").asText();
            fence = answer.path("fence").asLong();
            step = 1;
        } else if (said.status() == 200 && request.route().path().endsWith("/{run}/commit")) {
            step++;
        }
    }

    /** One request. */
    record Request(
            Routes.Route route,
            String path,
            Map<String, String> headers,
            @Nullable String body) {
        @Override
        public String toString() {
            return route.method() + " " + path + " " + headers + " "
                    + (body == null ? "" : body.substring(0, Math.min(2_000, body.length())));
        }
    }

    Request next() {
        right = false;
        Routes.Route route = any(false);
        if (oneIn(8)) {
            right = oneIn(2);
            route = ending("/{run}/commit");
        } else if (oneIn(20)) {
            right = true;
            route = ending("POST /v1/projects/{project}/pipelines/{pipeline}/runs");
        }
        while (ENDING.stream().anyMatch(route.toString()::endsWith) && !oneIn(8)) {
            route = any(false);
        }
        return to(route);
    }

    /** One that takes the project from all others. */
    Request nextAlone() {
        return to(any(true));
    }

    private Routes.Route ending(String end) {
        return all.stream()
                .filter(one -> one.toString().endsWith(end))
                .findFirst()
                .orElseThrow();
    }

    private Routes.Route any(boolean alone) {
        while (true) {
            Routes.Route route = all.get(random.nextInt(all.size()));
            if (ALONE.stream().anyMatch(route.toString()::endsWith) == alone) {
                return route;
            }
        }
    }

    private Request to(Routes.Route route) {
        String path = route.path();
        StringBuilder query = new StringBuilder();
        Map<String, String> headers = new TreeMap<>();
        for (JsonNode parameter : route.operation().path("parameters")) {
            String name = parameter.path("name").asText();
            boolean left = (!parameter.path("required").asBoolean() && oneIn(2)) || wrong(30);
            switch (parameter.path("in").asText()) {
                case "path" -> path = path.replace("{" + name + "}", encoded(parameter(name)));
                case "query" -> query.append(left ? "" : "&" + name + "=" + encoded(parameter(name)));
                default -> {
                    if (!left) {
                        headers.put(name, parameter(name).replaceAll("[^ -~]", "?"));
                    }
                }
            }
        }
        String body = null;
        JsonNode content = route.operation().at("/requestBody/content");
        if (!content.isMissingNode() || wrong(40)) {
            headers.put("Content-Type", wrong(40) ? "text/plain" : "application/json");
            body = body(content.path("application/json").path("schema"));
        }
        return new Request(route, query.isEmpty() ? path : path + "?" + query.substring(1), headers, body);
    }

    private String parameter(String name) {
        if (wrong(12)) {
            return text();
        }
        return switch (name) {
            case "project" -> "test";
            case "pipeline" -> pick(pipelines);
            case "run" -> run();
            case "limit", "version" -> Integer.toString(random.nextInt(5));
            case "If-Match" -> "\"" + random.nextInt(4) + "\"";
            case "If-None-Match" -> "*";
            case "Idempotency-Key" -> Integer.toString(random.nextInt(2_000));
            default -> pick(List.of("s", "t", "u"));
        };
    }

    private String run() {
        return !wrong(4) ? run : "01980000-0000-7000-8000-00000000000" + random.nextInt(4);
    }

    private String body(JsonNode schema) {
        String text = value("", schema, 0).toString();
        if (wrong(10)) {
            int at = random.nextInt(text.length() + 1);
            text = text.substring(0, at) + pick(PIECES) + (oneIn(2) ? "" : text.substring(at));
        }
        if (wrong(200)) {
            text = "[".repeat(5_000);
        }
        return text;
    }

    private JsonNode value(String name, JsonNode unresolved, int depth) {
        if (wrong(60)) {
            return anything();
        }
        JsonNode schema = routes.schema(unresolved);
        if (schema.has("anyOf")) {
            return oneIn(3)
                    ? NullNode.instance
                    : value(name, schema.path("anyOf").get(0), depth);
        }
        if (schema.has("enum")) {
            return schema.path("enum").get(random.nextInt(schema.path("enum").size()));
        }
        String type = schema.path("type").isArray()
                ? schema.path("type").get(0).asText()
                : schema.path("type").asText();
        return switch (type) {
            case "object" -> name.equals("manifest") ? manifest() : object(schema, depth);
            case "array" -> array(name, schema.path("items"), depth);
            case "integer" -> LongNode.valueOf(number(name));
            case "boolean" -> BooleanNode.valueOf(random.nextBoolean());
            case "string" -> TextNode.valueOf(string(name, schema));
            default -> anything();
        };
    }

    private ObjectNode object(JsonNode schema, int depth) {
        ObjectNode object = JSON.objectNode();
        List<String> required = new java.util.ArrayList<>();
        schema.path("required").forEach(one -> required.add(one.asText()));
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            boolean there = required.contains(property.getKey()) ? !wrong(40) : oneIn(4);
            if (there) {
                object.set(property.getKey(), value(property.getKey(), property.getValue(), depth + 1));
            }
        }
        if (schema.path("properties").has("finish") && !wrong(10)) { // one of the two
            object.remove("lease_seconds");
            if (!object.has("finish")) {
                object.put("lease_seconds", number("lease_seconds"));
            }
        }
        if (schema.has("additionalProperties")) {
            object.set(pick(List.of("s", "t")), value("", schema.path("additionalProperties"), depth + 1));
        }
        if (wrong(40)) {
            object.put("more", 1);
        }
        return object;
    }

    private ArrayNode array(String name, JsonNode items, int depth) {
        ArrayNode array = JSON.arrayNode();
        int size = wrong(300) ? 1_500 : random.nextInt(3);
        for (int i = 0; i < size; i++) {
            array.add(value(name, items, depth + 1));
        }
        return array;
    }

    private JsonNode manifest() {
        if (oneIn(4)) {
            return value("", JSON.objectNode().put("type", "object"), 1);
        }
        ObjectNode manifest = JSON.objectNode().put("id", pick(pipelines));
        manifest.putObject("source").put("connector", "mine");
        manifest.putObject("destination").put("connector", "mine");
        manifest.putArray("stream").addObject().set("name", oneIn(6) ? anything() : TextNode.valueOf("s"));
        if (oneIn(3)) {
            manifest.set(
                    "schedule", oneIn(3) ? anything() : TextNode.valueOf("every " + (1 + random.nextInt(9)) + "m"));
        }
        if (oneIn(5)) {
            manifest.set(pick(List.of("run", "schema_change", "id", "more")), anything());
        }
        return manifest;
    }

    private long number(String name) {
        if (wrong(10)) {
            return pick(List.of(-1L, 0L, Long.MAX_VALUE, Long.MIN_VALUE, (long) Integer.MAX_VALUE, 1L << 53));
        }
        return switch (name) {
            case "lease_seconds", "in_progress_seconds" -> 1 + random.nextInt(3);
            case "keep_seconds" -> 3_600;
            case "fence" -> wrong(6) ? 1 + random.nextInt(40) : fence;
            case "step" -> wrong(6) ? random.nextInt(4) : step;
            default -> random.nextInt(4);
        };
    }

    private String string(String name, JsonNode schema) {
        if (wrong(10)) {
            return text();
        }
        return switch (schema.path("format").asText()) {
            case "date-time" -> "2026-01-0" + (1 + random.nextInt(9)) + "T00:00:00Z";
            case "uuid" -> run();
            default ->
                switch (name) {
                    case "stream", "streams" -> pick(List.of("s", "t"));
                    case "order_key" -> "0" + random.nextInt(10);
                    case "receipt" -> random.nextInt(20) + ".1.0";
                    case "type" -> pick(List.of("int64", "text", "decimal(9,2)", "decimal(99,2)"));
                    default -> "text" + random.nextInt(20);
                };
        };
    }

    private JsonNode anything() {
        return switch (random.nextInt(8)) {
            case 0 -> NullNode.instance;
            case 1 -> JSON.arrayNode();
            case 2 -> JSON.objectNode().put("a", 1);
            case 3 -> DoubleNode.valueOf(1.5);
            case 4 -> DecimalNode.valueOf(new BigDecimal("1e400"));
            case 5 -> BooleanNode.TRUE;
            case 6 -> LongNode.valueOf(number(""));
            default -> TextNode.valueOf(text());
        };
    }

    private String text() {
        return pick(TEXTS);
    }

    /** Whether something is to be wrong here: one in so many times. */
    private boolean wrong(int many) {
        return !right && oneIn(many);
    }

    private boolean oneIn(int many) {
        return random.nextInt(many) == 0;
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    /** Percent-encoded, and now and then not. */
    private String encoded(String text) {
        if (wrong(50)) {
            return pick(Arrays.asList("%ff", "%C0%80", "%2F", "a;b=c", "%25%30", ""));
        }
        return URLEncoder.encode(text.substring(0, Math.min(text.length(), 2_000)), UTF_8)
                .replace("+", "%20");
    }
}
