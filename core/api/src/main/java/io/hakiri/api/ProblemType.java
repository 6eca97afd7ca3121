package io.hakiri.api;

import io.hakiri.catalog.ActivateResult;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.CancelResult;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.ChunkCommitResult;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.KeyCompleteResult;
import io.hakiri.catalog.KeyStartResult;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.PutResult;
import io.hakiri.catalog.TokenResult;
import io.hakiri.reconcile.DispatchException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What can be said instead of what was asked for: names and meanings are stable, as the contract's answers are (C-24). The
 * problem of an answer has the answer's own fields.
 */
public enum ProblemType {
    INVALID(400, "The request is not as it must be", Answers.Invalid.class),
    UNAUTHENTICATED(401, "A valid token is needed"),
    FORBIDDEN(403, "The token does not allow this", CatalogException.Denied.class),
    QUOTA_EXCEEDED(403, "The project has as much of this as it may have"),
    NOT_FOUND(404, "There is no such thing", Answers.NotFound.class, Listing.NotThere.class, TokenResult.Unknown.class),
    NO_SUCH_ROUTE(404, "This service has no such route"),
    METHOD_NOT_ALLOWED(405, "This cannot be done to this"),
    NOT_ACCEPTABLE(406, "This is not given in any of the wanted forms"),
    REQUEST_TIMEOUT(408, "The request did not arrive whole in time; nothing was done"),
    LEASE_HELD(409, "Someone else may write now", Answers.Held.class),
    PAUSED(409, "The pipeline is paused", Answers.Paused.class),
    NOT_DUE(409, "The claim was served or given to someone else", Answers.NotDue.class),
    FENCED(409, "Someone else took over; this fence writes nothing any more", Answers.Fenced.class),
    UNSETTLED(409, "Receipts must be settled first", Answers.Unsettled.class),
    MOVING(409, "The pipeline or its project is sealed for a move", Answers.Moving.class),
    CONFLICT(409, "Another write came between reading and this commit", CommitResult.Conflict.class),
    NOT_GREATER(409, "The position is not greater than the cursor's", CommitResult.NotGreater.class),
    UNDECIDED(
            409,
            "Nobody accepted the version that the data was written under",
            CommitResult.Undecided.class,
            ChunkCommitResult.ChunkUndecided.class),
    ALREADY_APPLIED(409, "This step and a later one were applied before", CommitResult.AlreadyApplied.class),
    ALREADY_ENDED(409, "The run had ended before", CancelResult.AlreadyEnded.class),
    ALREADY_ACTIVE(409, "The pipeline was activated before", ActivateResult.AlreadyActive.class),
    TOKEN_EXISTS(409, "There is another token of this name", TokenResult.Exists.class),
    KEY_IN_PROGRESS(409, "Someone is at it", KeyStartResult.InProgress.class),
    KEY_SUPERSEDED(409, "Someone else started the key since", KeyCompleteResult.Superseded.class),
    KEY_GONE(410, "The key's time is over", KeyCompleteResult.Gone.class),
    MOVED(410, "It lives at another address now", Answers.Moved.class, Listing.Elsewhere.class),
    OTHER_VERSION(412, "Someone changed it since the expected version", PutResult.OtherVersion.class),
    TOO_LARGE(413, "The request is larger than any may be"),
    UNSUPPORTED_MEDIA_TYPE(415, "Bodies are JSON: Content-Type: application/json"),
    RATE_LIMITED(429, "These are more requests than may be made in this time; nothing was done"),
    INTERNAL(500, "The service is at fault; its log says more"),
    CORRUPT(500, "What is stored contradicts itself", CatalogException.Corrupt.class),
    INCOMPATIBLE(503, "The catalog is of another version, or waits to be adopted", CatalogException.Incompatible.class),
    NOT_TAKEN(503, "This service runs nothing more now; nothing was changed", DispatchException.class),
    UNAVAILABLE(503, "The catalog is out of reach; nothing was changed", CatalogException.Unavailable.class),
    OUTCOME_UNKNOWN(504, "The answer was lost: send the same request again", CatalogException.OutcomeUnknown.class);

    private static final Map<Class<?>, ProblemType> BY_ANSWER = Arrays.stream(values())
            .flatMap(type -> type.answers.stream().map(answer -> Map.entry(answer, type)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private static final Map<Integer, ProblemType> BY_STATUS = Stream.of(
                    INVALID,
                    UNAUTHENTICATED,
                    FORBIDDEN,
                    NO_SUCH_ROUTE,
                    METHOD_NOT_ALLOWED,
                    NOT_ACCEPTABLE,
                    REQUEST_TIMEOUT,
                    TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    RATE_LIMITED)
            .collect(Collectors.toUnmodifiableMap(ProblemType::status, Function.identity()));

    private static final String URN = "urn:hakiri:problem:";

    private static final Map<String, ProblemType> BY_URI =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(ProblemType::uri, Function.identity()));

    private final int status;
    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
    private final List<Class<?>> answers;

    ProblemType(int status, String title, Class<?>... answers) {
        this.status = status;
        this.title = title;
        this.answers = List.of(answers);
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The {@code type} of RFC 9457. */
    public String uri() {
        return URN + Forms.word(this);
    }

    /** Of an answer or fault of the port; {@code null} where it is no problem. */
    public static @Nullable ProblemType of(Class<?> answer) {
        return BY_ANSWER.get(answer);
    }

    /** By its {@link #uri}; {@code null} where it is not known. */
    public static @Nullable ProblemType ofUri(String uri) {
        return BY_URI.get(uri);
    }

    /** Of what the server itself refuses. */
    public static ProblemType ofStatus(int status) {
        return BY_STATUS.getOrDefault(status, status < 500 ? INVALID : INTERNAL);
    }
}
