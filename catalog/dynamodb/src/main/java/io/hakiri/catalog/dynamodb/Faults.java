package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.CatalogException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * What a failure means: whether it may have been applied, whether another try may help, and which fault of the contract it is
 * (C-24). What the service answers with a status below 500 was not applied; everything without an answer of the service may
 * have been, unless the connection never came about.
 */
final class Faults {
    private static final Set<String> THROTTLING = Set.of(
            "ProvisionedThroughputExceededException",
            "ProvisionedThroughputExceeded",
            "ThrottlingException",
            "ThrottlingError",
            "Throttling",
            "RequestLimitExceeded",
            "LimitExceededException",
            "TooManyRequestsException");

    private static final Set<String> CONFLICTS = Set.of(
            "TransactionConflictException",
            "TransactionConflict",
            "TransactionInProgressException",
            "ReplicatedWriteConflictException");

    /** Right once, and out of date: another look at the provider of credentials or at the service's clock may help. */
    private static final Set<String> STALE_PROOFS = Set.of(
            "ExpiredTokenException",
            "ExpiredToken",
            "RequestExpired",
            "RequestTimeTooSkewed",
            "InvalidSignatureException",
            "SignatureDoesNotMatch");

    private static final String NO_TABLE = "ResourceNotFoundException";
    private static final String HELD = "None";
    static final String NOT_HELD = "ConditionalCheckFailed";

    /** Of an answer that did not come from the service. */
    private static final String NO_REQUEST_ID = "UNKNOWN";

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int OF_THE_SERVER = 500;

    /** What another try may help against. */
    enum Kind {
        /** Not applied: too much at once. */
        THROTTLED,
        /** Not applied: others change the same items. */
        CONFLICT,
        /** Not applied: never sent. */
        UNREACHABLE,
        /** Applied or not: the answer is missing. */
        LOST,
        /** Not applied: credentials or signature are out of date. */
        STALE_PROOF,
        /** Applied or not: the caller does not want to wait any more. */
        INTERRUPTED,
        /** Not applied, and never will be. */
        FINAL
    }

    /** The service left out a part of a batch each time. */
    static final class LeftOut extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LeftOut() {
            super("a part of the batch stays unprocessed");
        }
    }

    /** The caller was interrupted before anything went out. */
    static final class NotSent extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotSent() {
            super("interrupted before the request was sent");
        }
    }

    private Faults() {}

    static Kind kind(RuntimeException fault) {
        return switch (fault) {
            case AbortedException _ -> Kind.INTERRUPTED;
            case NotSent _ -> Kind.INTERRUPTED;
            case TransactionCanceledException cancelled -> kind(cancelled);
            case DynamoDbException said -> kind(said);
            case LeftOut _ -> Kind.THROTTLED;
            default -> credentials(fault) ? Kind.FINAL : kindOfClient(fault);
        };
    }

    private static Kind kind(DynamoDbException said) {
        String code = code(said);
        if (THROTTLING.contains(code) || said.statusCode() == TOO_MANY_REQUESTS) {
            return Kind.THROTTLED;
        }
        if (CONFLICTS.contains(code)) {
            return Kind.CONFLICT;
        }
        if (STALE_PROOFS.contains(code)) {
            return Kind.STALE_PROOF;
        }
        return said.statusCode() >= OF_THE_SERVER ? Kind.LOST : Kind.FINAL;
    }

    /** It may be tried again only if that may help all of those that did not hold. */
    private static Kind kind(TransactionCanceledException cancelled) {
        Kind kind = Kind.CONFLICT;
        for (CancellationReason reason : cancelled.cancellationReasons()) {
            String code = String.valueOf(reason.code());
            if (THROTTLING.contains(code)) {
                kind = Kind.THROTTLED;
            } else if (!code.equals(HELD) && !CONFLICTS.contains(code)) {
                return Kind.FINAL;
            }
        }
        return kind;
    }

    private static Kind kindOfClient(RuntimeException fault) {
        if (!(fault instanceof SdkException)) {
            return Kind.FINAL;
        }
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case InterruptedException _ -> {
                    return Kind.INTERRUPTED;
                }
                case ConnectException _, NoRouteToHostException _, UnknownHostException _, SSLHandshakeException _ -> {
                    return Kind.UNREACHABLE;
                }
                case SocketTimeoutException late
                when connecting(late) -> {
                    return Kind.UNREACHABLE;
                }
                default -> {
                    // its cause may tell more
                }
            }
        }
        return Kind.LOST;
    }

    private static boolean connecting(SocketTimeoutException late) {
        return String.valueOf(late.getMessage()).toLowerCase(Locale.ROOT).startsWith("connect");
    }

    /** Whether there are none: a service is asked for them, a file is read, or nobody has any. */
    static boolean credentials(RuntimeException fault) {
        if (fault instanceof DynamoDbException) {
            return false;
        }
        return fault instanceof AwsServiceException
                || (causeOf(fault, IOException.class) == null
                        && String.valueOf(fault.getMessage())
                                .toLowerCase(Locale.ROOT)
                                .contains("credential"));
    }

    static <T extends Throwable> @Nullable T causeOf(Throwable fault, Class<T> type) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }

    /** As the service calls it; empty where it does not say. */
    static String code(AwsServiceException said) {
        String code =
                said.awsErrorDetails() == null ? null : said.awsErrorDetails().errorCode();
        return code == null ? "" : code;
    }

    /** An answer without a body, or of somebody in between, is none: the client reads it as an absent item. */
    static <R extends DynamoDbResponse> R ofTheService(R response) {
        boolean empty = response.sdkHttpResponse()
                .firstMatchingHeader("Content-Length")
                .filter("0"::equals)
                .isPresent();
        if (empty || response.responseMetadata().requestId().equals(NO_REQUEST_ID)) {
            throw SdkClientException.create("an answer that is not DynamoDB's: it has no body or no request id");
        }
        return response;
    }

    /** What a caller of the contract sees. */
    static CatalogException translate(Place place, String what, RuntimeException fault, boolean mayBeApplied) {
        FaultWords words = FaultWords.of(fault, place);
        String message = what + " at " + place + ": " + words.reason();
        RuntimeException cause = withoutSecrets(fault);
        if (mayBeApplied) {
            return new CatalogException.OutcomeUnknown(
                    message + ". It may have been applied: send the same step or request again", cause);
        }
        message += ". Nothing was changed. " + words.advice();
        return fault instanceof DynamoDbException said && code(said).equals(NO_TABLE)
                ? new CatalogException.Incompatible(message, cause)
                : new CatalogException.Unavailable(message, cause);
    }

    /** What the service says of a signature repeats the request's headers, and the session token is one of them. */
    static RuntimeException withoutSecrets(RuntimeException fault) {
        if (fault instanceof DynamoDbException said && FaultWords.repeatsHeaders(said)) {
            return SdkClientException.create(code(said) + ", request " + said.requestId());
        }
        return fault;
    }
}
