package io.hakiri.connectors.aws;

import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** What AWS, or a service that speaks its protocol, refused: the class of the trouble, and what a person can do about it. */
public final class AwsTrouble {
    private static final int FORBIDDEN = 403;
    private static final int TIMEOUT = 408;
    private static final int SERVER = 500;

    private static final Set<String> REFUSED_CREDENTIALS = Set.of(
            "ExpiredToken",
            "ExpiredTokenException",
            "TokenRefreshRequired",
            "RequestExpired",
            "InvalidToken",
            "InvalidAccessKeyId",
            "InvalidClientTokenId",
            "UnrecognizedClientException",
            "SignatureDoesNotMatch",
            "InvalidSignatureException",
            "IncompleteSignature",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException");
    private static final Set<String> TOO_MANY =
            Set.of("SlowDown", "Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded");
    private static final Set<String> PASSING = Set.of(
            "RequestTimeout",
            "InternalError",
            "InternalFailure",
            "ServiceUnavailable",
            "InternalServiceError",
            "InternalServerError",
            "OperationAborted",
            "ConditionalRequestConflict");

    private AwsTrouble() {}

    /** The error code of the service; empty where the trouble came up before it answered. */
    public static String code(SdkException cause) {
        if (cause instanceof AwsServiceException service && service.awsErrorDetails() != null) {
            String code = service.awsErrorDetails().errorCode();
            return code == null ? "" : code;
        }
        return "";
    }

    /** The HTTP status; 0 where there was no answer. */
    public static int status(SdkException cause) {
        return cause instanceof AwsServiceException service ? service.statusCode() : 0;
    }

    /**
     * Trouble in words.
     *
     * @param what what could not be done, with its place: {@code cannot read s3://b/k}
     */
    public static ConnectorException of(String what, SdkException cause) {
        String code = code(cause);
        int status = status(cause);
        if (status == 0) {
            return unanswered(what, cause);
        }
        String said = what + ": " + (code.isEmpty() ? "HTTP status " + status : code);
        if (REFUSED_CREDENTIALS.contains(code)) {
            return trouble(
                    ErrorClass.AUTH_EXPIRED,
                    said + ": the credentials are not, or no longer, good; renew them where they come from",
                    cause);
        }
        if (TOO_MANY.contains(code) || (cause instanceof AwsServiceException e && e.isThrottlingException())) {
            return trouble(ErrorClass.RATE_LIMITED, said + ": it asks for fewer requests; the next try waits", cause);
        }
        if (code.equals("RequestTimeTooSkewed")) {
            return trouble(ErrorClass.PERMANENT, said + ": the clock of this machine is wrong; set it", cause);
        }
        if (status >= SERVER || status == TIMEOUT || PASSING.contains(code)) {
            return trouble(ErrorClass.TRANSIENT, said + ": it cannot answer at the moment", cause);
        }
        if (status == FORBIDDEN || code.startsWith("AccessDenied")) {
            return trouble(
                    ErrorClass.PERMANENT,
                    said
                            + ": the credentials are good, and do not give this right; add it to the policy of their user or role",
                    cause);
        }
        return trouble(ErrorClass.PERMANENT, said + " (status " + status + ")", cause);
    }

    private static ConnectorException unanswered(String what, SdkException cause) {
        String said = String.valueOf(cause.getMessage());
        if (said.startsWith("Unable to load credentials") || said.contains("Unable to load credentials from any")) {
            return trouble(
                    ErrorClass.AUTH_EXPIRED,
                    what
                            + ": there are no credentials of AWS in the environment, the profile, or of the task or machine",
                    cause);
        }
        if (said.startsWith("Unable to load region")) {
            return trouble(
                    ErrorClass.PERMANENT,
                    what
                            + ": no region is known; set AWS_REGION in the environment, or the option region where there is one",
                    cause);
        }
        return trouble(ErrorClass.TRANSIENT, what + ": there was no answer", cause);
    }

    private static ConnectorException trouble(ErrorClass kind, String message, SdkException cause) {
        return new ConnectorException(kind, message, cause);
    }
}
