package io.hakiri.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.api.ProblemType;
import io.hakiri.api.Reply;
import io.hakiri.catalog.InvalidInput;
import jakarta.ws.rs.core.Response;

/** Problem documents (RFC 9457): {@code type}, {@code title}, {@code status}, and what belongs to the type. */
final class Problem {
    private Problem() {}

    static Response of(ProblemType type) {
        return of(type, JsonNodeFactory.instance.objectNode());
    }

    static Response of(ProblemType type, String detail) {
        return of(type, JsonNodeFactory.instance.objectNode().put("detail", detail));
    }

    /** An answer of the port that is a refusal, with its fields. */
    static Response of(Record answer) {
        return Replies.of(Reply.refusal(answer));
    }

    /** With the field, the limit and what was given. */
    static Response of(InvalidInput invalid) {
        ObjectNode more = JsonNodeFactory.instance.objectNode().put("detail", invalid.getMessage());
        more.put("field", invalid.field()).put("limit", invalid.limit()).put("given", invalid.given());
        return of(ProblemType.INVALID, more);
    }

    private static Response of(ProblemType type, ObjectNode more) {
        return Replies.of(Reply.problem(type, more));
    }
}
