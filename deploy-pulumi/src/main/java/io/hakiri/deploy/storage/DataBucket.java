package io.hakiri.deploy.storage;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.pulumi.aws.s3.BucketLifecycleConfigurationV2;
import com.pulumi.aws.s3.BucketLifecycleConfigurationV2Args;
import com.pulumi.aws.s3.BucketObjectLockConfigurationV2;
import com.pulumi.aws.s3.BucketObjectLockConfigurationV2Args;
import com.pulumi.aws.s3.BucketOwnershipControls;
import com.pulumi.aws.s3.BucketOwnershipControlsArgs;
import com.pulumi.aws.s3.BucketPolicy;
import com.pulumi.aws.s3.BucketPolicyArgs;
import com.pulumi.aws.s3.BucketPublicAccessBlock;
import com.pulumi.aws.s3.BucketPublicAccessBlockArgs;
import com.pulumi.aws.s3.BucketServerSideEncryptionConfigurationV2;
import com.pulumi.aws.s3.BucketServerSideEncryptionConfigurationV2Args;
import com.pulumi.aws.s3.BucketV2;
import com.pulumi.aws.s3.BucketV2Args;
import com.pulumi.aws.s3.BucketVersioningV2;
import com.pulumi.aws.s3.BucketVersioningV2Args;
import com.pulumi.aws.s3.inputs.BucketLifecycleConfigurationV2RuleAbortIncompleteMultipartUploadArgs;
import com.pulumi.aws.s3.inputs.BucketLifecycleConfigurationV2RuleArgs;
import com.pulumi.aws.s3.inputs.BucketLifecycleConfigurationV2RuleExpirationArgs;
import com.pulumi.aws.s3.inputs.BucketLifecycleConfigurationV2RuleFilterArgs;
import com.pulumi.aws.s3.inputs.BucketLifecycleConfigurationV2RuleNoncurrentVersionExpirationArgs;
import com.pulumi.aws.s3.inputs.BucketObjectLockConfigurationV2RuleArgs;
import com.pulumi.aws.s3.inputs.BucketObjectLockConfigurationV2RuleDefaultRetentionArgs;
import com.pulumi.aws.s3.inputs.BucketOwnershipControlsRuleArgs;
import com.pulumi.aws.s3.inputs.BucketServerSideEncryptionConfigurationV2RuleApplyServerSideEncryptionByDefaultArgs;
import com.pulumi.aws.s3.inputs.BucketServerSideEncryptionConfigurationV2RuleArgs;
import com.pulumi.aws.s3.inputs.BucketVersioningV2VersioningConfigurationArgs;
import com.pulumi.core.Output;
import io.hakiri.deploy.access.Policy;
import io.hakiri.deploy.piece.Piece;
import java.util.ArrayList;
import java.util.List;

/** A bucket: encrypted, with versions, reached by TLS alone, and by nobody whom the account does not know. */
public final class DataBucket extends Piece {
    private static final int NONCURRENT_DAYS = 30;
    private static final int UPLOAD_DAYS = 7;

    private final BucketV2 bucket;

    /**
     * What becomes of its objects by themselves.
     *
     * @param expireDays after which they go; 0 for never
     * @param lockDays for which nobody can change or remove them; 0 for no lock
     */
    public record Keeping(int expireDays, int lockDays) {
        /** For ever, and whoever may can change them. */
        public static final Keeping FOR_EVER = new Keeping(0, 0);
    }

    /** @param protect whether it stays where it has anything in it, when the stack is taken down */
    public DataBucket(String name, Output<String> key, boolean protect, Keeping keeping) {
        super("DataBucket", name);
        bucket = new BucketV2(
                name,
                BucketV2Args.builder()
                        .forceDestroy(!protect && keeping.lockDays() == 0)
                        .objectLockEnabled(keeping.lockDays() > 0)
                        .build(),
                mine());
        BucketPublicAccessBlock closed = new BucketPublicAccessBlock(
                name("private"),
                BucketPublicAccessBlockArgs.builder()
                        .bucket(bucket.id())
                        .blockPublicAcls(true)
                        .blockPublicPolicy(true)
                        .ignorePublicAcls(true)
                        .restrictPublicBuckets(true)
                        .build(),
                mine());
        new BucketOwnershipControls(
                name("owner"),
                BucketOwnershipControlsArgs.builder()
                        .bucket(bucket.id())
                        .rule(BucketOwnershipControlsRuleArgs.builder()
                                .objectOwnership("BucketOwnerEnforced")
                                .build())
                        .build(),
                mine());
        new BucketServerSideEncryptionConfigurationV2(
                name("encryption"),
                BucketServerSideEncryptionConfigurationV2Args.builder()
                        .bucket(bucket.id())
                        .rules(BucketServerSideEncryptionConfigurationV2RuleArgs.builder()
                                .bucketKeyEnabled(true)
                                .applyServerSideEncryptionByDefault(
                                        BucketServerSideEncryptionConfigurationV2RuleApplyServerSideEncryptionByDefaultArgs
                                                .builder()
                                                .sseAlgorithm("aws:kms")
                                                .kmsMasterKeyId(key)
                                                .build())
                                .build())
                        .build(),
                mine());
        BucketVersioningV2 versions = new BucketVersioningV2(
                name("versions"),
                BucketVersioningV2Args.builder()
                        .bucket(bucket.id())
                        .versioningConfiguration(BucketVersioningV2VersioningConfigurationArgs.builder()
                                .status("Enabled")
                                .build())
                        .build(),
                mine());
        lifecycle(keeping, versions);
        if (keeping.lockDays() > 0) {
            lock(keeping, versions);
        }
        new BucketPolicy(
                name("policy"),
                BucketPolicyArgs.builder()
                        .bucket(bucket.id())
                        .policy(bucket.arn().applyValue(DataBucket::tlsAlone))
                        .build(),
                after(closed));
        done();
    }

    private void lifecycle(Keeping keeping, BucketVersioningV2 versions) {
        List<BucketLifecycleConfigurationV2RuleArgs> rules = new ArrayList<>();
        rules.add(BucketLifecycleConfigurationV2RuleArgs.builder()
                .id("leftovers")
                .status("Enabled")
                .filter(everything())
                .noncurrentVersionExpiration(BucketLifecycleConfigurationV2RuleNoncurrentVersionExpirationArgs.builder()
                        .noncurrentDays(NONCURRENT_DAYS)
                        .build())
                .abortIncompleteMultipartUpload(
                        BucketLifecycleConfigurationV2RuleAbortIncompleteMultipartUploadArgs.builder()
                                .daysAfterInitiation(UPLOAD_DAYS)
                                .build())
                .build());
        if (keeping.expireDays() > 0) {
            rules.add(BucketLifecycleConfigurationV2RuleArgs.builder()
                    .id("expiry")
                    .status("Enabled")
                    .filter(everything())
                    .expiration(BucketLifecycleConfigurationV2RuleExpirationArgs.builder()
                            .days(keeping.expireDays())
                            .build())
                    .build());
        }
        new BucketLifecycleConfigurationV2(
                name("lifecycle"),
                BucketLifecycleConfigurationV2Args.builder()
                        .bucket(bucket.id())
                        .rules(rules)
                        .build(),
                after(versions));
    }

    private static BucketLifecycleConfigurationV2RuleFilterArgs everything() {
        return BucketLifecycleConfigurationV2RuleFilterArgs.builder().prefix("").build();
    }

    private void lock(Keeping keeping, BucketVersioningV2 versions) {
        new BucketObjectLockConfigurationV2(
                name("lock"),
                BucketObjectLockConfigurationV2Args.builder()
                        .bucket(bucket.id())
                        .rule(BucketObjectLockConfigurationV2RuleArgs.builder()
                                .defaultRetention(BucketObjectLockConfigurationV2RuleDefaultRetentionArgs.builder()
                                        .mode("COMPLIANCE")
                                        .days(keeping.lockDays())
                                        .build())
                                .build())
                        .build(),
                after(versions));
    }

    private static String tlsAlone(String bucket) {
        ObjectNode policy = JsonNodeFactory.instance.objectNode().put("Version", Policy.VERSION);
        ObjectNode statement = policy.putArray("Statement")
                .addObject()
                .put("Sid", "TlsAlone")
                .put("Effect", "Deny")
                .put("Principal", "*")
                .put("Action", "s3:*");
        statement.putArray("Resource").add(bucket).add(bucket + "/*");
        statement.putObject("Condition").putObject("Bool").put("aws:SecureTransport", "false");
        return policy.toString();
    }

    /** Its ARN. */
    public Output<String> arn() {
        return bucket.arn();
    }

    /** Of all that is in it. */
    public Output<String> objects() {
        return bucket.arn().applyValue(arn -> arn + "/*");
    }

    /** Its name. */
    public Output<String> bucketName() {
        return bucket.bucket();
    }
}
