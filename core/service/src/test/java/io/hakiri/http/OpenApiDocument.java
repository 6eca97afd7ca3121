package io.hakiri.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.access.OverQuota;
import io.hakiri.api.Bodies;
import io.hakiri.api.Form;
import io.hakiri.api.Forms;
import io.hakiri.api.ProblemType;
import io.hakiri.api.Reply;
import io.hakiri.api.Scalar;
import io.hakiri.catalog.Limits;
import io.hakiri.report.Column;
import io.hakiri.report.ReportKind;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The OpenAPI document, from what the resources say of themselves and from the forms of what they take and give. */
final class OpenApiDocument {
    static final List<Class<?>> RESOURCES = List.of(
            ProjectResource.class,
            PipelineResource.class,
            RunResource.class,
            CursorResource.class,
            ReceiptResource.class,
            SchemaResource.class,
            KeyResource.class,
            ReconcileResource.class,
            WorkResource.class,
            QueueResource.class,
            BackfillResource.class,
            DueResource.class,
            SearchResource.class,
            ReportResource.class,
            TokenResource.class,
            CatalogResource.class,
            ExplanationResource.class,
            ProofResource.class,
            MoveResource.class,
            ProjectMoveResource.class,
            CallerResource.class,
            DocumentResource.class,
            MetricsResource.class,
            HealthResource.class);

    private static final Map<Class<?>, String> VERBS =
            Map.of(GET.class, "get", PUT.class, "put", POST.class, "post", DELETE.class, "delete");

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Problems that every route has. */
    private static final List<ProblemType> OF_ALL = List.of(
            ProblemType.INVALID,
            ProblemType.UNAUTHENTICATED,
            ProblemType.FORBIDDEN,
            ProblemType.RATE_LIMITED,
            ProblemType.INTERNAL,
            ProblemType.CORRUPT,
            ProblemType.UNAVAILABLE,
            ProblemType.INCOMPATIBLE,
            ProblemType.OUTCOME_UNKNOWN);

    private final Map<String, ObjectNode> named = new TreeMap<>();
    private final Map<String, ObjectNode> refusals = new TreeMap<>();
    private final Map<String, ObjectNode> paths = new TreeMap<>();

    private OpenApiDocument() {}

    static ObjectNode made() {
        OpenApiDocument document = new OpenApiDocument();
        RESOURCES.forEach(document::resource);
        return document.whole();
    }

    private ObjectNode whole() {
        ObjectNode document = JSON.objectNode();
        document.put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "Hakiri")
                .put("version", "1")
                .put(
                        "description",
                        "The state of data pipelines: leases with fences, cursors, runs, schema versions, keys.");
        document.putArray("security").addObject().putArray("token");
        ObjectNode all = document.putObject("paths");
        paths.forEach(all::set);
        ObjectNode components = document.putObject("components");
        components
                .putObject("securitySchemes")
                .putObject("token")
                .put("type", "http")
                .put("scheme", "bearer")
                .put(
                        "description",
                        "A token of `hakiri token create`, or a JWT of the issuer that the service is told of; each route names the least role in x-role.");
        named.put("Problem", problem());
        ObjectNode responses = components.putObject("responses");
        refusals.forEach(responses::set);
        ObjectNode schemas = components.putObject("schemas");
        named.forEach(schemas::set);
        return document;
    }

    private static ObjectNode problem() {
        ObjectNode problem = Scalar.type("object");
        problem.putArray("required").add("type").add("title").add("status");
        ObjectNode properties = problem.putObject("properties");
        ArrayNode types = properties.putObject("type").put("type", "string").putArray("enum");
        Stream.of(ProblemType.values()).map(ProblemType::uri).forEach(types::add);
        properties.putObject("title").put("type", "string");
        properties.putObject("status").put("type", "integer");
        properties.putObject("detail").put("type", "string");
        properties.putObject("field").put("type", "string");
        properties.putObject("limit").put("type", "string");
        properties.putObject("given").put("type", "string");
        properties.putObject("count").put("type", "integer");
        properties.putObject("retry_after_millis").put("type", "integer");
        ArrayNode all = problem.putArray("x-types");
        for (ProblemType type : ProblemType.values()) {
            all.addObject().put("type", type.uri()).put("status", type.status()).put("title", type.title());
        }
        return problem.put(
                "description",
                "RFC 9457. The problem of an answer of the contract has the fields of that answer besides.");
    }

    private void resource(Class<?> type) {
        String base = type.getAnnotation(Path.class).value();
        Stream.of(type.getDeclaredMethods())
                .sorted(Comparator.comparing(Method::getName))
                .forEach(method -> VERBS.forEach((annotation, verb) -> {
                    if (Stream.of(method.getAnnotations()).anyMatch(a -> a.annotationType() == annotation)) {
                        Path path = method.getAnnotation(Path.class);
                        ObjectNode at = paths.computeIfAbsent(
                                path == null ? base : base + "/" + path.value(), _ -> JSON.objectNode());
                        at.set(verb, operation(type, method));
                    }
                }));
    }

    private ObjectNode operation(Class<?> type, Method method) {
        String tag = type.getSimpleName().replace("Resource", "").toLowerCase(Locale.ROOT);
        ObjectNode operation = JSON.objectNode();
        operation.putArray("tags").add(tag);
        operation.put(
                "operationId", tag + "-" + Forms.snakeCase(method.getName()).replace('_', '-'));
        Serves serves = method.getAnnotation(Serves.class);
        if (serves == null) {
            operation.putArray("security");
            operation.putObject("responses").putObject("200").put("description", "It is so.");
            if (method.getName().equals("ready")) {
                ((ObjectNode) operation.get("responses"))
                        .putObject("503")
                        .put("description", "The catalog does not answer.");
            }
            return operation;
        }
        operation.put("description", serves.says()).put("x-role", Forms.word(serves.to()));
        ArrayNode parameters = JSON.arrayNode();
        for (Parameter parameter : method.getParameters()) {
            parameter(parameter, parameters::add, body -> operation.set("requestBody", body));
        }
        if (!parameters.isEmpty()) {
            operation.set("parameters", parameters);
        }
        operation.set("responses", responses(serves, method));
        return operation;
    }

    private void parameter(Parameter parameter, Consumer<ObjectNode> add, Consumer<ObjectNode> body) {
        PathParam path = parameter.getAnnotation(PathParam.class);
        QueryParam query = parameter.getAnnotation(QueryParam.class);
        HeaderParam header = parameter.getAnnotation(HeaderParam.class);
        if (path != null) {
            add.accept(described("path", path.value(), true));
        } else if (query != null) {
            add.accept(described("query", query.value(), query.value().equals("reason")));
        } else if (header != null) {
            add.accept(described("header", header.value(), header.value().equals(Params.IDEMPOTENCY_KEY)));
        } else if (parameter.getType().getEnclosingClass() == Bodies.class) {
            ObjectNode content = JSON.objectNode().put("required", true);
            content.putObject("content")
                    .putObject("application/json")
                    .set("schema", Forms.of(parameter.getType()).schema(named));
            body.accept(content);
        }
    }

    private static ObjectNode described(String in, String name, boolean required) {
        ObjectNode parameter = JSON.objectNode().put("name", name).put("in", in).put("required", required);
        ObjectNode schema = parameter.putObject("schema").put("type", "string");
        switch (name) {
            case "project", "pipeline" -> schema.put("pattern", "^[a-z0-9][a-z0-9._-]{0,127}$");
            case "run" -> schema.put("format", "uuid");
            case "limit" ->
                schema.put("type", "integer")
                        .put("minimum", 1)
                        .put("maximum", Limits.PAGE_ENTRIES)
                        .put("default", Params.ENTRIES_UNLESS_SAID);
            case "backfill" -> schema.put("pattern", "^[a-z0-9][a-z0-9._-]{0,127}$");
            case "chunk" ->
                schema.put("type", "integer").put("minimum", 0).put("maximum", Limits.CHUNKS_PER_BACKFILL - 1);
            case "version" -> schema.put("type", "integer").put("minimum", 1);
            case "pipelines" -> parameter.put("description", "Names, separated by commas; without it all.");
            case "by" ->
                parameter.put(
                        "description", "What rows are told apart by: words of their columns, separated by commas.");
            case "since", "until" ->
                parameter.put("description", "An instant, a date in the zone, or so long ago, such as 7d.");
            case "zone" -> parameter.put("description", "Whose hours and days, such as Europe/Berlin; without it UTC.");
            case "price_run_hour", "price_million_write_units" ->
                schema.put("pattern", "^[0-9]{1,12}(\\.[0-9]{1,12})?$");
            case "format" -> schema.putArray("enum").add("json").add("csv");
            case "page" -> parameter.put("description", "The `next` of the page before.");
            case "If-Match" -> parameter.put("description", "The ETag of the version that this change was made from.");
            case "If-None-Match" -> parameter.put("description", "`*`: only where there is none yet.");
            case Params.IDEMPOTENCY_KEY ->
                parameter.put(
                        "description", "Names this request: the same when it is sent again gets the first answer.");
            case "reason" -> parameter.put("description", "Why, for the audit.");
            default -> schema.put("minLength", 1).put("maxLength", Limits.NAME_BYTES);
        }
        return parameter;
    }

    private ObjectNode responses(Serves serves, Method method) {
        Map<String, ObjectNode> responses = new TreeMap<>();
        ObjectNode success = JSON.objectNode().put("description", "Done.");
        if (method.getDeclaringClass() == DocumentResource.class) {
            success.putObject("content").putObject("application/yaml");
        } else if (method.getDeclaringClass() == MetricsResource.class) {
            success.putObject("content").putObject("text/plain");
        } else if (method.getDeclaringClass() == ReportResource.class) {
            ObjectNode content = success.putObject("content");
            content.putObject("application/json")
                    .set("schema", report(ReportKind.valueOf(method.getName().toUpperCase(Locale.ROOT))));
            content.putObject("text/csv").putObject("schema").put("type", "string");
        } else if (serves.gives() != void.class) {
            success.putObject("content")
                    .putObject("application/json")
                    .set("schema", given(serves, method.getDeclaringClass() == SearchResource.class));
        }
        responses.put(Integer.toString(serves.status()), success);
        Map<String, TreeSet<String>> types = new LinkedHashMap<>();
        Stream.concat(OF_ALL.stream(), problems(serves))
                .forEach(type -> types.computeIfAbsent(Integer.toString(type.status()), _ -> new TreeSet<>())
                        .add(Forms.word(type)));
        types.forEach((status, words) -> responses.put(status, shared(String.join("-or-", words))));
        also(method, success, responses);
        ObjectNode all = JSON.objectNode();
        responses.forEach(all::set);
        return all;
    }

    /** Most routes have most problems. */
    private ObjectNode shared(String words) {
        ObjectNode response = JSON.objectNode().put("description", words.replace("-or-", ", "));
        response.putObject("content")
                .putObject(Reply.PROBLEM_MEDIA_TYPE)
                .putObject("schema")
                .put("$ref", "#/components/schemas/Problem");
        refusals.put(words, response);
        return JSON.objectNode().put("$ref", "#/components/responses/" + words);
    }

    /** A second way to succeed. */
    private void also(Method method, ObjectNode success, Map<String, ObjectNode> responses) {
        if (method.getDeclaringClass() == PipelineResource.class
                && method.getName().equals("put")) {
            responses.put("201", success.deepCopy().put("description", "Created."));
        }
        if (method.getDeclaringClass() == KeyResource.class && method.getName().equals("start")) {
            ObjectNode completed = JSON.objectNode().put("description", "It was done before.");
            completed
                    .putObject("content")
                    .putObject("application/json")
                    .set(
                            "schema",
                            Forms.of(io.hakiri.catalog.KeyStartResult.Completed.class)
                                    .schema(named));
            responses.put("200", completed);
        }
        if (method.getDeclaringClass() == BackfillResource.class
                && method.getName().equals("claim")) {
            ObjectNode none = JSON.objectNode().put("description", "There is none now.");
            none.putObject("content")
                    .putObject("application/json")
                    .set(
                            "schema",
                            Forms.of(io.hakiri.catalog.ChunkResult.NoChunk.class)
                                    .schema(named));
            responses.put("200", none);
        }
    }

    private ObjectNode given(Serves serves, boolean searches) {
        ObjectNode schema = Forms.of(serves.gives()).schema(named);
        if (serves.listed().isEmpty()) {
            return schema;
        }
        ObjectNode page = Scalar.type("object");
        page.putArray("required").add(serves.listed()).add("next");
        ObjectNode properties = page.putObject("properties");
        properties.putObject(serves.listed()).put("type", "array").set("items", schema);
        properties.set("next", Form.orNull(Scalar.type("string")));
        if (searches) {
            page.withArray("required").add("lag_millis");
            properties.set(
                    "lag_millis", Scalar.type("integer").put("format", "int64").put("minimum", 0));
        }
        return page;
    }

    /** What it is told apart by is there as far as it is asked for. */
    private static ObjectNode report(ReportKind kind) {
        ObjectNode report = Scalar.type("object");
        ObjectNode properties = report.putObject("properties");
        properties.putObject("report").put("type", "string").putArray("enum").add(kind.word());
        properties.putObject("project").put("type", "string");
        for (String texts : List.of("named", "by")) {
            properties.putObject(texts).put("type", "array").set("items", Scalar.type("string"));
        }
        for (String instant : List.of("since", "until")) {
            properties.putObject(instant).put("type", "string").put("format", "date-time");
        }
        properties.putObject("zone").put("type", "string");
        ObjectNode row = Scalar.type("object");
        ObjectNode columns = row.putObject("properties");
        kind.groupings().forEach(grouping -> column(columns, grouping.column()));
        kind.measures().forEach(column -> column(columns, column));
        kind.measures().forEach(column -> row.withArray("required").add(column.name()));
        properties.putObject("rows").put("type", "array").set("items", row);
        properties
                .putObject("runs")
                .put("type", "integer")
                .put("format", "int64")
                .put("minimum", 0);
        properties.putObject("lag_seconds").put("type", "number").put("minimum", 0);
        if (kind == ReportKind.LAG) {
            ObjectNode none = Scalar.type("object");
            none.putObject("properties").putObject("pipeline").put("type", "string");
            ((ObjectNode) none.get("properties")).set("stream", Form.orNull(Scalar.type("string")));
            properties.putObject("without_success").put("type", "array").set("items", none);
        }
        properties
                .fieldNames()
                .forEachRemaining(name -> report.withArray("required").add(name));
        return report;
    }

    private static void column(ObjectNode columns, Column column) {
        columns.set(
                column.name(),
                Form.orNull(Scalar.type(
                                switch (column.type()) {
                                    case TEXT -> "string";
                                    case COUNT -> "integer";
                                    case DECIMAL -> "number";
                                }))
                        .put("description", column.meaning()));
    }

    private static Stream<ProblemType> problems(Serves serves) {
        List<ProblemType> types = new ArrayList<>();
        for (Class<?> answer : serves.answers()) {
            Stream<Class<?>> cases = answer.isSealed() ? Stream.of(answer.getPermittedSubclasses()) : Stream.of(answer);
            cases.forEach(one -> {
                @Nullable ProblemType type = one == OverQuota.class ? ProblemType.QUOTA_EXCEEDED : ProblemType.of(one);
                if (type != null) {
                    types.add(type);
                }
            });
        }
        return types.stream();
    }
}
