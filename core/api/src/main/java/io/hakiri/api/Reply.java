package io.hakiri.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An answer as it goes over the wire.
 *
 * @param problem the type where it is a problem document (RFC 9457)
 * @param body {@code null} where there is none
 */
public record Reply(
        int status, @Nullable ProblemType problem, @Nullable JsonNode body) {
    /** The media type of a problem. */
    public static final String PROBLEM_MEDIA_TYPE = "application/problem+json";

    private static final int NO_CONTENT = 204;
    private static final String STATUS = "status";
    /** A problem has a status of its own. */
    private static final String RUN_STATUS = "run_status";

    /** What was asked for. */
    public static Reply given(int status, JsonNode body) {
        return new Reply(status, null, body);
    }

    /** Done; there is nothing to say. */
    public static Reply done() {
        return new Reply(NO_CONTENT, null, null);
    }

    /** A problem with fields of its own. */
    public static Reply problem(ProblemType type, ObjectNode more) {
        ObjectNode problem = JsonNodeFactory.instance.objectNode();
        problem.put("type", type.uri()).put("title", type.title()).put(STATUS, type.status());
        problem.setAll(more);
        return new Reply(type.status(), type, problem);
    }

    /** An answer of the port that is a refusal, with its fields. */
    public static Reply refusal(Record answer) {
        ProblemType type = Objects.requireNonNull(ProblemType.of(answer.getClass()), "not a refusal");
        ObjectNode fields = Forms.written(answer);
        JsonNode status = fields.remove(STATUS);
        if (status != null) {
            fields.set(RUN_STATUS, status);
        }
        return problem(type, fields);
    }

    /** Reads {@link #refusal} back. */
    <T> T refusal(Class<T> type) {
        ObjectNode fields =
                body instanceof ObjectNode object ? object.deepCopy() : JsonNodeFactory.instance.objectNode();
        fields.remove(STATUS);
        JsonNode status = fields.remove(RUN_STATUS);
        if (status != null) {
            fields.set(STATUS, status);
        }
        return Forms.ofAnswer(type).read(fields, "");
    }
}
