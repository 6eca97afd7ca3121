package io.hakiri.function;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;

/**
 * For the compiler of the native program: signatures for several regions at once (S3's multi-region access points) need AWS' native
 * library, which is not inside. The SDK finds that out when it runs; the compiler has to be told.
 */
@TargetClass(className = "software.amazon.awssdk.http.auth.aws.internal.signer.util.OptionalDependencyLoaderUtil")
final class WithoutNativeSigner {
    private WithoutNativeSigner() {}

    @Substitute
    @SuppressWarnings("DoNotCallSuggester") // the SDK does
    public static WithoutNativeSigner.Signer getDefaultAwsCrtV4aHttpSigner() {
        throw new UnsupportedOperationException("signatures for several regions at once are not supported");
    }

    /** What it would make. */
    @TargetClass(className = "software.amazon.awssdk.http.auth.aws.crt.internal.signer.DefaultAwsCrtV4aHttpSigner")
    static final class Signer {
        private Signer() {}
    }
}
