package io.hakiri.deploy.database;

import com.pulumi.aws.rds.Proxy;
import com.pulumi.aws.rds.ProxyArgs;
import com.pulumi.aws.rds.ProxyDefaultTargetGroup;
import com.pulumi.aws.rds.ProxyDefaultTargetGroupArgs;
import com.pulumi.aws.rds.ProxyTarget;
import com.pulumi.aws.rds.ProxyTargetArgs;
import com.pulumi.aws.rds.inputs.ProxyAuthArgs;
import com.pulumi.aws.rds.inputs.ProxyDefaultTargetGroupConnectionPoolConfigArgs;
import com.pulumi.aws.secretsmanager.Secret;
import com.pulumi.aws.secretsmanager.SecretArgs;
import com.pulumi.aws.secretsmanager.SecretVersion;
import com.pulumi.aws.secretsmanager.SecretVersionArgs;
import com.pulumi.core.Output;
import com.pulumi.resources.CustomResourceOptions;
import io.hakiri.deploy.access.Account;
import io.hakiri.deploy.access.KeyRights;
import io.hakiri.deploy.access.Policy;
import io.hakiri.deploy.access.ServiceRole;
import io.hakiri.deploy.network.Group;
import io.hakiri.deploy.network.Network;
import io.hakiri.deploy.piece.Piece;
import io.hakiri.deploy.settings.Settings;
import io.hakiri.deployment.Rights;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * RDS Proxy before a database: many callers, who log in by IAM, share a few connections, which it opens as the worker with a password that nobody
 * else reads.
 */
public final class DatabaseProxy extends Piece {
    private static final int IDLE_SECONDS = 300;
    private static final int BORROW_SECONDS = 10;
    private static final int PASSWORD_BYTES = 32;
    private static final int RECOVERY_DAYS = 7;

    private final Proxy proxy;
    private final Secret secret;
    private final Group group;

    /**
     * Makes it.
     *
     * @param proxyName its name among those of the account
     */
    public DatabaseProxy(
            String name,
            String proxyName,
            Account account,
            Network network,
            Database database,
            Output<String> key,
            Settings settings) {
        super("DatabaseProxy", name);
        secret = new Secret(
                name("worker"),
                SecretArgs.builder()
                        .description("The worker's login of the catalog's database, for the proxy alone")
                        .kmsKeyId(key)
                        .recoveryWindowInDays(settings.isProduction() ? RECOVERY_DAYS : 0)
                        .build(),
                mine());
        SecretVersion login = new SecretVersion(
                name("worker-login"),
                SecretVersionArgs.builder()
                        .secretId(secret.id())
                        .secretString(Output.ofSecret(newLogin()))
                        .build(),
                // drawn once: the next run of this program draws another one, which is not wanted
                CustomResourceOptions.builder()
                        .parent(this)
                        .ignoreChanges("secretString")
                        .build());
        ServiceRole role = new ServiceRole(
                name("role"),
                this,
                account,
                "rds.amazonaws.com",
                new Policy().allow("Login", Rights.SECRET, secret.arn()).allow("Key", KeyRights.DECRYPT, key));
        DatabaseLog log = new DatabaseLog(name("log"), this, "proxy/" + proxyName, List.of(""), key, settings);
        group = new Group(name, network, "The proxy of the catalog's database");
        group.mayReach(database.group(), Database.PORT);
        proxy = new Proxy(
                name,
                ProxyArgs.builder()
                        .name(proxyName)
                        .engineFamily("POSTGRESQL")
                        .requireTls(true)
                        .idleClientTimeout(IDLE_SECONDS)
                        .roleArn(role.arn())
                        .vpcSubnetIds(network.subnets())
                        .vpcSecurityGroupIds(group.id().applyValue(List::of))
                        .auths(ProxyAuthArgs.builder()
                                .authScheme("SECRETS")
                                .iamAuth("REQUIRED")
                                .secretArn(secret.arn())
                                .build())
                        .build(),
                after(login, log));
        ProxyDefaultTargetGroup targets = new ProxyDefaultTargetGroup(
                name("targets"),
                ProxyDefaultTargetGroupArgs.builder()
                        .dbProxyName(proxy.name())
                        .connectionPoolConfig(ProxyDefaultTargetGroupConnectionPoolConfigArgs.builder()
                                .maxConnectionsPercent(settings.database().borrowPercent())
                                .connectionBorrowTimeout(BORROW_SECONDS)
                                .build())
                        .build(),
                mine());
        ProxyTargetArgs.Builder target =
                ProxyTargetArgs.builder().dbProxyName(proxy.name()).targetGroupName(targets.name());
        new ProxyTarget(
                name("target"),
                (database instanceof AuroraDatabase
                                ? target.dbClusterIdentifier(database.identifier())
                                : target.dbInstanceIdentifier(database.identifier()))
                        .build(),
                mine());
        done();
    }

    private static String newLogin() {
        byte[] password = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(password);
        return "{\"username\":\"" + Database.WORKER + "\",\"password\":\""
                + HexFormat.of().formatHex(password) + "\"}";
    }

    /** Its host name. */
    public Output<String> host() {
        return proxy.endpoint();
    }

    /** Its ARN. */
    public Output<String> arn() {
        return proxy.arn();
    }

    /** What a login by IAM names it by. */
    public Output<String> resourceId() {
        return proxy.arn().applyValue(arn -> arn.substring(arn.lastIndexOf(':') + 1));
    }

    /** ARN of the secret with the worker's password. */
    public Output<String> workerSecret() {
        return secret.arn();
    }

    /** The security group that it is in. */
    public Group group() {
        return group;
    }
}
