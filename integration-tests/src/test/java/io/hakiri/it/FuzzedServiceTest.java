package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is sent to a route of the OpenAPI document, the answer is never that the service failed. */
final class FuzzedServiceTest {
    private static final int REQUESTS = 20_000;
    private static final int ALONE = 300;
    private static final int CALLERS = 8;
    private static final long SEED = Long.getLong("hakiri.seed", new Random().nextLong());

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Service service;

    @BeforeAll
    static void serve() {
        // one token for all, faster than anybody should be
        service = Service.in(folder, Map.of("HAKIRI_RATE_LIMIT", "off"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void hostileRequestsAreRefusedAndNothingFails() throws InterruptedException, ExecutionException {
        String token = service.ownToken();
        Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
        Map<String, Integer> succeeded = new ConcurrentHashMap<>();
        Routes routes = Routes.published();
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            List<Future<?>> calls = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                FuzzedRequests requests =
                        new FuzzedRequests(routes, "caller-" + caller, new Random(SEED * CALLERS + caller));
                calls.add(callers.submit(() -> {
                    for (int i = 0; i < REQUESTS / CALLERS; i++) {
                        FuzzedRequests.Request request = requests.next();
                        Service.Answer answer = service.send(http(request, token));
                        assertThat(answer.status())
                                .as(() -> "seed " + SEED + ": " + request + "; the service said: " + service.said())
                                .isLessThan(500);
                        if (answer.status() >= 400
                                && answer.status() != 413
                                && !answer.text().isEmpty()) {
                            answer.problem();
                        }
                        statuses.merge(answer.status(), 1, Integer::sum);
                        requests.learn(request, answer);
                        if (answer.status() < 300) {
                            succeeded.merge(request.route().toString(), 1, Integer::sum);
                        }
                    }
                }));
            }
            for (Future<?> call : calls) {
                call.get();
            }
        }
        assertThat(statuses.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(REQUESTS);
        assertThat(statuses.keySet()).as("seed " + SEED).contains(200, 201, 204, 400, 404, 409);
        assertThat(succeeded.keySet())
                .as("routes that are reached, not only refused; seed %s", SEED)
                .hasSizeGreaterThan(routes.all().size() * 2 / 3)
                .anyMatch(route -> route.endsWith("/{run}/commit"));
        FuzzedRequests alone = new FuzzedRequests(routes, "caller-0", new Random(SEED));
        for (int i = 0; i < ALONE; i++) {
            FuzzedRequests.Request request = alone.nextAlone();
            assertThat(service.send(http(request, token)).status())
                    .as(() -> "seed " + SEED + ": " + request + "; the service said: " + service.said())
                    .isLessThan(500);
        }
        assertThat(service.said()).as("seed " + SEED).doesNotContain("Exception", token);
        service.callAs(null, "GET", "/health/ready", null).expect(200);
    }

    private static HttpRequest http(FuzzedRequests.Request request, String token) {
        HttpRequest.Builder http = HttpRequest.newBuilder(URI.create(service.root() + request.path()))
                .method(
                        request.route().method(),
                        request.body() == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(request.body()))
                .header("Authorization", "Bearer " + token);
        request.headers().forEach(http::header);
        return http.build();
    }
}
