package io.hakiri.deploy;

import com.pulumi.Context;
import com.pulumi.core.Output;
import com.pulumi.resources.Resource;
import io.hakiri.deploy.access.Policy;
import io.hakiri.deploy.function.FunctionPlace;
import io.hakiri.deploy.function.PipelineFunction;
import io.hakiri.deploy.settings.Settings;
import io.hakiri.deploy.settings.Settings.Archive;
import io.hakiri.deploy.storage.CatalogTable;
import io.hakiri.deploy.storage.DataBucket;
import io.hakiri.deploy.storage.RunArchive;
import io.hakiri.deploy.watch.Alarms;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The topology {@code lambda-dynamodb}: a native function, and a table. */
final class LambdaDynamoStack {
    private LambdaDynamoStack() {}

    static void define(Context context, Foundation foundation) {
        Settings settings = foundation.settings();
        Names names = foundation.names();
        CatalogTable table = new CatalogTable(
                "catalog",
                names.stack(),
                foundation.keyArn(),
                settings.database().protect(),
                settings.data().pointInTimeRecovery());
        Alarms alarms = new Alarms(settings).ofHakiri(names.service()).ofTable(table.tableName());
        if (settings.data().archive() != Archive.NONE) {
            alarms.ofArchive(archive(foundation, table).missed());
        }
        Policy rights = foundation.rights();
        table.letWork(rights);
        PrivateNetwork network =
                settings.hasNetwork() ? PrivateNetwork.of(settings, Set.of("lambda", "secretsmanager")) : null;
        PipelineFunction function = new PipelineFunction(
                "function",
                names.service(),
                foundation.account(),
                foundation.keyArn(),
                settings,
                RuntimeEnvironment.ofFunction(
                        settings, Output.of(address(settings, table)), names.service() + ":" + PipelineFunction.ALIAS),
                rights,
                network == null
                        ? null
                        : new FunctionPlace(
                                network.network(), network.group("runtime", "Functions that run pipelines")),
                network == null ? List.<Resource>of() : List.<Resource>of(network.endpoints()));
        FunctionParts.define(
                context, foundation, function, alarms.ofFunction(function.functionName(), function.missed()));
        context.export("table", Output.of(table.tableName()));
    }

    private static String address(Settings settings, CatalogTable table) {
        Duration keepRuns = settings.data().keepRuns();
        return "dynamodb://" + table.tableName() + "?region=" + settings.region()
                + (keepRuns == null ? "" : "&keep-runs=" + keepRuns.toHours() + "h");
    }

    private static RunArchive archive(Foundation foundation, CatalogTable table) {
        Settings.Data data = foundation.settings().data();
        DataBucket bucket = new DataBucket(
                "archive-files",
                foundation.keyArn(),
                true,
                new DataBucket.Keeping(data.archiveDays(), data.archiveLockDays()));
        return new RunArchive(
                "archive",
                foundation.account(),
                table,
                bucket,
                foundation.keyArn(),
                data.archive(),
                foundation.names().stack(),
                foundation.settings().watch().logDays());
    }
}
