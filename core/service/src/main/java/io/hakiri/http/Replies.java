package io.hakiri.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.CancelResult;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.DecideResult;
import io.hakiri.catalog.KeyCompleteResult;
import io.hakiri.catalog.KeyStartResult;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PutResult;
import io.hakiri.catalog.RenewResult;
import io.hakiri.catalog.RewindResult;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Answers of the port as responses: the one place that knows which is which. Each answer is one status. */
final class Replies {
    private static final int OK = 200;
    private static final int CREATED = 201;

    private Replies() {}

    static Response of(BeginResult answer) {
        return switch (answer) {
            case BeginResult.Granted granted -> json(CREATED, Forms.written(granted));
            case Answers.Held held -> Problem.of(held);
            case Answers.NotFound notFound -> Problem.of(notFound);
            case Answers.Paused paused -> Problem.of(paused);
            case Answers.NotDue notDue -> Problem.of(notDue);
            case Answers.Moving moving -> Problem.of(moving);
            case Answers.Moved moved -> Problem.of(moved);
            case Answers.Invalid invalid -> Problem.of(invalid);
        };
    }

    static Response of(RenewResult answer) {
        return switch (answer) {
            case RenewResult.Renewed renewed -> json(OK, Forms.written(renewed));
            case Answers.NotFound notFound -> Problem.of(notFound);
            case Answers.Fenced fenced -> Problem.of(fenced);
            case Answers.Moving moving -> Problem.of(moving);
            case Answers.Moved moved -> Problem.of(moved);
        };
    }

    static Response of(CommitResult answer) {
        return switch (answer) {
            case CommitResult.Committed committed -> json(OK, Forms.written(committed));
            case CommitResult.AlreadyApplied applied -> Problem.of(applied);
            case CommitResult.Conflict conflict -> Problem.of(conflict);
            case CommitResult.NotGreater notGreater -> Problem.of(notGreater);
            case CommitResult.Undecided undecided -> Problem.of(undecided);
            case Answers.NotFound notFound -> Problem.of(notFound);
            case Answers.Fenced fenced -> Problem.of(fenced);
            case Answers.Moving moving -> Problem.of(moving);
            case Answers.Moved moved -> Problem.of(moved);
            case Answers.Invalid invalid -> Problem.of(invalid);
        };
    }

    static Response of(ChangeResult answer) {
        return switch (answer) {
            case ChangeResult.Done() -> Response.noContent().build();
            case Answers.NotFound notFound -> Problem.of(notFound);
            case Answers.Unsettled unsettled -> Problem.of(unsettled);
            case Answers.Moving moving -> Problem.of(moving);
            case Answers.Moved moved -> Problem.of(moved);
            case Answers.Invalid invalid -> Problem.of(invalid);
        };
    }

    static Response of(PutResult answer) {
        return switch (answer) {
            case PutResult.Stored(PipelineState state) -> pipeline(state.version() == 1 ? CREATED : OK, state);
            case PutResult.Unchanged(PipelineState state) -> pipeline(OK, state);
            case PutResult.OtherVersion other -> Problem.of(other);
            case Answers.Moving moving -> Problem.of(moving);
            case Answers.Moved moved -> Problem.of(moved);
        };
    }

    static Response of(CancelResult answer) {
        return switch (answer) {
            case CancelResult.Cancelled() -> Response.noContent().build();
            case CancelResult.AlreadyEnded ended -> Problem.of(ended);
            case Answers.NotFound notFound -> Problem.of(notFound);
            case Answers.Moving moving -> Problem.of(moving);
            case Answers.Moved moved -> Problem.of(moved);
            case Answers.Invalid invalid -> Problem.of(invalid);
        };
    }

    static Response of(RewindResult answer) {
        return switch (answer) {
            case RewindResult.Rewound rewound -> json(OK, Forms.written(rewound));
            case Answers.Held held -> Problem.of(held);
            case Answers.NotFound notFound -> Problem.of(notFound);
            case Answers.Moving moving -> Problem.of(moving);
            case Answers.Moved moved -> Problem.of(moved);
            case Answers.Invalid invalid -> Problem.of(invalid);
        };
    }

    static Response of(DecideResult answer) {
        return switch (answer) {
            case DecideResult.Decided(var version) -> json(OK, Forms.written(version));
            case Answers.NotFound notFound -> Problem.of(notFound);
            case Answers.Moving moving -> Problem.of(moving);
            case Answers.Moved moved -> Problem.of(moved);
            case Answers.Invalid invalid -> Problem.of(invalid);
        };
    }

    static Response of(KeyStartResult answer) {
        return switch (answer) {
            case KeyStartResult.Started started -> json(CREATED, Forms.written(started));
            case KeyStartResult.Completed completed -> json(OK, Forms.written(completed));
            case KeyStartResult.InProgress inProgress -> Problem.of(inProgress);
            case Answers.Moving moving -> Problem.of(moving);
            case Answers.Moved moved -> Problem.of(moved);
            case Answers.Invalid invalid -> Problem.of(invalid);
        };
    }

    static Response of(KeyCompleteResult answer) {
        return switch (answer) {
            case KeyCompleteResult.Done() -> Response.noContent().build();
            case KeyCompleteResult.Superseded superseded -> Problem.of(superseded);
            case KeyCompleteResult.Gone gone -> Problem.of(gone);
            case Answers.Moving moving -> Problem.of(moving);
            case Answers.Moved moved -> Problem.of(moved);
            case Answers.Invalid invalid -> Problem.of(invalid);
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
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        var entries = object.putArray(name);
        page.entries().forEach(entry -> entries.add(Forms.written(entry)));
        return json(OK, object.put("next", page.next()));
    }

    static Response pipeline(Optional<PipelineState> state) {
        return state.map(there -> pipeline(OK, there)).orElseGet(() -> Problem.of(ProblemType.NOT_FOUND));
    }

    static <T extends Record> Response found(Optional<T> there) {
        return there.map(found -> json(OK, Forms.written(found))).orElseGet(() -> Problem.of(ProblemType.NOT_FOUND));
    }

    /** Its tag is the version of the declaration: lease and due time change without it. */
    private static Response pipeline(int status, PipelineState state) {
        return Response.fromResponse(json(status, Forms.written(state)))
                .tag(new EntityTag(Long.toString(state.version())))
                .build();
    }

    static Response json(int status, JsonNode body) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .entity(body.toString().getBytes(StandardCharsets.UTF_8))
                .build();
    }
}
