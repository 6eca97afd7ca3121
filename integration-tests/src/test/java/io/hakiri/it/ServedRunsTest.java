package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.postgres.OwnPostgres;
import io.hakiri.connectors.BuiltIn;
import io.hakiri.pipeline.ManifestReader;
import io.hakiri.pipeline.ManifestResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a served program runs by itself, and what becomes of it when that program ends, dies, or loses its catalog. */
final class ServedRunsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int PIPELINES = 5;

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // before each test
    private SlowApi api;

    @BeforeEach
    void start() throws IOException {
        api = new SlowApi();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private void project(String lease) {
        api.project(folder, PIPELINES, lease);
    }

    private Service serve(Program program, String name, String... options) {
        return Service.of(program, folder, folder.resolve(name + ".log"), options);
    }

    /** By the API, what the folder declares. */
    private void declare(Service service) {
        assertThat(new ManifestReader(BuiltIn.connectors()).read(folder))
                .isInstanceOfSatisfying(
                        ManifestResult.Valid.class,
                        read -> read.manifest()
                                .pipelines()
                                .forEach(pipeline -> service.call(
                                                "PUT",
                                                "/v1/projects/test/pipelines/" + pipeline.id(),
                                                "{\"reason\":\"r\",\"manifest\":" + pipeline.toCanonicalJson() + "}")
                                        .expect(201)));
    }

    private static List<String> runs(Service service, int pipeline) {
        List<String> runs = new ArrayList<>();
        JsonNode found = service.call("GET", "/v1/projects/test/pipelines/p" + pipeline + "/runs", null)
                .json()
                .path("runs");
        found.forEach(run ->
                runs.add(run.path("trigger").asText() + " " + run.path("status").asText()));
        return runs.reversed();
    }

    private static boolean everyRunIs(Service service, String status) {
        for (int i = 0; i < PIPELINES; i++) {
            List<String> runs = runs(service, i);
            if (runs.isEmpty() || !runs.getLast().endsWith(" " + status)) {
                return false;
            }
        }
        return true;
    }

    private static void await(String what, Service service, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("%s; it said: %s", what, service.said())
                    .isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private void eachRowIsThereOnce() {
        for (int i = 0; i < PIPELINES; i++) {
            try (Lake lake = new Lake(folder.resolve("lake" + i))) {
                assertThat(lake.rows("select count(*), count(distinct n), sum(n) from " + lake.jsonl("s")))
                        .containsExactly(
                                SlowApi.ROWS + "|" + SlowApi.ROWS + "|" + SlowApi.ROWS * (SlowApi.ROWS - 1) / 2);
            }
        }
    }

    /** The new program takes over what the old one was at, though no lease had run out: it was given back. */
    @Test
    void whatOneHandsOverTheNextGoesOnWith() {
        project("1h");
        try (Service old = serve(Program.in(folder), "old")) {
            await("all are at work", old, () -> everyRunIs(old, "running"));
            try (Service next = serve(Program.in(folder), "next")) {
                assertThat(old.stop()).isEqualTo(128 + 15);
                api.hurry();
                await("the next has done all", next, () -> everyRunIs(next, "succeeded"));
                for (int i = 0; i < PIPELINES; i++) {
                    assertThat(runs(next, i)).containsExactly("schedule cancelled", "schedule succeeded");
                }
                assertThat(old.said()).doesNotContain("ERROR", "Exception", "broke");
            }
        }
        eachRowIsThereOnce();
    }

    @Test
    void whatOneDiesOfAnotherGoesOnWithWhenTheLeaseEnds() {
        project("2s");
        try (Service dying = serve(Program.in(folder), "dying");
                Service other = serve(Program.in(folder), "other", "--reconcile-every", "off")) {
            await("all are at work", other, () -> everyRunIs(other, "running"));
            dying.kill();
            api.hurry();
            try (Service next = serve(Program.in(folder), "next")) {
                await("the next has done all", next, () -> everyRunIs(next, "succeeded"));
                for (int i = 0; i < PIPELINES; i++) {
                    assertThat(runs(next, i)).hasSize(2).first().isEqualTo("schedule abandoned");
                }
            }
        }
        eachRowIsThereOnce();
    }

    @Test
    void looksOnlyWhenAskedToWhereItIsToldSo() {
        project("1m");
        try (Service service = serve(Program.in(folder), "asked", "--reconcile-every", "off", "--runs", "2")) {
            declare(service);
            JsonNode tick =
                    service.call("POST", "/v1/reconcile", null).expect(200).json();
            assertThat(tick.path("projects").asInt()).isEqualTo(1);
            assertThat(tick.path("claimed").asInt())
                    .as("no more than it has places for")
                    .isEqualTo(2);
            assertThat(tick.path("dispatched").asInt()).isEqualTo(2);
            assertThat(tick.path("full").asBoolean()).isTrue();
            api.hurry();
            await("it has done all", service, () -> {
                service.call("POST", "/v1/reconcile", null).expect(200);
                return everyRunIs(service, "succeeded");
            });
        }
        eachRowIsThereOnce();
    }

    @Test
    void comesBackAloneAfterItsCatalogWasAway() throws Exception {
        Projects.write(folder.resolve("data.csv"), "n\n1\n");
        Projects.csv(folder, "jsonl", "schedule = \"every 1s\"", "");
        try (OwnPostgres server = OwnPostgres.start(Map.of("fsync", "off"))) {
            server.sql("CREATE DATABASE hakiri");
            Program program = Program.in(folder).at(server.address("hakiri"));
            program.run("catalog", "init").expect(0);
            String token = program.run("token", "create", "t", "--role", "reader", "--reason", "r", "--output", "json")
                    .expect(0)
                    .json()
                    .path("token")
                    .asText();
            try (Service service = serve(program, "service")) {
                await("it runs", service, () -> succeeded(service, token) > 0);
                server.stop();
                await("it says that it is not ready", service, () -> health(service) == 503);
                service.callAs(null, "GET", "/health/live", null).expect(200);
                server.startAgain();
                await("it is ready again", service, () -> health(service) == 200);
                long before = succeeded(service, token);
                await("it runs again", service, () -> succeeded(service, token) > before);
            }
        }
    }

    private static int health(Service service) {
        return service.callAs(null, "GET", "/health/ready", null).status();
    }

    private static long succeeded(Service service, String token) {
        JsonNode runs = service.callAs(token, "GET", "/v1/projects/test/pipelines/p/runs?limit=1000", null)
                .json()
                .path("runs");
        long succeeded = 0;
        for (JsonNode run : runs) {
            succeeded += run.path("status").asText().equals("succeeded") ? 1 : 0;
        }
        return succeeded;
    }

    @Test
    void aDispatchThatComesOverHttpIsRunByWhoeverRunsPipelines() {
        api.hurry();
        project("30s");
        String path = "/v1/projects/test/pipelines/p0/work";
        try (Service service = serve(Program.in(folder), "here", "--reconcile-every", "off")) {
            declare(service);
            JsonNode claim = service.call("POST", "/v1/projects/test/due/claim", "{\"limit\":1,\"claim_seconds\":60}")
                    .expect(200)
                    .json()
                    .at("/claims/0");
            String pipeline = claim.path("pipeline").asText();
            ObjectNode dispatch = JsonNodeFactory.instance
                    .objectNode()
                    .put("version", 1)
                    .put("project", "test")
                    .put("pipeline", pipeline);
            dispatch.putObject("claim")
                    .put("due", claim.path("due").asText())
                    .put("token", claim.path("token").asText())
                    .put("recovery", claim.path("recovery").asBoolean())
                    .put("until", claim.path("until").asText());
            String own = "/v1/projects/test/pipelines/" + pipeline + "/work";

            JsonNode worked =
                    service.call("POST", own, dispatch.toString()).expect(200).json();
            assertThat(worked.path("status").asText()).as("%s", worked).isEqualTo("succeeded");
            assertThat(worked.path("written").asInt()).isEqualTo(SlowApi.ROWS);
            assertThat(service.call("POST", own, dispatch.toString())
                            .expect(200)
                            .json()
                            .path("status")
                            .asText())
                    .as("the same again")
                    .isEqualTo("not-due");

            String other = dispatch.deepCopy().put("pipeline", "p9").toString();
            assertThat(service.call("POST", own, other)
                            .expect(400)
                            .json()
                            .path("field")
                            .asText())
                    .isEqualTo("project, pipeline");
            String newer = dispatch.deepCopy().put("version", 2).toString();
            assertThat(service.call("POST", own, newer)
                            .expect(400)
                            .json()
                            .path("field")
                            .asText())
                    .isEqualTo("version");
            String none = dispatch.deepCopy().put("pipeline", "none").toString();
            service.call("POST", "/v1/projects/test/pipelines/none/work", none).expect(404);
            service.callAs(service.token(Role.WORKER), "POST", own, dispatch.toString())
                    .expect(403);
        }
        String queue = "sqs:https://sqs.eu-central-1.amazonaws.com/111122223333/work?region=eu-central-1";
        try (Service service =
                serve(Program.in(folder), "elsewhere", "--reconcile-every", "off", "--executor", queue)) {
            String late = """
                    {"version":1,"project":"test","pipeline":"p0","claim":{"due":"2026-01-01T00:00:00Z",
                    "token":"0123456789abcdef0123456789abcdef","recovery":false,"until":"2026-01-01T00:00:00Z"}}""";
            assertThat(service.call("POST", path, late).expect(503).problem()).isEqualTo("not-taken");
        }
    }
}
