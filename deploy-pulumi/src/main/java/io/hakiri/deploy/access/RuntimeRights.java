package io.hakiri.deploy.access;

import com.pulumi.core.Output;
import io.hakiri.deploy.settings.Settings;
import io.hakiri.deployment.Rights;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What whoever runs pipelines may do besides using the catalog: read and write buckets, read secrets, use the key. */
public final class RuntimeRights {
    private RuntimeRights() {}

    /**
     * A policy with all of it.
     *
     * @param bucket ARN of the stack's own bucket
     * @param key ARN of the stack's key
     */
    public static Policy of(Settings settings, Account account, Output<String> bucket, Output<String> key) {
        Settings.Data data = settings.data();
        List<Output<String>> written = new ArrayList<>();
        written.add(bucket);
        data.writeBuckets().forEach(name -> written.add(account.bucket(name)));
        Policy policy = new Policy()
                .allow("WriteBuckets", both(Rights.BUCKET_READ, Rights.BUCKET_WRITE), written)
                .allow("WriteObjects", both(Rights.OBJECTS_READ, Rights.OBJECTS_WRITE), objects(written))
                .allow("Key", KeyRights.USE, key)
                .allow("Secrets", Rights.SECRET, account.arn("secretsmanager", "secret:" + data.secrets() + "*"))
                .allow(
                        "Parameters",
                        Rights.PARAMETER,
                        account.arn("ssm", "parameter/" + data.secrets().replaceFirst("^/", "") + "*"));
        if (!data.readBuckets().isEmpty()) {
            List<Output<String>> read =
                    data.readBuckets().stream().map(account::bucket).toList();
            policy.allow("ReadBuckets", Rights.BUCKET_READ, read)
                    .allow("ReadObjects", Rights.OBJECTS_READ, objects(read));
        }
        return policy;
    }

    private static List<String> both(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).distinct().sorted().toList();
    }

    private static List<Output<String>> objects(List<Output<String>> buckets) {
        return buckets.stream()
                .map(bucket -> bucket.applyValue(arn -> arn + "/*"))
                .toList();
    }

    /**
     * The right to log in to a database by IAM.
     *
     * @param resourceId of the database or proxy
     * @param role in the database
     */
    public static void letLogIn(Policy policy, Account account, Output<String> resourceId, String role) {
        policy.allow(
                "CatalogLogin",
                Rights.DATABASE_LOGIN,
                Output.tuple(account.arn("rds-db", "dbuser:"), resourceId)
                        .applyValue(parts -> parts.t1 + parts.t2 + "/" + role));
    }
}
