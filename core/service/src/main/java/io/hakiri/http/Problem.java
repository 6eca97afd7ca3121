package io.hakiri.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.InvalidInput;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Problem documents (RFC 9457): {@code type}, {@code title}, {@code status}, and what belongs to the type. */
final class Problem {
    static final String MEDIA_TYPE = "application/problem+json";

    private static final String STATUS = "status";
    private static final String RETRY_SECONDS = "1";

    private Problem() {}

    static Response of(ProblemType type) {
        return of(type, JsonNodeFactory.instance.objectNode());
    }

    static Response of(ProblemType type, String detail) {
        return of(type, JsonNodeFactory.instance.objectNode().put("detail", detail));
    }

    /** An answer of the port that is a refusal, with its fields. */
    static Response of(Record answer) {
        ProblemType type = Objects.requireNonNull(ProblemType.of(answer.getClass()), "not a refusal");
        ObjectNode fields = Forms.written(answer);
        JsonNode status = fields.remove(STATUS);
        if (status != null) {
            fields.set("run_status", status); // the problem has one itself
        }
        return of(type, fields);
    }

    /** With the field, the limit and what was given. */
    static Response of(InvalidInput invalid) {
        ObjectNode more = JsonNodeFactory.instance.objectNode().put("detail", invalid.getMessage());
        more.put("field", invalid.field()).put("limit", invalid.limit()).put("given", invalid.given());
        return of(ProblemType.INVALID, more);
    }

    private static Response of(ProblemType type, ObjectNode more) {
        ObjectNode problem = JsonNodeFactory.instance.objectNode();
        problem.put("type", type.uri()).put("title", type.title()).put(STATUS, type.status());
        problem.setAll(more);
        Response.ResponseBuilder response = Response.status(type.status())
                .type(MEDIA_TYPE)
                .entity(problem.toString().getBytes(StandardCharsets.UTF_8));
        return switch (type) {
            case UNAUTHENTICATED ->
                response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer").build();
            case UNAVAILABLE ->
                response.header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS).build();
            default -> response.build();
        };
    }
}
