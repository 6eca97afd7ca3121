package io.hakiri.deploy.access;

import com.pulumi.aws.AwsFunctions;
import com.pulumi.core.Output;
import io.hakiri.deploy.settings.Settings;

/** The account and region that everything is in, and names of what is there by its ARN. */
public final class Account {
    private final String partition;
    private final String region;
    private final Output<String> id;

    private Account(String partition, String region, Output<String> id) {
        this.partition = partition;
        this.region = region;
        this.id = id;
    }

    /** The account that is said; otherwise that of the credentials at hand, which AWS is asked for. */
    public static Account of(Settings settings) {
        String said = settings.account();
        return new Account(
                settings.partition(),
                settings.region(),
                said != null
                        ? Output.of(said)
                        : AwsFunctions.getCallerIdentity().applyValue(caller -> caller.accountId()));
    }

    /** Twelve digits. */
    public Output<String> id() {
        return id;
    }

    /** Such as {@code eu-central-1}. */
    public String region() {
        return region;
    }

    /** Whoever the account itself gives the right to. */
    public Output<String> root() {
        return id.applyValue(account -> "arn:" + partition + ":iam::" + account + ":root");
    }

    /**
     * Of something in this region and account.
     *
     * @param resource such as {@code function:NAME}
     */
    public Output<String> arn(String service, String resource) {
        return id.applyValue(
                account -> "arn:" + partition + ":" + service + ":" + region + ":" + account + ":" + resource);
    }

    /** Of a bucket, or with {@code /*} behind its name of all that is in it. */
    public Output<String> bucket(String name) {
        return Output.of("arn:" + partition + ":s3:::" + name);
    }
}
