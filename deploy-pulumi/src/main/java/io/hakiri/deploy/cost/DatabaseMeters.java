package io.hakiri.deploy.cost;

import io.hakiri.deploy.cost.Usage.Figure;
import io.hakiri.deploy.preview.Resource;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PostgreSQL on RDS, Aurora, and RDS Proxy before them. */
final class DatabaseMeters {
    private static final String INSTANCE = "aws:rds/instance:Instance";
    private static final String CLUSTER = "aws:rds/cluster:Cluster";
    private static final String CLUSTER_INSTANCE = "aws:rds/clusterInstance:ClusterInstance";

    private static final String SERVERLESS = "db.serverless";
    private static final Pattern SIZE = Pattern.compile("db\\.[a-z0-9-]+\\.(?<times>[0-9]*)(?<word>[a-z]+)");
    private static final long HOSTS_OF_MULTI_AZ = 2;
    private static final long SMALL_PROCESSORS = 2;
    private static final long XLARGE_PROCESSORS = 4;

    /** What RDS Proxy takes at least, by AWS' page on prices. */
    private static final BigDecimal LEAST_PROXY_ACU = new BigDecimal(8);

    /** Reads and writes of Aurora's storage that one run makes, roughly. */
    private static final BigDecimal IO_PER_RUN = new BigDecimal(100);

    private static final BigDecimal HOURS_OF_A_DAY = new BigDecimal(24);

    private DatabaseMeters() {}

    static Map<String, Meter> all() {
        return Map.of(
                INSTANCE,
                DatabaseMeters::instance,
                CLUSTER,
                DatabaseMeters::cluster,
                CLUSTER_INSTANCE,
                DatabaseMeters::clusterInstance,
                "aws:rds/proxy:Proxy",
                DatabaseMeters::proxy);
    }

    /** A standby costs what the first costs, in time and in storage. */
    private static void instance(Resource instance, Bill bill) {
        boolean isMultiAz = instance.inputs().path("multiAz").asBoolean(false);
        long hosts = isMultiAz ? HOSTS_OF_MULTI_AZ : 1;
        String type = instanceClass(instance);
        String where = isMultiAz ? " with a standby" : "";
        bill.fixed(instance, Area.DATABASE, type + where, "rds." + type, Month.hours(hosts));
        String storage = instance.inputs().path("storageType").asText("gp3");
        bill.fixed(
                instance,
                Area.DATABASE,
                "storage" + where,
                "rds." + storage + ".gb-month",
                Meter.number(instance.inputs().path("allocatedStorage"), 20).multiply(BigDecimal.valueOf(hosts)));
        bill.growing(
                instance,
                Area.DATABASE,
                "backups",
                "rds.backup.gb-month",
                bill.month().of(Figure.BACKUP_GB));
        owner(instance, bill);
    }

    private static String instanceClass(Resource instance) {
        return instance.inputs().path("instanceClass").asText();
    }

    /** RDS keeps the owner's password in a secret of its own, which is paid for like any other. */
    private static void owner(Resource database, Bill bill) {
        if (database.inputs().path("manageMasterUserPassword").asBoolean(false)) {
            bill.fixed(database, Area.KEYS, "secrets", "secret.month", BigDecimal.ONE);
        }
    }

    private static void cluster(Resource cluster, Bill bill) {
        Month month = bill.month();
        bill.growing(cluster, Area.DATABASE, "storage", "aurora.storage.gb-month", month.of(Figure.CATALOG_GB));
        bill.growing(
                cluster,
                Area.DATABASE,
                "reads and writes of storage",
                "aurora.io",
                Month.millions(month.runs().multiply(IO_PER_RUN)));
        bill.growing(cluster, Area.DATABASE, "backups", "aurora.backup.gb-month", month.of(Figure.BACKUP_GB));
        owner(cluster, bill);
    }

    private static void clusterInstance(Resource instance, Bill bill) {
        String type = instanceClass(instance);
        if (!type.equals(SERVERLESS)) {
            bill.fixed(instance, Area.DATABASE, type, "aurora." + type, Month.HOURS);
            return;
        }
        for (Resource cluster : clusters(instance, bill)) {
            BigDecimal least = capacity(cluster, "minCapacity");
            BigDecimal awake = Month.HOURS.multiply(least);
            bill.fixed(instance, Area.DATABASE, "least capacity", "aurora.acu-hour", awake);
            bill.growing(
                    instance,
                    Area.DATABASE,
                    "capacity above that",
                    "aurora.acu-hour",
                    hours(cluster, bill).subtract(awake));
        }
    }

    private static List<Resource> clusters(Resource instance, Bill bill) {
        String identifier = instance.inputs().path("clusterIdentifier").asText();
        return bill.graph().ofType(CLUSTER).stream()
                .filter(cluster ->
                        cluster.inputs().path("clusterIdentifier").asText().equals(identifier))
                .toList();
    }

    private static BigDecimal capacity(Resource cluster, String bound) {
        return Meter.number(
                cluster.inputs().path("serverlessv2ScalingConfiguration").path(bound), 0);
    }

    /** ACU-hours of one instance: a reader that may take over is as large as the writer. */
    private static BigDecimal hours(Resource cluster, Bill bill) {
        BigDecimal least = capacity(cluster, "minCapacity");
        BigDecimal most = capacity(cluster, "maxCapacity");
        BigDecimal busy = bill.month().of(Figure.BUSY_ACU).min(most).max(least);
        BigDecimal idle = bill.month().of(Figure.IDLE_HOURS);
        return Month.hoursOfDays(
                idle.multiply(least).add(HOURS_OF_A_DAY.subtract(idle).multiply(busy)));
    }

    private static void proxy(Resource proxy, Bill bill) {
        String name = proxy.inputs().path("name").asText();
        for (Resource target : bill.graph().ofType("aws:rds/proxyTarget:ProxyTarget")) {
            if (!target.inputs().path("dbProxyName").asText().equals(name)) {
                continue;
            }
            for (Resource instance : bill.graph().ofType(INSTANCE)) {
                if (isNamed(instance, "identifier", target, "dbInstanceIdentifier")) {
                    bill.fixed(
                            proxy,
                            Area.PROXY,
                            "by processors of the database",
                            "rds-proxy.vcpu-hour",
                            Month.hours(processors(instance)));
                }
            }
            for (Resource cluster : bill.graph().ofType(CLUSTER)) {
                if (isNamed(cluster, "clusterIdentifier", target, "dbClusterIdentifier")) {
                    ofCluster(proxy, cluster, bill);
                }
            }
        }
    }

    private static boolean isNamed(Resource database, String input, Resource target, String by) {
        return !target.inputs().path(by).asText().isEmpty()
                && database.inputs()
                        .path(input)
                        .asText()
                        .equals(target.inputs().path(by).asText());
    }

    private static void ofCluster(Resource proxy, Resource cluster, Bill bill) {
        long instances = bill.graph().ofType(CLUSTER_INSTANCE).stream()
                .filter(instance -> clusters(instance, bill).contains(cluster))
                .count();
        BigDecimal least = Month.HOURS.multiply(LEAST_PROXY_ACU);
        BigDecimal used = hours(cluster, bill).multiply(BigDecimal.valueOf(instances));
        bill.fixed(proxy, Area.PROXY, "by capacity of Aurora, at least 8 ACU", "rds-proxy.acu-hour", least);
        bill.growing(
                proxy,
                Area.PROXY,
                "by capacity of Aurora, above that",
                "rds-proxy.acu-hour",
                used.subtract(least).max(BigDecimal.ZERO));
    }

    /** Of the classes that there are prices for. */
    private static long processors(Resource instance) {
        Matcher size = SIZE.matcher(instanceClass(instance));
        if (!size.matches() || !size.group("word").equals("xlarge")) {
            return SMALL_PROCESSORS;
        }
        String times = size.group("times");
        return times.isEmpty() ? XLARGE_PROCESSORS : XLARGE_PROCESSORS * Long.parseLong(times);
    }
}
