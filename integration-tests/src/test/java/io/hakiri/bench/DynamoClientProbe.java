package io.hakiri.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.SdkHttpService;
import software.amazon.awssdk.http.async.SdkAsyncHttpService;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.utils.AttributeMap;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * What {@link DynamoClientBenchmark} starts in a JVM of its own, with one HTTP client of the SDK on the class path: asks for an
 * item, says so at once, asks many times more, and says how long that took.
 *
 * <p>Arguments: {@code sync}, {@code async} or {@code none} (which only starts the JVM); endpoint; table; requests to warm up;
 * requests to measure; seconds to be idle before another one; threads that ask at once, and seconds for which they do. It says
 * a line after each step, whose first word is the step's name.
 */
public final class DynamoClientProbe {
    static final String FIRST = "first";
    static final String RESIDENT = "resident";
    static final String MEDIAN = "median";
    static final String IDLE = "idle";
    static final String RATE = "rate";

    /** What stands in for the service's TLS shows a certificate of its own. */
    private static final AttributeMap TRUSTING = AttributeMap.builder()
            .put(SdkHttpConfigurationOption.TRUST_ALL_CERTIFICATES, true)
            .build();

    private DynamoClientProbe() {}

    private interface Asking extends AutoCloseable {
        void ask();

        @Override
        void close();
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("none")) {
            say(FIRST, 0);
            say(RESIDENT, residentKibibytes());
            return;
        }
        GetItemRequest request = GetItemRequest.builder()
                .tableName(arguments[2])
                .key(Map.of("pk", AttributeValue.fromS("a"), "sk", AttributeValue.fromS("b")))
                .consistentRead(true)
                .build();
        try (Asking asking = client(arguments[0].equals("async"), URI.create(arguments[1]), request)) {
            asking.ask();
            say(FIRST, 0);
            say(RESIDENT, residentKibibytes());
            say(MEDIAN, medianMicros(asking, Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4])));
            Thread.sleep(Duration.ofSeconds(Integer.parseInt(arguments[5])));
            asking.ask();
            say(IDLE, 0);
            say(RATE, perSecond(asking, Integer.parseInt(arguments[6]), Integer.parseInt(arguments[7])));
        }
    }

    private static void say(String step, double figure) {
        System.out.println(step + " " + figure);
    }

    private static Asking client(boolean async, URI endpoint, GetItemRequest request) {
        StaticCredentialsProvider credentials =
                StaticCredentialsProvider.create(AwsBasicCredentials.create("bench", "bench"));
        ClientOverrideConfiguration once = ClientOverrideConfiguration.builder()
                .retryStrategy((RetryStrategy.Builder<?, ?> strategy) -> strategy.maxAttempts(1))
                .build();
        if (async) {
            DynamoDbAsyncClient client = DynamoDbAsyncClient.builder()
                    .region(Region.EU_CENTRAL_1)
                    .endpointOverride(endpoint)
                    .credentialsProvider(credentials)
                    .overrideConfiguration(once)
                    .httpClient(ServiceLoader.load(SdkAsyncHttpService.class)
                            .findFirst()
                            .orElseThrow()
                            .createAsyncHttpClientFactory()
                            .buildWithDefaults(TRUSTING))
                    .build();
            return asking(() -> client.getItem(request).join(), client);
        }
        DynamoDbClient client = DynamoDbClient.builder()
                .region(Region.EU_CENTRAL_1)
                .endpointOverride(endpoint)
                .credentialsProvider(credentials)
                .overrideConfiguration(once)
                .httpClient(ServiceLoader.load(SdkHttpService.class)
                        .findFirst()
                        .orElseThrow()
                        .createHttpClientBuilder()
                        .buildWithDefaults(TRUSTING))
                .build();
        return asking(() -> client.getItem(request), client);
    }

    private static Asking asking(Runnable ask, SdkAutoCloseable client) {
        return new Asking() {
            @Override
            public void ask() {
                ask.run();
            }

            @Override
            public void close() {
                client.close();
            }
        };
    }

    private static double medianMicros(Asking asking, int warmUp, int measured) {
        for (int i = 0; i < warmUp; i++) {
            asking.ask();
        }
        long[] nanos = new long[measured];
        for (int i = 0; i < measured; i++) {
            long start = System.nanoTime();
            asking.ask();
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos[measured / 2] / 1e3;
    }

    /** From when each thread has its connection. */
    private static double perSecond(Asking asking, int threads, int seconds) throws InterruptedException {
        LongAdder done = new LongAdder();
        CountDownLatch ready = new CountDownLatch(threads);
        CountDownLatch ended = new CountDownLatch(threads);
        AtomicBoolean over = new AtomicBoolean();
        for (int i = 0; i < threads; i++) {
            Thread.ofVirtual().start(() -> {
                asking.ask();
                ready.countDown();
                while (!over.get()) {
                    asking.ask();
                    done.increment();
                }
                ended.countDown();
            });
        }
        ready.await();
        done.reset();
        long start = System.nanoTime();
        Thread.sleep(Duration.ofSeconds(seconds));
        double perSecond = done.sum() / ((System.nanoTime() - start) / 1e9);
        over.set(true);
        ended.await();
        return perSecond;
    }

    private static double residentKibibytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Double.parseDouble(line.replaceAll("[^0-9]", ""));
            }
        }
        throw new IllegalStateException("/proc/self/status says nothing about VmRSS");
    }
}
