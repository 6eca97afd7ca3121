package io.hakiri.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.api.AnswerForm;
import io.hakiri.api.AnswerForms;
import io.hakiri.api.Forms;
import io.hakiri.api.ProblemType;
import io.hakiri.api.Reply;
import io.hakiri.catalog.Found;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PutResult;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers of the port as responses. Which is which is in {@link AnswerForms}. */
public final class Replies {
    private static final int OK = 200;
    private static final String RETRY_SECONDS = "1";
    private static final Duration NANO_SHORT_OF_A_MILLI = Duration.ofMillis(1).minusNanos(1);

    private Replies() {}

    public static <T> Response of(AnswerForm<T> form, T answer) {
        return of(form.write(answer));
    }

    /** Its tag is the version of the declaration: lease and due time change without it. */
    static Response of(PutResult answer) {
        return switch (answer) {
            case PutResult.Stored(PipelineState state) -> tagged(of(AnswerForms.PUT, answer), state);
            case PutResult.Unchanged(PipelineState state) -> tagged(of(AnswerForms.PUT, answer), state);
            case Record _ -> of(AnswerForms.PUT, answer);
        };
    }

    static <T extends Record> Response of(String name, Listing<T> answer) {
        return switch (answer) {
            case Listing.Listed<T>(Page<T> page) -> page(name, page);
            case Listing.NotThere<T> notThere -> Problem.of(notThere);
            case Listing.Elsewhere<T> elsewhere -> Problem.of(elsewhere);
        };
    }

    /** A page, with where it goes on. */
    static <T extends Record> Response page(String name, Page<T> page) {
        return json(OK, listed(name, page));
    }

    /** A page of what a search found, with how old that may be: in whole milliseconds, not less than it is. */
    static <T extends Record> Response found(String name, Found<T> found) {
        long lag = found.lag().plus(NANO_SHORT_OF_A_MILLI).toMillis();
        return json(OK, listed(name, found.page()).put("lag_millis", lag));
    }

    private static <T extends Record> ObjectNode listed(String name, Page<T> page) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        var entries = object.putArray(name);
        page.entries().forEach(entry -> entries.add(Forms.written(entry)));
        return object.put("next", page.next());
    }

    static Response pipeline(Optional<PipelineState> state) {
        return state.map(there -> tagged(json(OK, Forms.written(there)), there))
                .orElseGet(() -> Problem.of(ProblemType.NOT_FOUND));
    }

    static <T extends Record> Response found(Optional<T> there) {
        return there.map(found -> json(OK, Forms.written(found))).orElseGet(() -> Problem.of(ProblemType.NOT_FOUND));
    }

    static Response record(Record value) {
        return json(OK, Forms.written(value));
    }

    private static Response tagged(Response response, PipelineState state) {
        return Response.fromResponse(response)
                .tag(new EntityTag(Long.toString(state.version())))
                .build();
    }

    static Response json(int status, JsonNode body) {
        return of(Reply.given(status, body));
    }

    static Response of(Reply reply) {
        Response.ResponseBuilder response = Response.status(reply.status());
        JsonNode body = reply.body();
        if (body != null) {
            response.type(reply.problem() == null ? MediaType.APPLICATION_JSON : Reply.PROBLEM_MEDIA_TYPE)
                    .entity(body.toString().getBytes(StandardCharsets.UTF_8));
        }
        return headed(response, reply.problem()).build();
    }

    private static Response.ResponseBuilder headed(Response.ResponseBuilder response, @Nullable ProblemType problem) {
        return switch (problem) {
            case UNAUTHENTICATED -> response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            case UNAVAILABLE -> response.header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
            case null, default -> response;
        };
    }
}
