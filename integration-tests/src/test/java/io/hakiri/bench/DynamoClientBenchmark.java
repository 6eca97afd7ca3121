package io.hakiri.bench;

import io.hakiri.catalog.dynamodb.server.DynamoServer;
import io.hakiri.catalog.dynamodb.server.OwnDynamo;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/**
 * The HTTP clients that the AWS SDK can have, each in a fresh JVM, asking DynamoDB Local for an item: by plain HTTP, and by TLS
 * as the service has it (a proxy before it, which counts connections). JVMs have the flags that Lambda gives them.
 *
 * <p>Arguments: rounds (default 5).
 */
public final class DynamoClientBenchmark {
    private static final String TABLE = "bench";
    private static final int ITEM_BYTES = 1000;
    private static final int WARM_UP = 2000;
    private static final int MEASURED = 1000;
    private static final int IDLE_SECONDS = 8;
    private static final int THREADS = 50;
    private static final int RATE_SECONDS = 3;
    private static final double KIBI = 1024;

    /** What the clients have in common. */
    private static final Pattern SHARED =
            Pattern.compile(".*/(?:software/amazon/(?:awssdk/(?!netty|apache|aws-crt|crt|url-conn)[a-z0-9-]+|eventstream)"
                    + "|org/slf4j/slf4j-api|org/reactivestreams)/.*|.*/test-classes");

    /**
     * One of them.
     *
     * @param jars that it alone needs
     * @param flags of its JVM
     */
    private record Client(String name, String kind, Pattern jars, List<String> flags) {}

    private static final List<Client> CLIENTS = List.of(
            new Client("only the JVM", "none", Pattern.compile("none"), List.of()),
            new Client(
                    "url-connection",
                    "sync",
                    Pattern.compile(".*/url-connection-client/.*"),
                    List.of("-Dhttp.maxConnections=500", "-Dhttp.keepAlive.time.server=60")),
            new Client(
                    "url-connection, the JDK's settings",
                    "sync",
                    Pattern.compile(".*/url-connection-client/.*"),
                    List.of()),
            new Client(
                    "Apache 5",
                    "sync",
                    Pattern.compile(".*/(?:apache5-client|httpclient5|httpcore5|httpcore5-h2)/.*"),
                    List.of()),
            new Client("CRT", "sync", Pattern.compile(".*/(?:aws-crt-client|aws-crt|crt-core)/.*"), List.of()),
            new Client(
                    "Netty",
                    "async",
                    Pattern.compile(
                            ".*/(?:netty-nio-client|netty-(?!resolver-dns|codec-dns|codec-socks|handler-proxy)[a-z0-9-]+)/.*"),
                    List.of()));

    /** What one JVM did; a figure that it did not come to is 0. */
    private record Took(
            double firstMillis,
            double firstCpuMillis,
            double residentMebibytes,
            double medianMicros,
            double connectionsAfterIdle,
            double perSecond,
            double connectionsOfMany) {}

    private DynamoClientBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        try (OwnDynamo server = OwnDynamo.start();
                TlsFront front = new TlsFront(server.endpoint())) {
            fill(server.endpoint());
            System.out.println("plain HTTP");
            report(measure(rounds, server.endpoint(), front, 0));
            System.out.println("TLS");
            report(measure(rounds, front.endpoint(), front, IDLE_SECONDS));
        }
    }

    private static void fill(URI endpoint) {
        try (DynamoDbClient client = DynamoServer.client(endpoint)) {
            client.createTable(table -> table.tableName(TABLE)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(text("pk"), text("sk"))
                    .keySchema(key("pk", KeyType.HASH), key("sk", KeyType.RANGE)));
            client.putItem(put -> put.tableName(TABLE)
                    .item(Map.of(
                            "pk", AttributeValue.fromS("a"),
                            "sk", AttributeValue.fromS("b"),
                            "b", AttributeValue.fromS("x".repeat(ITEM_BYTES)))));
        }
    }

    private static AttributeDefinition text(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    private static Map<Client, List<Took>> measure(int rounds, URI endpoint, TlsFront front, int idleSeconds)
            throws IOException, InterruptedException {
        Map<Client, List<Took>> all = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Client client : CLIENTS) {
                all.computeIfAbsent(client, _ -> new ArrayList<>()).add(process(client, endpoint, front, idleSeconds));
            }
        }
        return all;
    }

    private static Took process(Client client, URI endpoint, TlsFront front, int idleSeconds)
            throws IOException, InterruptedException {
        List<String> command = command(client, endpoint, idleSeconds);
        Map<String, Double> said = new HashMap<>();
        Map<String, Integer> accepted = new HashMap<>();
        double firstMillis = 0;
        double cpuMillis = 0;
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader words = process.inputReader()) {
            for (String line = words.readLine(); line != null; line = words.readLine()) {
                String step = line.substring(0, line.indexOf(' '));
                if (step.equals(DynamoClientProbe.FIRST)) {
                    firstMillis = (System.nanoTime() - start) / 1e6;
                    cpuMillis = Cpu.of(process.pid()) * 1e3;
                }
                said.put(step, Double.parseDouble(line.substring(line.indexOf(' '))));
                accepted.put(step, front.accepted());
            }
        }
        if (process.waitFor() != 0) {
            throw new IllegalStateException(client.name + " ended with " + process.exitValue());
        }
        return new Took(
                firstMillis,
                cpuMillis,
                said.getOrDefault(DynamoClientProbe.RESIDENT, 0.0) / KIBI,
                said.getOrDefault(DynamoClientProbe.MEDIAN, 0.0),
                accepted.getOrDefault(DynamoClientProbe.IDLE, 0) - accepted.getOrDefault(DynamoClientProbe.MEDIAN, 0),
                said.getOrDefault(DynamoClientProbe.RATE, 0.0),
                accepted.getOrDefault(DynamoClientProbe.RATE, 0) - accepted.getOrDefault(DynamoClientProbe.IDLE, 0));
    }

    private static List<String> command(Client client, URI endpoint, int idleSeconds) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dslf4j.internal.verbosity=ERROR"));
        command.addAll(client.flags);
        command.addAll(List.of("-cp", String.join(File.pathSeparator, jars(SHARED, client.jars))));
        command.addAll(List.of(DynamoClientProbe.class.getName(), client.kind, endpoint.toString(), TABLE));
        Stream.of(WARM_UP, MEASURED, idleSeconds, THREADS, RATE_SECONDS)
                .map(String::valueOf)
                .forEach(command::add);
        return command;
    }

    private static List<String> jars(Pattern... patterns) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(jar -> Path.of(jar).toAbsolutePath().toString())
                .filter(jar -> Stream.of(patterns)
                        .anyMatch(pattern -> pattern.matcher(jar).matches()))
                .toList();
    }

    private static void report(Map<Client, List<Took>> all) throws IOException {
        List<Took> base = Objects.requireNonNull(all.get(CLIENTS.get(1)));
        for (Map.Entry<Client, List<Took>> entry : all.entrySet()) {
            List<Took> took = entry.getValue();
            System.out.printf(
                    Locale.ROOT,
                    "%-34s first %s ms | processor %s ms | resident %s MiB | median %s us | after %d s idle %.0f new"
                            + " connections | %d at once %s/s, %.0f new connections | jars %,d kB%n",
                    entry.getKey().name,
                    figure(took, base, Took::firstMillis),
                    figure(took, base, Took::firstCpuMillis),
                    figure(took, base, Took::residentMebibytes),
                    figure(took, base, Took::medianMicros),
                    IDLE_SECONDS,
                    median(took, Took::connectionsAfterIdle),
                    THREADS,
                    figure(took, base, Took::perSecond),
                    median(took, Took::connectionsOfMany),
                    kilobytes(entry.getKey()));
        }
    }

    /** With its ratio to the first client's. */
    private static String figure(List<Took> took, List<Took> base, ToDoubleFunction<Took> figure) {
        double median = median(took, figure);
        return String.format(Locale.ROOT, "%,.0f (%.2f)", median, median / median(base, figure));
    }

    private static double median(List<Took> took, ToDoubleFunction<Took> figure) {
        double[] sorted = took.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static long kilobytes(Client client) throws IOException {
        long bytes = 0;
        for (String jar : jars(client.jars)) {
            bytes += Files.size(Path.of(jar));
        }
        return bytes / 1000;
    }
}
