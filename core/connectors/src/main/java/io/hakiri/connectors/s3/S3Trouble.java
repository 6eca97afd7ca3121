package io.hakiri.connectors.s3;

import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connectors.aws.AwsTrouble;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** What a store of objects refused, as what a person can do about it. */
final class S3Trouble {
    private static final int MOVED = 301;
    private static final int TEMPORARY = 307;
    private static final int UNKNOWN_CALL = 501;

    private S3Trouble() {}

    /** @param doing what was tried, with its place: {@code read s3://bucket/key} */
    static ConnectorException of(String doing, String bucket, SdkException cause) {
        String what = "cannot " + doing;
        String code = AwsTrouble.code(cause);
        int status = AwsTrouble.status(cause);
        if (code.equals("NoSuchBucket")) {
            return permanent(what + ": there is no bucket " + bucket + "; make it, or mend the path", cause);
        }
        boolean redirected = status == MOVED
                || status == TEMPORARY
                || code.equals("PermanentRedirect")
                || code.equals("AuthorizationHeaderMalformed")
                || code.equals("IllegalLocationConstraintException");
        if (redirected) {
            return permanent(
                    what + ": the bucket " + bucket + " is in "
                            + regionOf(cause)
                                    .map(region -> "the region " + region)
                                    .orElse("another region")
                            + "; say so: region = \"" + regionOf(cause).orElse("…") + "\"",
                    cause);
        }
        if (code.equals("InvalidObjectState")) {
            return permanent(what + ": it is archived; restore it, or leave it out of the path", cause);
        }
        if (status == UNKNOWN_CALL || code.equals("NotImplemented")) {
            return permanent(
                    what + ": the store does not know this request (" + code
                            + "); it has to have multipart uploads and If-None-Match",
                    cause);
        }
        return AwsTrouble.of(what, cause);
    }

    private static Optional<String> regionOf(SdkException cause) {
        if (cause instanceof AwsServiceException service && service.awsErrorDetails() != null) {
            return Optional.ofNullable(service.awsErrorDetails().sdkHttpResponse())
                    .flatMap(response -> response.firstMatchingHeader("x-amz-bucket-region"));
        }
        return Optional.empty();
    }

    private static ConnectorException permanent(String message, SdkException cause) {
        return new ConnectorException(ErrorClass.PERMANENT, message, cause);
    }
}
