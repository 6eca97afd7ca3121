package io.hakiri.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.access.Exceeded;
import io.hakiri.access.OverQuota;
import io.hakiri.api.ProblemType;
import io.hakiri.api.Reply;
import io.hakiri.catalog.InvalidInput;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** Problem documents (RFC 9457): {@code type}, {@code title}, {@code status}, and what belongs to the type. */
final class Problem {
    private static final long MILLIS_PER_SECOND = 1000;

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

    /** With whose rate it is, how much that is, and how long to wait; the header says it in whole seconds, not less. */
    static Response of(Exceeded exceeded) {
        ObjectNode more = JsonNodeFactory.instance
                .objectNode()
                .put("detail", "the " + exceeded.of() + " has had its " + exceeded.rate());
        long millis = Math.max(1, exceeded.retryAfter().toMillis());
        more.put("field", exceeded.of()).put("limit", exceeded.rate().toString());
        more.put("retry_after_millis", millis);
        return Response.fromResponse(of(ProblemType.RATE_LIMITED, more))
                .header(HttpHeaders.RETRY_AFTER, Math.ceilDiv(millis, MILLIS_PER_SECOND))
                .build();
    }

    /** With what there is too much of, how much there may be, and how much there is. */
    static Response of(OverQuota over) {
        ObjectNode more = JsonNodeFactory.instance
                .objectNode()
                .put(
                        "detail",
                        "the project has " + over.count() + " " + over.field() + ", and may have " + over.limit());
        more.put("field", over.field()).put("limit", Integer.toString(over.limit()));
        return of(ProblemType.QUOTA_EXCEEDED, more.put("count", over.count()));
    }

    private static Response of(ProblemType type, ObjectNode more) {
        return Replies.of(Reply.problem(type, more));
    }
}
