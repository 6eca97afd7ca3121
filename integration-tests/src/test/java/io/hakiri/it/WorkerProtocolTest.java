package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Role;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that knows nothing but HTTP: the whole protocol, and every answer of the contract that it can get. */
final class WorkerProtocolTest {
    private static final String PROJECT = "/v1/projects/test";
    private static final String MANIFEST = """
            {"manifest":{"id":"%s","source":{"connector":"mine"},"destination":{"connector":"mine"},
             "stream":[{"name":"s"}]%s},"reason":"test"}""";
    private static final String BEGIN = "{\"worker\":\"w\",\"lease_seconds\":60,\"streams\":[\"s\"]}";
    private static final String REASON = "{\"reason\":\"test\"}";
    private static final String SHAPE = "{\"fields\":[{\"name\":\"n\",\"type\":\"int64\",\"nullable\":false}]}";

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Service service;

    @BeforeAll
    static void serve() {
        service = Service.in(folder);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static String pipeline(String name) {
        service.call("PUT", PROJECT + "/pipelines/" + name, MANIFEST.formatted(name, ""))
                .expect(201);
        return PROJECT + "/pipelines/" + name;
    }

    private static Service.Answer post(String path, String body) {
        return service.call("POST", path, body);
    }

    private static JsonNode begin(String pipeline, String request) {
        return service.call("POST", pipeline + "/runs", BEGIN, "Idempotency-Key", request)
                .expect(201)
                .json();
    }

    private static Service.Answer commit(String pipeline, JsonNode run, int step, String more) {
        return post(
                pipeline + "/runs/" + run.path("run").asText() + "/commit",
                "{\"fence\":" + run.path("fence") + ",\"step\":" + step + more + "}");
    }

    private static String advance(long revision, String value) {
        return ",\"advances\":[{\"stream\":\"s\",\"read_revision\":" + revision
                + ",\"to\":{\"kind\":\"monotonic\",\"value\":\"" + value + "\"}}]";
    }

    @Test
    void aRunGoesFromBeginToFinishAndEachRequestMayBeSentAgain() {
        String p = pipeline("whole");
        JsonNode run = begin(p, "first");
        assertThat(begin(p, "first")).as("the same request").isEqualTo(run);
        assertThat(service.call("POST", p + "/runs", BEGIN.replace("60", "61"), "Idempotency-Key", "first")
                        .expect(201)
                        .json()
                        .path("run"))
                .isEqualTo(run.path("run"));
        assertThat(service.call("POST", p + "/runs", BEGIN.replace("\"w\"", "\"v\""), "Idempotency-Key", "first")
                        .expect(400)
                        .json()
                        .path("limit")
                        .asText())
                .isNotEmpty();

        String first =
                advance(0, "2026-01-01") + ",\"schemas\":[{\"stream\":\"s\",\"base_version\":0,\"shape\":" + SHAPE
                        + ",\"decision\":{\"verdict\":\"accept\",\"by\":\"w\",\"reason\":\"new\"}}],\"under\":{\"s\":1},"
                        + "\"staged\":[{\"stream\":\"s\",\"kind\":\"data\",\"name\":\"o\",\"digest\":\"d\",\"bytes\":1,\"rows\":1}],"
                        + "\"counts\":{\"s\":{\"read\":1,\"written\":1,\"quarantined\":0,\"bytes\":9}},\"lease_seconds\":60";
        JsonNode committed = commit(p, run, 1, first).expect(200).json();
        assertThat(committed.at("/versions/s").asInt()).isEqualTo(1);
        commit(p, run, 1, first).expect(200);
        assertThat(commit(p, run, 1, ",\"lease_seconds\":60").expect(400).problem())
                .as("the same step with other content")
                .isEqualTo("invalid");
        assertThat(commit(p, run, 4, first).expect(400).problem()).as("a gap").isEqualTo("invalid");

        JsonNode receipt =
                service.call("GET", p + "/receipts", null).expect(200).json().at("/receipts/0");
        assertThat(receipt.path("id").asText()).isEqualTo(run.path("fence") + ".1.0");
        assertThat(receipt.path("name").asText()).isEqualTo("o");
        String settled = "{\"settled\":[{\"receipt\":\"" + receipt.path("id").asText() + "\",\"done\":\"published\"}]}";
        post(p + "/receipts/acknowledge", settled).expect(204);
        post(p + "/receipts/acknowledge", settled).expect(204);
        assertThat(service.call("GET", p + "/receipts", null).json().path("receipts"))
                .isEmpty();

        post(
                        p + "/runs/" + run.path("run").asText() + "/renew",
                        "{\"fence\":" + run.path("fence") + ",\"lease_seconds\":90}")
                .expect(200);
        String finish = advance(1, "2026-01-02") + ",\"under\":{\"s\":1},\"finish\":{\"outcome\":\"succeeded\"}";
        commit(p, run, 2, finish).expect(200);
        commit(p, run, 2, finish).expect(200);

        JsonNode ended = service.call("GET", p + "/runs/" + run.path("run").asText(), null)
                .expect(200)
                .json();
        assertThat(ended.path("status").asText()).isEqualTo("succeeded");
        assertThat(ended.at("/counts/s/written").asInt()).isEqualTo(1);
        assertThat(ended.at("/moves/0/to/value").asText()).isEqualTo("2026-01-02");
        JsonNode next = begin(p, "second");
        assertThat(next.path("fence").asLong()).isGreaterThan(run.path("fence").asLong());
        assertThat(next.at("/cursors/0/position/value").asText()).isEqualTo("2026-01-02");
        assertThat(next.at("/cursors/0/revision").asInt()).isEqualTo(2);
        assertThat(next.at("/schemas/s/accepted/shape").toString()).isEqualTo(SHAPE);
        assertThat(service.call("GET", p + "/schemas/s/versions", null)
                        .expect(200)
                        .json()
                        .at("/versions/0/decision/verdict")
                        .asText())
                .isEqualTo("accept");
    }

    @Test
    void everyRefusalOfTheContractHasAProblemOfItsOwn() {
        Set<String> seen = new TreeSet<>();
        String p = pipeline("refusing");
        seen.add(service.call("GET", PROJECT + "/pipelines/nobody", null)
                .expect(404)
                .problem());
        seen.add(service.call("GET", PROJECT + "/pipelines/nobody/runs", null)
                .expect(404)
                .problem());
        JsonNode run = begin(p, "1");
        Service.Answer held =
                service.call("POST", p + "/runs", BEGIN, "Idempotency-Key", "2").expect(409);
        seen.add(held.problem());
        assertThat(held.json().path("holder").asText()).isEqualTo("w");
        assertThat(held.json().path("fence")).isEqualTo(run.path("fence"));

        String schema = ",\"schemas\":[{\"stream\":\"s\",\"base_version\":0,\"shape\":" + SHAPE + "}]";
        Service.Answer undecided = commit(p, run, 1, schema + ",\"under\":{\"s\":1},\"lease_seconds\":60")
                .expect(409);
        seen.add(undecided.problem());
        assertThat(undecided.json().path("version").asInt()).isEqualTo(1);
        commit(p, run, 1, schema + advance(0, "5") + ",\"lease_seconds\":60").expect(200);
        post(p + "/schemas/s/versions/1/decision", "{\"verdict\":\"accept\",\"reason\":\"test\"}")
                .expect(200);
        seen.add(post(p + "/schemas/s/versions/1/decision", "{\"verdict\":\"reject\",\"reason\":\"test\"}")
                .expect(400)
                .problem());
        seen.add(commit(p, run, 2, advance(1, "4") + ",\"lease_seconds\":60")
                .expect(409)
                .problem());
        Service.Answer conflict =
                commit(p, run, 2, advance(0, "6") + ",\"lease_seconds\":60").expect(409);
        seen.add(conflict.problem());
        assertThat(conflict.json().at("/cursors/0/position/value").asText()).isEqualTo("5");
        commit(
                        p,
                        run,
                        2,
                        ",\"staged\":[{\"stream\":\"s\",\"kind\":\"data\",\"name\":\"o\",\"digest\":\"d\",\"bytes\":1,\"rows\":1}],\"lease_seconds\":60")
                .expect(200);
        seen.add(commit(p, run, 1, ",\"lease_seconds\":60").expect(409).problem());

        post(p + "/lease/break", REASON).expect(204);
        Service.Answer fenced = commit(p, run, 3, ",\"lease_seconds\":60").expect(409);
        seen.add(fenced.problem());
        assertThat(fenced.json().path("current").asLong())
                .isGreaterThan(run.path("fence").asLong());
        seen.add(post(p + "/runs/" + run.path("run").asText() + "/cancel", REASON)
                .expect(409)
                .problem());
        seen.add(service.call("DELETE", p + "?reason=test", null).expect(409).problem());
        seen.add(service.call(
                        "POST",
                        p + "/runs",
                        "{\"worker\":\"w\",\"lease_seconds\":60,\"claim\":{\"due\":\"2026-01-01T00:00:00Z\",\"token\":\"t\","
                                + "\"recovery\":false,\"until\":\"2026-01-01T00:01:00Z\"}}",
                        "Idempotency-Key",
                        "3")
                .expect(409)
                .problem());
        post(p + "/pause", "{\"reason\":\"test\",\"now\":true}").expect(204);
        seen.add(service.call("POST", p + "/runs", BEGIN, "Idempotency-Key", "4")
                .expect(409)
                .problem());
        post(p + "/resume", REASON).expect(204);
        assertThat(service.call(
                                "POST",
                                p + "/cursors/rewind",
                                "{\"mode\":\"append\",\"reason\":\"test\",\"start\":{}}",
                                "Idempotency-Key",
                                "5")
                        .expect(200)
                        .json()
                        .at("/changed/0/position")
                        .isNull())
                .isTrue();

        keys(seen);
        seen.add(service.call(
                        "PUT", p, MANIFEST.formatted("refusing", ",\"schedule\":\"every 1h\""), "If-Match", "\"9\"")
                .expect(412)
                .problem());
        seen.add(service.call("POST", PROJECT, "{}").expect(404).problem());
        seen.add(service.call("DELETE", "/v1/projects", null).expect(405).problem());
        seen.add(service.callAs(service.ownToken(), "PUT", p, null, "Content-Type", "text/plain")
                .expect(415)
                .problem());
        seen.add(service.callAs(null, "GET", p, null).expect(401).problem());
        seen.add(service.callAs(service.token(Role.READER), "PUT", p, MANIFEST.formatted("refusing", ""))
                .expect(403)
                .problem());
        seen.add(service.call("PUT", p, " ".repeat(9 * 1024 * 1024)).expect(413).problem());

        sealed(p, seen);
        assertThat(seen)
                .containsExactlyInAnyOrder(
                        "already-applied",
                        "already-ended",
                        "conflict",
                        "fenced",
                        "forbidden",
                        "invalid",
                        "key-gone",
                        "key-in-progress",
                        "key-superseded",
                        "lease-held",
                        "method-not-allowed",
                        "moved",
                        "moving",
                        "no-such-route",
                        "not-due",
                        "not-found",
                        "not-greater",
                        "other-version",
                        "paused",
                        "too-large",
                        "unauthenticated",
                        "undecided",
                        "unsettled",
                        "unsupported-media-type");
    }

    private static void keys(Set<String> seen) {
        String key = PROJECT + "/keys/a%2Fb/%C3%BC%20%F0%9F%98%80";
        String ask = "{\"in_progress_seconds\":60,\"keep_seconds\":3600}";
        JsonNode started = service.call("PUT", key, ask, "Idempotency-Key", "1")
                .expect(201)
                .json();
        assertThat(service.call("PUT", key, ask, "Idempotency-Key", "1")
                        .expect(201)
                        .json())
                .as("the same request")
                .isEqualTo(started);
        seen.add(service.call("PUT", key, ask, "Idempotency-Key", "2")
                .expect(409)
                .problem());
        String token = started.path("token").asText();
        seen.add(service.call("PUT", key + "/complete", "{\"token\":\"other\",\"result\":\"r\"}")
                .expect(409)
                .problem());
        String done = "{\"token\":\"" + token + "\",\"result\":\"r\"}";
        service.call("PUT", key + "/complete", done).expect(204);
        service.call("PUT", key + "/complete", done).expect(204);
        assertThat(service.call("PUT", key, ask, "Idempotency-Key", "3")
                        .expect(200)
                        .json()
                        .path("result")
                        .asText())
                .isEqualTo("r");
        seen.add(service.call("PUT", PROJECT + "/keys/a/nobody/complete", done)
                .expect(410)
                .problem());
    }

    /** A move to another catalog is not an affair of this API: the catalog is asked beside it. */
    private static void sealed(String p, Set<String> seen) {
        try (Catalog catalog = service.catalog()) {
            PipelineKey key = PipelineKey.of("test", "refusing");
            Actor actor = new Actor("test", "test");
            JsonNode receipts = service.call("GET", p + "/receipts", null)
                    .expect(200)
                    .json()
                    .path("receipts");
            for (JsonNode receipt : receipts) {
                post(
                                p + "/receipts/acknowledge",
                                "{\"settled\":[{\"receipt\":" + receipt.path("id") + ",\"done\":\"published\"}]}")
                        .expect(204);
            }
            catalog.seal(key, true, actor);
            seen.add(service.call("POST", p + "/runs", BEGIN, "Idempotency-Key", "6")
                    .expect(409)
                    .problem());
            assertThat(service.call("GET", p, null)
                            .expect(200)
                            .json()
                            .path("status")
                            .asText())
                    .isEqualTo("sealed");
            catalog.markMoved(key, "sqlite:elsewhere", actor);
            Service.Answer moved = service.call("POST", p + "/runs", BEGIN, "Idempotency-Key", "7")
                    .expect(410);
            seen.add(moved.problem());
            assertThat(moved.json().path("address").asText()).isEqualTo("sqlite:elsewhere");
            seen.add(service.call("GET", p + "/cursors", null).expect(410).problem());
        }
    }

    @Test
    void aDeclarationChangesOnlyFromTheVersionThatWasRead() {
        String p = PROJECT + "/pipelines/declared";
        String once = MANIFEST.formatted("declared", "");
        Service.Answer made = service.call("PUT", p, once, "If-None-Match", "*").expect(201);
        assertThat(made.headers().firstValue("ETag")).hasValue("\"1\"");
        service.call("PUT", p, once, "If-None-Match", "*").expect(412);
        Service.Answer same = service.call("PUT", p, once, "If-Match", "\"1\"").expect(200);
        assertThat(same.json().path("version").asInt()).isEqualTo(1);
        String scheduled = MANIFEST.formatted("declared", ",\"schedule\":\"every 1h\"");
        Service.Answer changed =
                service.call("PUT", p, scheduled, "If-Match", "\"1\"").expect(200);
        assertThat(changed.headers().firstValue("ETag")).hasValue("\"2\"");
        assertThat(changed.json().path("next_due").isNull()).isFalse();
        assertThat(service.call("PUT", p, once, "If-Match", "\"1\"")
                        .expect(412)
                        .json()
                        .path("current")
                        .asInt())
                .isEqualTo(2);
        JsonNode read = service.call("GET", p, null).expect(200).json();
        assertThat(read.at("/manifest/schedule").asText()).isEqualTo("every 1h");

        JsonNode events =
                service.call("GET", p + "/audit", null).expect(200).json().path("events");
        assertThat(events).hasSize(2);
        assertThat(events.at("/1/after/schedule").asText()).isEqualTo("every 1h");
        assertThat(events.at("/1/actor/reason").asText()).isEqualTo("test");
        service.call("DELETE", p + "?reason=over", null).expect(204);
        service.call("GET", p, null).expect(404);
    }

    @Test
    void listingsGoOnPageByPage() {
        for (int i = 0; i < 5; i++) {
            pipeline("page-" + i);
        }
        Set<String> names = new TreeSet<>();
        String page = "";
        do {
            JsonNode answer = service.call("GET", PROJECT + "/pipelines?limit=2" + page, null)
                    .expect(200)
                    .json();
            assertThat(answer.path("pipelines").size()).isLessThanOrEqualTo(2);
            answer.path("pipelines")
                    .forEach(one ->
                            assertThat(names.add(one.path("pipeline").asText())).isTrue());
            page = answer.path("next").isNull()
                    ? ""
                    : "&page=" + answer.path("next").asText();
        } while (!page.isEmpty());
        assertThat(names).contains("page-0", "page-1", "page-2", "page-3", "page-4");
    }
}
