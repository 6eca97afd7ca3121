package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hakiri.api.BearerToken;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.remote.RemoteCatalog;
import io.hakiri.catalog.remote.ServerAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody uses a service so much that nothing is left for others: rates of tokens, of addresses and of projects, and quotas. */
final class QuotasTest {
    private static final String MANIFEST =
            "{\"reason\":\"test\",\"manifest\":{\"id\":\"%s\",\"source\":{\"connector\":\"mine\"},\"destination\":{\"connector\":\"mine\"},"
                    + "\"stream\":[{\"name\":\"s\"}]}}";

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Service service;

    @BeforeAll
    static void serve() {
        service = Service.in(
                folder,
                Map.of(
                        "HAKIRI_RATE_LIMIT",
                        "1/20",
                        "HAKIRI_QUOTAS",
                        "pipelines=3, runs=1, few:requests=1/5, free:pipelines=off"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static Service.Answer put(String token, String project, String pipeline) {
        return service.callAs(
                token, "PUT", "/v1/projects/" + project + "/pipelines/" + pipeline, MANIFEST.formatted(pipeline));
    }

    private static Service.Answer begin(String token, String project, String pipeline, String key) {
        return service.callAs(
                token,
                "POST",
                "/v1/projects/" + project + "/pipelines/" + pipeline + "/runs",
                "{\"worker\":\"w\",\"lease_seconds\":60,\"streams\":[\"s\"]}",
                "Idempotency-Key",
                key);
    }

    @Test
    void aTokenThatIsUsedTooOftenWaitsAndOthersDoNot() {
        String busy = service.token(Role.READER);
        int granted = 0;
        Service.Answer answer = service.callAs(busy, "GET", "/v1/caller", null);
        while (answer.status() == 200 && granted < 100) {
            granted++;
            answer = service.callAs(busy, "GET", "/v1/caller", null);
        }
        assertThat(granted).isBetween(20, 99);
        assertThat(answer.expect(429).problem()).isEqualTo("rate-limited");
        assertThat(answer.json().path("field").asText()).isEqualTo("token");
        assertThat(answer.json().path("limit").asText()).isEqualTo("1 requests per second, 20 at once");
        assertThat(answer.json().path("retry_after_millis").asInt()).isBetween(1, 1000);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
        service.callAs(service.token(Role.READER), "GET", "/v1/caller", null).expect(200);
        // the client waits as it is told, and goes on
        try (RemoteCatalog catalog = RemoteCatalog.open(
                ServerAddress.parse(service.root().toString(), false),
                BearerToken.parse(busy).orElseThrow(),
                new SplittableRandom())) {
            for (int i = 0; i < 3; i++) {
                assertThat(catalog.projects(PageRequest.first()).entries()).contains(new ProjectId("test"));
            }
        }
    }

    @Test
    void wrongTokensOfAnAddressAreNotLookedAtForAWhileAndRightOnesGoOn(@TempDir Path own) {
        // a service of its own: its address, which other tests share, has used up what it may get wrong
        try (Service guessed = Service.in(own, Map.of())) {
            String known = guessed.token(Role.READER);
            guessed.callAs(known, "GET", "/v1/caller", null).expect(200);
            int refused = 0;
            Service.Answer answer = guessed.callAs(guess(0), "GET", "/v1/caller", null);
            while (answer.status() == 401 && refused < 1000) {
                refused++;
                answer = guessed.callAs(guess(refused), "GET", "/v1/caller", null);
            }
            assertThat(refused).isBetween(100, 999);
            assertThat(answer.expect(429).json().path("field").asText()).isEqualTo("address");
            guessed.callAs(known, "GET", "/v1/caller", null).expect(200);
            guessed.callAs(null, "GET", "/health/live", null).expect(200);
            guessed.callAs("x", "GET", "/v1/caller", null).expect(401); // of no form: it costs nothing
        }
    }

    private static String guess(int number) {
        return "hk_" + "%064x".formatted(number) + ".test";
    }

    @Test
    void aProjectDeclaresNoMorePipelinesThanItMayHaveAndChangesThoseThatItHas() {
        String token = service.token("one", Role.OPERATOR, null);
        for (String pipeline : new String[] {"a", "b", "c"}) {
            put(token, "one", pipeline).expect(201);
        }
        Service.Answer over = put(token, "one", "d").expect(403);
        assertThat(over.problem()).isEqualTo("quota-exceeded");
        assertThat(over.json().path("field").asText()).isEqualTo("pipelines");
        assertThat(over.json().path("limit").asText()).isEqualTo("3");
        assertThat(over.json().path("count").asInt()).isEqualTo(3);
        put(token, "one", "b").expect(200);
        String free = service.token("free", Role.OPERATOR, null);
        for (String pipeline : new String[] {"a", "b", "c", "d"}) {
            put(free, "free", pipeline).expect(201);
        }
    }

    @Test
    void aProjectHoldsNoMoreRunsAtOnceThanItMay() {
        String token = service.token("runs", Role.OPERATOR, null);
        put(token, "runs", "a").expect(201);
        put(token, "runs", "b").expect(201);
        JsonNode run = begin(token, "runs", "a", "1").expect(201).json();
        assertThat(begin(token, "runs", "a", "1").expect(201).json().path("fence"))
                .as("the same request, whose answer was lost")
                .isEqualTo(run.path("fence"));
        Service.Answer over = begin(token, "runs", "b", "2").expect(403);
        assertThat(over.problem()).isEqualTo("quota-exceeded");
        assertThat(over.json().path("field").asText()).isEqualTo("runs");
        assertThat(begin(token, "runs", "a", "3").expect(409).problem()).isEqualTo("lease-held");
        service.callAs(
                        token,
                        "POST",
                        "/v1/projects/runs/pipelines/a/runs/" + run.path("run").asText() + "/commit",
                        "{\"fence\":" + run.path("fence") + ",\"step\":1,\"finish\":{\"outcome\":\"succeeded\"}}")
                .expect(200);
        begin(token, "runs", "b", "4").expect(201);
    }

    @Test
    void theCallersOfAProjectShareItsRate() {
        String one = service.token("few", Role.READER, null);
        String other = service.token("few", Role.READER, null);
        int granted = 0;
        Service.Answer answer = service.callAs(one, "GET", "/v1/projects/few/pipelines", null);
        while (answer.status() == 200 && granted < 19) {
            granted++;
            answer = service.callAs(granted % 2 == 0 ? one : other, "GET", "/v1/projects/few/pipelines", null);
        }
        assertThat(answer.expect(429).problem()).isEqualTo("rate-limited");
        assertThat(answer.json().path("field").asText()).isEqualTo("project");
        assertThat(answer.json().path("limit").asText()).isEqualTo("1 requests per second, 5 at once");
        assertThat(service.said()).doesNotContain("\tat ");
    }
}
