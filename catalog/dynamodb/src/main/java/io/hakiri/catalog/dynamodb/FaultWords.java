package io.hakiri.catalog.dynamodb;

import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLHandshakeException;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * A failure in words.
 *
 * @param reason what happened
 * @param advice what to do about it
 */
record FaultWords(String reason, String advice) {
    private static final String AGAIN = "Do the same again";
    private static final String CANONICAL = "The Canonical String";

    static FaultWords of(RuntimeException fault, Place place) {
        return switch (fault) {
            case TransactionCanceledException cancelled -> ofCancelled(cancelled);
            case DynamoDbException said -> ofService(said, place);
            case Faults.LeftOut _ ->
                new FaultWords("the service leaves out a part of the batch, each time", AGAIN + ", in a while");
            default -> ofClient(fault);
        };
    }

    /** Whether the service's words hold what was sent to it. */
    static boolean repeatsHeaders(DynamoDbException said) {
        return String.valueOf(said.getMessage()).contains(CANONICAL);
    }

    private static FaultWords ofService(DynamoDbException said, Place place) {
        String code = Faults.code(said);
        String message =
                said.awsErrorDetails() == null ? null : said.awsErrorDetails().errorMessage();
        String reason = message == null ? "status " + said.statusCode() : message.strip();
        int headers = reason.indexOf(CANONICAL);
        reason = headers < 0 ? reason : reason.substring(0, headers).strip();
        reason = reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason;
        return new FaultWords(code.isEmpty() ? reason : reason + " (" + code + ")", advice(code, place));
    }

    private static String advice(String code, Place place) {
        return switch (code) {
            case "ResourceNotFoundException" ->
                "The table " + place.table() + " does not exist in " + place.region()
                        + ". Make it by: hakiri catalog init; or look at the name and the region";
            case "AccessDeniedException", "AccessDenied" ->
                "These credentials lack a right: see the policy in the documentation";
            case "ExpiredTokenException", "ExpiredToken" -> "The credentials have expired: get new ones (log in again)";
            case "UnrecognizedClientException", "InvalidClientTokenId", "MissingAuthenticationTokenException" ->
                "The service does not know these credentials: look at the access key, the profile and the region";
            case "InvalidSignatureException", "SignatureDoesNotMatch", "RequestExpired", "RequestTimeTooSkewed" ->
                "Look at the clock of this machine, and at the secret key";
            case "ProvisionedThroughputExceededException",
                    "ThrottlingException",
                    "RequestLimitExceeded",
                    "LimitExceededException" ->
                "Too much at once for the table, one of its keys, or the account. " + AGAIN + ", in a while";
            case "TransactionConflictException", "TransactionInProgressException" ->
                "Others changed the same items all the time. " + AGAIN;
            case "ValidationException", "ItemCollectionSizeLimitExceededException" ->
                "A limit of DynamoDB, or a mistake of this program: the service's words say which";
            default ->
                code.contains("KMS") || code.contains("EncryptionKey")
                        ? "The table's key in KMS must be enabled, and these credentials must be allowed to use it"
                        : AGAIN + "; if it stays, the service's words say more";
        };
    }

    private static FaultWords ofCancelled(TransactionCanceledException cancelled) {
        List<CancellationReason> reasons = cancelled.cancellationReasons();
        String codes = reasons.stream()
                .map(reason -> String.valueOf(reason.code()))
                .filter(code -> !code.equals("None"))
                .distinct()
                .collect(Collectors.joining(", "));
        String advice = switch (Faults.kind(cancelled)) {
            case CONFLICT -> "Others changed the same items all the time. " + AGAIN;
            case THROTTLED ->
                "Too much at once for the table, one of its keys, or the account. " + AGAIN + ", in a while";
            default -> "A limit of DynamoDB, or a mistake of this program: the service's words say which";
        };
        return new FaultWords("the transaction was cancelled (" + codes + ")", advice);
    }

    static FaultWords noCredentials() {
        return new FaultWords(
                "there are no credentials",
                "Give some: a role of the machine or function, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or"
                        + " AWS_PROFILE (after: aws sso login)");
    }

    private static FaultWords ofClient(RuntimeException fault) {
        if (Faults.credentials(fault)) {
            return noCredentials();
        }
        return switch (Faults.kind(fault)) {
            case INTERRUPTED -> new FaultWords("the caller was interrupted", AGAIN);
            case UNREACHABLE -> unreachable(fault);
            case LOST -> new FaultWords("the answer was lost", AGAIN);
            default -> new FaultWords(String.valueOf(fault.getMessage()), AGAIN);
        };
    }

    private static FaultWords unreachable(RuntimeException fault) {
        if (Faults.causeOf(fault, UnknownHostException.class) != null) {
            return new FaultWords("the host name is unknown", "Look at the region, the endpoint and the network");
        }
        if (Faults.causeOf(fault, SSLHandshakeException.class) != null) {
            return new FaultWords(
                    "no encrypted connection came about",
                    "Look at the endpoint, and whether a proxy in between has a certificate of its own");
        }
        return new FaultWords(
                "no connection came about",
                "Look at the endpoint and the network (in a VPC: a gateway endpoint for DynamoDB)");
    }
}
