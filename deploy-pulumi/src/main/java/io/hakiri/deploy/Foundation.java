package io.hakiri.deploy;

import com.pulumi.Context;
import com.pulumi.core.Output;
import io.hakiri.deploy.access.Account;
import io.hakiri.deploy.access.Policy;
import io.hakiri.deploy.access.RuntimeRights;
import io.hakiri.deploy.settings.Settings;
import io.hakiri.deploy.storage.DataBucket;
import io.hakiri.deploy.storage.DataBucket.Keeping;
import io.hakiri.deploy.storage.EncryptionKey;
import io.hakiri.deploy.watch.Alarms;
import io.hakiri.deploy.watch.Observation;

/** What every topology stands on: the account, the key, the bucket. */
record Foundation(Settings settings, Names names, Account account, EncryptionKey key, DataBucket bucket) {
    static Foundation of(Settings settings) {
        Names names = Names.of(settings);
        Account account = Account.of(settings);
        EncryptionKey key = new EncryptionKey(
                "key", account, names.stack(), settings.database().protect());
        DataBucket bucket =
                new DataBucket("data", key.arn(), settings.database().protect(), Keeping.FOR_EVER);
        return new Foundation(settings, names, account, key, bucket);
    }

    /** What whoever runs pipelines may do, before it is said how it reaches the catalog. */
    Policy rights() {
        return RuntimeRights.of(settings, account, bucket.arn(), key.arn());
    }

    /** Alarms, whom they are sent to, and the dashboard; the stack says where. */
    void observe(Context context, Alarms alarms) {
        Observation observation = new Observation(
                "observation",
                names.stack(),
                settings.region(),
                key.arn(),
                settings.watch().email(),
                alarms.all());
        context.export("alarms", observation.topic());
    }

    Output<String> keyArn() {
        return key.arn();
    }
}
