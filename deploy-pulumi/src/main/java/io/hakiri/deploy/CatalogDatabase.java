package io.hakiri.deploy;

import com.pulumi.core.Output;
import com.pulumi.resources.Resource;
import io.hakiri.deploy.access.KeyRights;
import io.hakiri.deploy.access.Policy;
import io.hakiri.deploy.access.RuntimeRights;
import io.hakiri.deploy.database.AuroraDatabase;
import io.hakiri.deploy.database.CatalogAddress;
import io.hakiri.deploy.database.Database;
import io.hakiri.deploy.database.DatabaseProxy;
import io.hakiri.deploy.database.OwnerRotation;
import io.hakiri.deploy.database.RdsDatabase;
import io.hakiri.deploy.network.BalancerLink;
import io.hakiri.deploy.network.Group;
import io.hakiri.deploy.network.Network;
import io.hakiri.deploy.network.ResourceLink;
import io.hakiri.deploy.settings.Settings;
import io.hakiri.deploy.settings.Settings.Link;
import io.hakiri.deploy.settings.Topology;
import io.hakiri.deployment.Rights;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The catalog's database, and how the runtime comes to it: in its own network or another one, past a proxy or not.
 *
 * @param entrance what workers have to reach
 * @param back what the owner has to reach: the database itself
 */
record CatalogDatabase(
        Foundation foundation,
        Database database,
        @Nullable DatabaseProxy proxy,
        Group entrance,
        Group back,
        List<Resource> parts) {

    static CatalogDatabase of(Foundation foundation, Network runtime) {
        Settings settings = foundation.settings();
        Link link = settings.network().link();
        Network home = link == Link.NONE
                ? runtime
                : new Network(
                        "database-network",
                        settings.network().databaseCidr(),
                        settings.network().zones());
        Database database = settings.topology() == Topology.FARGATE_AURORA
                ? new AuroraDatabase("database", foundation.names().database(), home, foundation.keyArn(), settings)
                : new RdsDatabase("database", foundation.names().database(), home, foundation.keyArn(), settings);
        OwnerRotation rotation = new OwnerRotation("owner", database);
        DatabaseProxy proxy = settings.database().proxy()
                ? new DatabaseProxy(
                        "proxy",
                        foundation.names().database(),
                        foundation.account(),
                        home,
                        database,
                        foundation.keyArn(),
                        settings)
                : null;
        Group back = link(foundation, home, runtime, database);
        Group entrance = proxy == null ? back : link(foundation, home, runtime, proxy);
        List<Resource> parts = new ArrayList<>(List.of((Resource) database, rotation));
        if (proxy != null) {
            parts.add(proxy);
        }
        return new CatalogDatabase(foundation, database, proxy, entrance, back, parts);
    }

    private static Group link(Foundation foundation, Network home, Network runtime, Database database) {
        return switch (foundation.settings().network().link()) {
            case NONE -> database.group();
            case RESOURCE -> {
                Group gateway = new Group("database-gateway", home, "The gateway to the catalog's database");
                gateway.mayReach(database.group(), Database.PORT);
                yield new ResourceLink(
                                "database-link",
                                home,
                                gateway,
                                database.arn(),
                                runtime,
                                foundation.settings().network().linkAccounts())
                        .endpoint();
            }
            case BALANCER ->
                balanced(
                        foundation,
                        "database",
                        home,
                        runtime,
                        database.group(),
                        database.arn(),
                        database.host(),
                        database.hosts());
        };
    }

    private static Group link(Foundation foundation, Network home, Network runtime, DatabaseProxy proxy) {
        Settings.Net net = foundation.settings().network();
        return net.link() == Link.NONE
                ? proxy.group()
                : balanced(
                        foundation,
                        "proxy",
                        home,
                        runtime,
                        proxy.group(),
                        proxy.arn(),
                        proxy.host(),
                        net.zones().size());
    }

    private static Group balanced(
            Foundation foundation,
            String what,
            Network home,
            Network runtime,
            Group group,
            Output<String> arn,
            Output<String> host,
            int hosts) {
        Group balancer = new Group(what + "-balancer", home, "The balancer before the catalog's " + what);
        balancer.mayReach(group, Database.PORT);
        return new BalancerLink(
                        what + "-link",
                        foundation.names().stack() + "-" + what,
                        home,
                        balancer,
                        group,
                        arn,
                        host,
                        hosts,
                        Database.PORT,
                        runtime)
                .endpoint();
    }

    /** Of who makes and upgrades tables. */
    Output<String> ownerAddress() {
        return CatalogAddress.owner(
                database, foundation.settings().region(), proxy == null ? null : proxy.workerSecret());
    }

    /** Of who runs pipelines. */
    Output<String> workerAddress(int poolSize) {
        String region = foundation.settings().region();
        return proxy == null
                ? CatalogAddress.worker(database, region, poolSize)
                : CatalogAddress.worker(database, proxy, region, poolSize);
    }

    /** Who makes and upgrades tables may read the owner's password, and the worker's, which it sets. */
    Policy ownerRights() {
        Policy policy = new Policy()
                .allow("OwnerLogin", Rights.SECRET, database.ownerSecret())
                .allow("Key", KeyRights.DECRYPT, foundation.keyArn());
        if (proxy != null) {
            policy.allow("WorkerLogin", Rights.SECRET, proxy.workerSecret());
        }
        return policy;
    }

    /** Who runs pipelines may log in as the worker. */
    void letWork(Policy policy) {
        RuntimeRights.letLogIn(
                policy,
                foundation.account(),
                proxy == null ? database.resourceId() : proxy.resourceId(),
                Database.WORKER);
    }
}
