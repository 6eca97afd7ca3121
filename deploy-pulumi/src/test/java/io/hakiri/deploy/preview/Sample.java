package io.hakiri.deploy.preview;

import com.pulumi.Context;
import com.pulumi.asset.StringAsset;
import com.pulumi.aws.AwsFunctions;
import com.pulumi.aws.dynamodb.Table;
import com.pulumi.aws.dynamodb.TableArgs;
import com.pulumi.aws.kms.Key;
import com.pulumi.aws.kms.KeyArgs;
import com.pulumi.aws.rds.Instance;
import com.pulumi.aws.rds.InstanceArgs;
import com.pulumi.aws.s3.BucketObjectv2;
import com.pulumi.aws.s3.BucketObjectv2Args;
import com.pulumi.aws.s3.BucketV2;
import com.pulumi.aws.s3.BucketV2Args;
import com.pulumi.aws.secretsmanager.SecretVersion;
import com.pulumi.aws.secretsmanager.SecretVersionArgs;
import com.pulumi.core.Output;
import com.pulumi.resources.ComponentResource;
import com.pulumi.resources.ComponentResourceOptions;
import com.pulumi.resources.CustomResourceOptions;
import java.util.Map;

/** A small program with a part of each kind. */
public final class Sample {
    private Sample() {}

    static final class Storage extends ComponentResource {
        final Key key;
        final BucketV2 bucket;

        Storage(String name) {
            super(
                    "sample:index:Storage",
                    name,
                    ComponentResourceOptions.builder().build());
            CustomResourceOptions inside =
                    CustomResourceOptions.builder().parent(this).build();
            key = new Key(
                    name + "-key", KeyArgs.builder().enableKeyRotation(true).build(), inside);
            bucket = new BucketV2(
                    name + "-bucket",
                    BucketV2Args.builder().tags(Map.of("team", "data")).build(),
                    CustomResourceOptions.builder().parent(this).protect(true).build());
            new BucketObjectv2(
                    name + "-hello",
                    BucketObjectv2Args.builder()
                            .bucket(bucket.bucket())
                            .key("hello")
                            .source(new StringAsset("hello"))
                            .build(),
                    inside);
            registerOutputs(Map.of("bucket", bucket.bucket()));
        }
    }

    /** The program. */
    public static void define(Context context) {
        Storage storage = new Storage("data");
        Table table = new Table(
                "catalog",
                TableArgs.builder().hashKey("pk").name("hakiri").build(),
                CustomResourceOptions.builder()
                        .ignoreChanges(java.util.List.of("readCapacity"))
                        .dependsOn(storage.bucket)
                        .build());
        Instance database = new Instance(
                "database",
                InstanceArgs.builder()
                        .instanceClass("db.t4g.micro")
                        .allocatedStorage(20)
                        .kmsKeyId(storage.key.arn())
                        .password(Output.ofSecret("never said"))
                        .build(),
                CustomResourceOptions.builder().retainOnDelete(true).build());
        new SecretVersion(
                "login",
                SecretVersionArgs.builder()
                        .secretId(database.masterUserSecrets()
                                .applyValue(secrets ->
                                        secrets.getFirst().secretArn().orElseThrow()))
                        .secretString(Output.format(
                                "%s:%s", database.address(), database.password().applyValue(p -> p.orElse(""))))
                        .build());
        context.export("table", table.arn());
        context.export("port", database.port());
        context.export("account", AwsFunctions.getCallerIdentity().applyValue(identity -> identity.accountId()));
        context.export("topology", Output.of(context.config().require("topology")));
    }
}
