package io.hakiri.deploy;

import com.pulumi.Context;
import com.pulumi.resources.Resource;
import io.hakiri.deploy.access.Policy;
import io.hakiri.deploy.database.Database;
import io.hakiri.deploy.function.FunctionMigration;
import io.hakiri.deploy.function.FunctionPlace;
import io.hakiri.deploy.function.PipelineFunction;
import io.hakiri.deploy.network.Group;
import io.hakiri.deploy.settings.Settings;
import io.hakiri.deploy.watch.Alarms;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The topology {@code lambda-rds}: a function in the network, and a database behind a proxy. */
final class LambdaRdsStack {
    private LambdaRdsStack() {}

    static void define(Context context, Foundation foundation) {
        Settings settings = foundation.settings();
        Names names = foundation.names();
        PrivateNetwork network = PrivateNetwork.of(settings, Set.of("lambda", "secretsmanager"));
        CatalogDatabase catalog = CatalogDatabase.of(foundation, network.network());
        FunctionMigration migration = migration(foundation, network, catalog);
        Group runtime = network.group("runtime", "Functions that run pipelines");
        runtime.mayReach(catalog.entrance(), Database.PORT);
        Policy rights = foundation.rights();
        catalog.letWork(rights);
        PipelineFunction function = new PipelineFunction(
                "function",
                names.service(),
                foundation.account(),
                foundation.keyArn(),
                settings,
                RuntimeEnvironment.ofFunction(
                        settings,
                        catalog.workerAddress(settings.function().poolSize()),
                        names.service() + ":" + PipelineFunction.ALIAS),
                rights,
                new FunctionPlace(network.network(), runtime),
                List.of(migration.isDone(), network.endpoints()));
        Alarms alarms = new Alarms(settings)
                .ofHakiri(names.service())
                .ofInstance(catalog.database().identifier())
                .ofFunction(function.functionName(), function.missed());
        FunctionParts.define(context, foundation, function, alarms);
        context.export("database", catalog.database().host());
    }

    private static FunctionMigration migration(Foundation foundation, PrivateNetwork network, CatalogDatabase catalog) {
        Group group = network.group("migration", "The function that migrates the catalog");
        group.mayReach(catalog.back(), Database.PORT);
        List<Resource> before = new ArrayList<>(catalog.parts());
        before.add(network.endpoints());
        return new FunctionMigration(
                "migrate",
                foundation.names().migration(),
                foundation.account(),
                foundation.keyArn(),
                foundation.settings(),
                RuntimeEnvironment.ofFunction(
                        foundation.settings(),
                        catalog.ownerAddress(),
                        foundation.names().migration()),
                catalog.ownerRights(),
                new FunctionPlace(network.network(), group),
                before);
    }
}
