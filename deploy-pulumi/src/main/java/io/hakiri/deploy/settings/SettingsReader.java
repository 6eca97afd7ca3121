package io.hakiri.deploy.settings;

import io.hakiri.deploy.settings.Settings.Architecture;
import io.hakiri.deploy.settings.Settings.Archive;
import io.hakiri.deploy.settings.Settings.Data;
import io.hakiri.deploy.settings.Settings.Database;
import io.hakiri.deploy.settings.Settings.Egress;
import io.hakiri.deploy.settings.Settings.Function;
import io.hakiri.deploy.settings.Settings.Link;
import io.hakiri.deploy.settings.Settings.Net;
import io.hakiri.deploy.settings.Settings.Service;
import io.hakiri.deploy.settings.Settings.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@link Settings} from the configuration of a stack. */
public final class SettingsReader {
    private static final String REGION = "aws:region";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,18}[a-z0-9]");
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
    private static final Pattern REGION_FORM = Pattern.compile("[a-z]{2}(-[a-z]+)+-[0-9]");
    private static final Pattern ZONE = Pattern.compile("[a-z]{2}(-[a-z]+)+-[0-9][a-z]");
    private static final Pattern CIDR = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}/(1[6-9]|20)");
    private static final Pattern PROXY = Pattern.compile("http://[A-Za-z0-9.-]+:[0-9]{1,5}");
    private static final Pattern PROXY_CIDR = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}/([8-9]|[12][0-9]|3[0-2])");
    private static final Pattern SERVICE = Pattern.compile("[a-z][a-z0-9.-]{1,40}");
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern SECRETS = Pattern.compile("[A-Za-z0-9/_+=.@-]{1,256}");
    private static final Pattern VERSION = Pattern.compile("1[4-9](\\.[0-9]{1,2})?");
    private static final Pattern INSTANCE = Pattern.compile("db\\.[a-z0-9-]+\\.[a-z0-9]+");
    private static final Pattern IMAGE =
            Pattern.compile("[a-z0-9.-]+(:[0-9]+)?/[a-z0-9/_.-]+(:[A-Za-z0-9_.-]{1,128}|@sha256:[0-9a-f]{64})");
    private static final Pattern CERTIFICATE =
            Pattern.compile("arn:[a-z-]+:acm:[a-z0-9-]+:[0-9]{12}:certificate/\\S{1,100}");
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+");
    private static final Pattern EXECUTOR =
            Pattern.compile("in-process|ecs|lambda:arn:\\S+|stepfunctions:arn:\\S+|sqs:https://\\S+");
    private static final Pattern TEXT = Pattern.compile("\\S.*");

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration QUARTER_OF_AN_HOUR = Duration.ofMinutes(15);

    private final List<String> wrong = new ArrayList<>();
    private final Words words;
    private final String stack;

    private SettingsReader(String stack, Map<String, String> config) {
        this.words = new Words(config, wrong);
        this.stack = stack;
    }

    /**
     * Reads them.
     *
     * @param stack its name, which is that of its environment unless that is said
     * @param config all of its configuration, by {@code NAMESPACE:KEY}
     * @throws WrongSettings with all that is wrong, and all that cannot work
     */
    public static Settings read(String stack, Map<String, String> config) {
        SettingsReader reader = new SettingsReader(stack, config);
        Settings settings = reader.settings();
        reader.words.allAsked();
        if (reader.wrong.stream().noneMatch(SettingsReader::isOfAll)) {
            reader.wrong.addAll(Rules.refusals(settings));
        }
        if (!reader.wrong.isEmpty()) {
            throw new WrongSettings(reader.wrong.stream().distinct().toList());
        }
        return settings;
    }

    /** Whether nothing can be said of the rest: it goes by this. */
    private static boolean isOfAll(String problem) {
        return problem.startsWith("hakiri:topology:") || problem.startsWith("hakiri:environment:");
    }

    private Settings settings() {
        Topology topology = words.word("topology", Topology.FARGATE_RDS, Topology.class);
        Environment environment = environment();
        String region = region();
        String name = words.text("name", name(stack), NAME, "2 to 20 of a-z, 0-9 and -, beginning with a letter");
        return new Settings(
                topology,
                environment,
                name,
                words.optional("account", ACCOUNT, "the 12 digits of an account of AWS"),
                region,
                network(region, environment),
                data(name),
                database(topology, environment),
                service(topology, environment),
                function(topology, environment),
                watch(environment),
                words.map("variables"),
                words.map("secretVariables"));
    }

    private Environment environment() {
        Environment named = Stream.of(Environment.values())
                .filter(environment -> environment.word().equals(stack))
                .findFirst()
                .orElse(null);
        if (named == null && words.said("environment") == null) {
            words.wrong(
                    "environment", "the stack " + stack + " has no name that says it: expected dev, staging or prod");
        }
        return words.word("environment", Objects.requireNonNullElse(named, Environment.PROD), Environment.class);
    }

    private static String name(String stack) {
        String name = "hakiri-" + stack.replaceAll("[^a-z0-9]", "");
        return name.length() > 20 ? name.substring(0, 20) : name;
    }

    private String region() {
        String region = words.said(REGION);
        if (region == null || !REGION_FORM.matcher(region).matches()) {
            wrong.add(REGION + ": expected a region such as eu-central-1, "
                    + (region == null
                            ? "and there is none: pulumi config set aws:region eu-central-1"
                            : "given " + region));
            return "eu-central-1";
        }
        return region;
    }

    private Net network(String region, Environment environment) {
        List<String> zones = environment == Environment.PROD
                ? List.of(region + "a", region + "b", region + "c")
                : List.of(region + "a", region + "b");
        Egress egress = words.word("egress", Egress.NONE, Egress.class);
        String proxy = words.optional("egressProxy", PROXY, "http://HOST:PORT");
        if (egress == Egress.PROXY && proxy == null) {
            words.wrong(
                    "egressProxy",
                    "it is needed with hakiri:egress proxy: http://HOST:PORT of a proxy that the network reaches");
        }
        if (egress != Egress.PROXY && proxy != null) {
            words.wrong("egressProxy", "without hakiri:egress proxy it means nothing; set that, or leave this out");
        }
        return new Net(
                words.text("networkCidr", "10.40.0.0/16", CIDR, "a network of /16 to /20, such as 10.40.0.0/16"),
                zones(zones),
                egress,
                proxy,
                words.text(
                        "egressProxyCidr",
                        "10.0.0.0/8",
                        PROXY_CIDR,
                        "the addresses that the proxy may have, such as 10.9.0.0/16"),
                words.list(
                        "privateServices",
                        List.of(),
                        SERVICE,
                        "a service as in com.amazonaws.REGION.SERVICE, such as ssm"),
                words.word("databaseLink", Link.NONE, Link.class),
                words.text(
                        "databaseNetworkCidr", "10.41.0.0/16", CIDR, "a network of /16 to /20, such as 10.41.0.0/16"),
                words.list("linkAccounts", List.of(), ACCOUNT, "the 12 digits of an account of AWS"));
    }

    private List<String> zones(List<String> otherwise) {
        List<String> zones = words.list("zones", otherwise, ZONE, "an availability zone such as eu-central-1a");
        if (zones.size() < 2 || zones.size() > 6 || zones.stream().distinct().count() < zones.size()) {
            words.expected("zones", "two to six different ones", String.join(", ", zones));
        }
        return zones;
    }

    private Data data(String name) {
        return new Data(
                words.list("readBuckets", List.of(), BUCKET, "the name of a bucket"),
                words.list("writeBuckets", List.of(), BUCKET, "the name of a bucket"),
                words.text("secrets", name + "/", SECRETS, "how names of secrets begin, such as hakiri/dev/"),
                words.optionalTime("keepRuns", DAY, Duration.ofDays(3650)),
                words.flag("pointInTimeRecovery", true),
                words.word("archive", Archive.NONE, Archive.class),
                words.number("archiveDays", 0, 0, 36_500),
                words.number("archiveLockDays", 0, 0, 36_500));
    }

    private Database database(Topology topology, Environment environment) {
        boolean prod = environment == Environment.PROD;
        return new Database(
                words.text("postgresVersion", "17", VERSION, "14 to 19, such as 17 or 17.5"),
                words.text(
                        "instanceClass",
                        prod ? "db.m7g.large" : "db.t4g.medium",
                        INSTANCE,
                        "a class of RDS such as db.t4g.medium"),
                words.number("storageGb", prod ? 100 : 20, 20, 65_536),
                words.number("mostStorageGb", prod ? 1000 : 100, 20, 65_536),
                words.flag("multiAz", prod),
                words.number("backupDays", prod ? 35 : 7, 0, 35),
                words.flag("protect", environment != Environment.DEV),
                words.halves("leastAcu", prod ? 1 : 0.5, 0, 256),
                words.halves("mostAcu", prod ? 16 : 4, 1, 256),
                words.flag("databaseProxy", topology == Topology.LAMBDA_RDS),
                words.number("proxyBorrowPercent", 90, 1, 100),
                optionalNumber("mostConnections", 20, 8_388_607),
                words.number("reservedConnections", 15, 3, 1000),
                words.flag("databasePublic", false));
    }

    private @Nullable Integer optionalNumber(String key, int least, int most) {
        return words.said(key) == null ? null : Integer.valueOf(words.number(key, least, least, most));
    }

    private Service service(Topology topology, Environment environment) {
        boolean prod = environment == Environment.PROD;
        String image = words.text(
                "image",
                "",
                IMAGE,
                "an image with its tag or digest, such as 111122223333.dkr.ecr.eu-central-1.amazonaws.com/hakiri:1");
        if (topology.isContainer() && image.isEmpty() && words.said("image") == null) {
            words.wrong(
                    "image",
                    "it is needed: the container image in a registry, such as 111122223333.dkr.ecr.eu-central-1.amazonaws.com/hakiri:1 (docs/deploying.md, the image)");
        }
        int tasks = words.number("tasks", environment == Environment.DEV ? 1 : 2, 1, 100);
        return new Service(
                image,
                words.word("architecture", Architecture.ARM64, Architecture.class),
                words.number("cpu", prod ? 1024 : 512, 256, 16_384),
                words.number("memory", prod ? 2048 : 1024, 512, 122_880),
                tasks,
                words.number("mostTasks", Math.max(tasks, 4), 1, 1000),
                words.number("runs", 8, 1, 1000),
                words.number("poolSize", 10, 1, 500),
                words.time("reconcileEvery", SECOND, SECOND, Duration.ofHours(1)),
                words.text(
                        "executor",
                        "in-process",
                        EXECUTOR,
                        "in-process, ecs, lambda:ARN, stepfunctions:ARN or sqs:URL"),
                words.number("mostWorkers", 8, 1, 1000),
                words.optional("certificate", CERTIFICATE, "the ARN of a certificate in ACM"));
    }

    private Function function(Topology topology, Environment environment) {
        String image = topology == Topology.LAMBDA_RDS
                ? words.optional("image", IMAGE, "an image with its tag or digest")
                : null;
        if (topology == Topology.LAMBDA_RDS && image == null) {
            words.wrong("image", "it is needed: the function on PostgreSQL is a container image (docs/lambda.md)");
        }
        Duration tick = words.time("tickEvery", MINUTE, MINUTE, DAY);
        return new Function(
                words.text("functionZip", "../runtime-lambda/target/function.zip", TEXT, "the path of function.zip"),
                image,
                words.word("architecture", Architecture.ARM64, Architecture.class),
                words.number("functionMemory", image == null ? 512 : 1024, 128, 10_240),
                words.time("functionTimeout", QUARTER_OF_AN_HOUR, MINUTE, QUARTER_OF_AN_HOUR),
                words.number("concurrency", environment == Environment.PROD ? 50 : 10, 2, 10_000),
                words.number("provisioned", 0, 0, 1000),
                words.number("functionPoolSize", 2, 1, 50),
                tick,
                words.time("shortestSchedule", topology.isContainer() ? MINUTE : tick, SECOND, DAY),
                words.flag("functionInNetwork", false),
                words.flag("functionUrl", false),
                words.optional("iamGrants", TEXT, "ARN=PROJECT:ROLE, several joined by blanks"));
    }

    private Watch watch(Environment environment) {
        return new Watch(
                words.optional("alarmEmail", EMAIL, "an address of mail"),
                words.time("lagAlarm", QUARTER_OF_AN_HOUR, MINUTE, DAY),
                logDays(environment));
    }

    /** Of those that CloudWatch takes. */
    private int logDays(Environment environment) {
        List<Integer> taken = List.of(
                1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
                3653);
        int days = words.number("logDays", environment == Environment.PROD ? 365 : 30, 1, 3653);
        if (!taken.contains(days)) {
            words.expected("logDays", "one of " + taken, Integer.toString(days));
        }
        return days;
    }
}
