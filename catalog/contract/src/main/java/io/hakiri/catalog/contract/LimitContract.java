package io.hakiri.catalog.contract;

import static io.hakiri.catalog.contract.Positions.at;
import static io.hakiri.catalog.contract.Positions.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.ClaimDue;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.KeyComplete;
import io.hakiri.catalog.KeyId;
import io.hakiri.catalog.KeyStart;
import io.hakiri.catalog.KeyStartResult;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.PutResult;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.Writer;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What is at a limit is taken; what is one beyond is refused, naming field, limit and what was given. */
abstract class LimitContract extends Scene {
    private static final Duration NANO = Duration.ofNanos(1);

    /** Something that can be asked for at a limit, and one beyond it. */
    private record Border(String field, ThrowingCallable at, ThrowingCallable beyond) {}

    LimitContract(CatalogFixture fixture) {
        super(fixture);
    }

    private static String chars(int count) {
        return "x".repeat(count);
    }

    private static Bytes bytes(int count) {
        return Bytes.of(new byte[count]);
    }

    @Test
    @Clause("C-22")
    void whatIsAtALimitIsTakenAndOneBeyondIsRefusedBeforeAnyIo() {
        borders().forEach(border -> {
            assertThatCode(border.at()).as(border.field()).doesNotThrowAnyException();
            assertThatThrownBy(border.beyond())
                    .as(border.field())
                    .isInstanceOfSatisfying(InvalidInput.class, refused -> {
                        assertThat(refused.field()).isNotBlank();
                        assertThat(refused.limit()).isNotBlank();
                        assertThat(refused.given()).isNotNull();
                    });
        });
    }

    private static Stream<Border> borders() {
        PipelineKey key = PipelineKey.of("shop", "orders");
        return Stream.of(
                new Border("project", () -> new ProjectId(chars(128)), () -> new ProjectId(chars(129))),
                new Border("pipeline", () -> new PipelineId(chars(128)), () -> new PipelineId(chars(129))),
                new Border("empty pipeline", () -> new PipelineId("0"), () -> new PipelineId("")),
                new Border("stream", () -> StreamPartition.of(chars(256)), () -> StreamPartition.of(chars(257))),
                new Border(
                        "stream in bytes",
                        () -> StreamPartition.of("é".repeat(128)),
                        () -> StreamPartition.of("é".repeat(129))),
                new Border("partition", () -> new StreamPartition("a", chars(256)), () -> new StreamPartition("a", "")),
                new Border("key scope", () -> keyId(chars(256), "k"), () -> keyId(chars(257), "k")),
                new Border("key", () -> keyId("s", chars(256)), () -> keyId("s", chars(257))),
                new Border("request id", () -> new RequestId(chars(256)), () -> new RequestId(chars(257))),
                new Border("position", () -> token(chars(16384)), () -> token(chars(16385))),
                new Border("order key", () -> monotonic(1024), () -> monotonic(1025)),
                new Border("empty order key", () -> monotonic(1), () -> monotonic(0)),
                new Border("manifest", () -> put(key, chars(262144)), () -> put(key, chars(262145))),
                new Border(
                        "shape",
                        () -> new Work().accepting("a", 0, chars(262144)),
                        () -> new Work().accepting("a", 0, chars(262145))),
                new Border("key result", () -> complete(chars(65536)), () -> complete(chars(65537))),
                new Border("actor", () -> new Actor(chars(4096), "r"), () -> new Actor(chars(4097), "r")),
                new Border("reason", () -> new Actor("a", "r"), () -> new Actor("a", " ")),
                new Border("page", () -> PageRequest.first(1000), () -> PageRequest.first(1001)),
                new Border("empty page", () -> PageRequest.first(1), () -> PageRequest.first(0)),
                new Border("claim limit", () -> new ClaimDue(SHOP, 1000, TTL), () -> new ClaimDue(SHOP, 1001, TTL)),
                new Border(
                        "shortest lease",
                        () -> lease(Limits.SHORTEST_LEASE),
                        () -> lease(Limits.SHORTEST_LEASE.minus(NANO))),
                new Border(
                        "longest lease",
                        () -> lease(Limits.LONGEST_LEASE),
                        () -> lease(Limits.LONGEST_LEASE.plus(NANO))),
                new Border("key ttl", () -> start(HOUR), () -> start(HOUR.minus(NANO))),
                new Border(
                        "longest key ttl",
                        () -> start(Limits.LONGEST_KEY_TTL),
                        () -> start(Limits.LONGEST_KEY_TTL.plus(NANO))),
                new Border(
                        "advances",
                        () -> advances(1000, 1).progress(),
                        () -> advances(1001, 1).progress()),
                new Border(
                        "bytes of a commit",
                        () -> advances(64, 16384).progress(),
                        () -> advances(65, 16384).progress()),
                new Border(
                        "receipts",
                        () -> receipts(1000).progress(),
                        () -> receipts(1001).progress()),
                new Border("object name", () -> Work.object("a", chars(1024)), () -> Work.object("a", chars(1025))),
                new Border("run", () -> RunId.parse(RUN_IDS.next().toString()), () -> RunId.parse("0".repeat(36))),
                new Border(
                        "outcome",
                        () -> new Next.Finish(RunStatus.FAILED, null, null),
                        () -> new Next.Finish(RunStatus.ABANDONED, null, null)));
    }

    private static KeyId keyId(String scope, String key) {
        return new KeyId(SHOP, scope, key);
    }

    private static Position monotonic(int keyBytes) {
        return new Position.Monotonic("1", bytes(keyBytes));
    }

    private static PutPipeline put(PipelineKey key, String manifest) {
        return new PutPipeline(key, manifest, null, null, ANN);
    }

    private static KeyComplete complete(String result) {
        return new KeyComplete(keyId("s", "k"), "token", result);
    }

    private static Next lease(Duration ttl) {
        return new Next.GoOn(ttl);
    }

    private static KeyStart start(Duration keep) {
        return new KeyStart(keyId("s", "k"), RequestId.random(), TTL, keep);
    }

    private static Work advances(int count, int bytes) {
        Work work = new Work();
        for (int i = 0; i < count; i++) {
            work.moving(new StreamPartition("a", "" + i), 0, token(chars(bytes)));
        }
        return work;
    }

    private static Work receipts(int count) {
        Work work = new Work();
        for (int i = 0; i < count; i++) {
            work.staging("a", "o" + i);
        }
        return work;
    }

    @Test
    @Clause("C-22")
    void namesOutsideThePatternAreRefused() {
        for (String name : List.of("", "A", "-a", ".a", "_a", "a b", "a/b", "ä", "a\n", "a\0", "..", "a:b", "日本")) {
            assertThatThrownBy(() -> new PipelineId(name)).isInstanceOf(InvalidInput.class);
            assertThatThrownBy(() -> new ProjectId(name)).isInstanceOf(InvalidInput.class);
        }
        for (String name : List.of("a", "0", "a.b-c_d", "a..", "9-")) {
            assertThat(new PipelineId(name).value()).isEqualTo(name);
        }
    }

    @Test
    @Clause("C-22")
    void controlCharactersInNamesAreRefused() {
        for (String control : List.of("\n", "\t", "\r", "\u0001", "\u001b", "\u007f", "\u0085", "\0")) {
            assertThatThrownBy(() -> StreamPartition.of("a" + control)).isInstanceOf(InvalidInput.class);
            assertThatThrownBy(() -> keyId("s", control + "k")).isInstanceOf(InvalidInput.class);
        }
    }

    @Test
    @Clause({"C-22", "C-23"})
    void theLargestThingsAreStoredAndReadBack() {
        PipelineKey orders = new PipelineKey(new ProjectId(chars(128)), new PipelineId("y".repeat(128)));
        String manifest = "é".repeat(131072);
        assertThat(catalog().put(new PutPipeline(orders, manifest, null, 0L, ANN)))
                .isInstanceOf(PutResult.Stored.class);
        assertThat(state(orders).manifest()).isEqualTo(manifest);

        Writer writer = writing(orders);
        StreamPartition longest = new StreamPartition("ß".repeat(128), chars(256));
        Position position = new Position.Monotonic(chars(16384), bytes(1024));
        commits(goingOn(writer, 1, new Work().moving(longest, 0, position)));
        assertThat(cursors(orders).getFirst().at()).isEqualTo(longest);
        assertThat(cursors(orders).getFirst().position()).isEqualTo(position);

        KeyId key = new KeyId(orders.project(), chars(256), "k".repeat(256));
        KeyStartResult.Started started = (KeyStartResult.Started)
                catalog().start(new KeyStart(key, new RequestId("r".repeat(256)), TTL, Limits.LONGEST_KEY_TTL));
        catalog().complete(new KeyComplete(key, started.token(), chars(65536)));
        assertThat(catalog().start(new KeyStart(key, RequestId.random(), TTL, HOUR)))
                .isInstanceOfSatisfying(
                        KeyStartResult.Completed.class,
                        done -> assertThat(done.result()).isEqualTo(chars(65536)));
    }

    @Test
    @Clause("C-22")
    void aCommitOfAThousandAdvancesAndReceiptsIsTaken() {
        PipelineKey orders = declared("orders");
        Work work = advances(1000, 1);
        for (int i = 0; i < 1000; i++) {
            work.staging("a", "o" + i);
        }
        commits(goingOn(writing(orders), 1, work));
        assertThat(cursors(orders)).hasSize(1000);
        assertThat(unsettled(orders)).hasSize(1000);
    }

    @Test
    @Clause("C-22")
    void aPipelineTakesTenThousandCursorsAndNotOneMore() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        int step = 1;
        for (; step <= 10; step++) {
            Work work = new Work();
            for (int i = 0; i < 1000; i++) {
                work.moving(new StreamPartition("a", step + "-" + i), 0, at(1));
            }
            commits(goingOn(writer, step, work));
        }

        assertThat(catalog().commit(goingOn(writer, step, new Work().moving("one more", 0, at(1)))))
                .isInstanceOf(Answers.Invalid.class);
        assertThat(cursors(orders)).hasSize(Limits.CURSORS_PER_PIPELINE);
        commits(goingOn(writer, step, new Work().moving(new StreamPartition("a", "1-1"), 1, at(2))));
        commits(finishing(writer, step + 1));
        assertThat(granted(orders).moreCursors()).isTrue();
    }

    @Test
    @Clause("C-22")
    void aPipelineTakesAMebibyteOfPositionsAndNotAByteMore() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(goingOn(writer, 1, advances(64, 16384)));
        Dump before = dump();

        assertThat(catalog().commit(goingOn(writer, 2, new Work().moving("b", 0, token("x")))))
                .isInstanceOf(Answers.Invalid.class);
        assertThat(dump()).isEqualTo(before);

        commits(goingOn(writer, 2, new Work().moving(new StreamPartition("a", "0"), 1, token(chars(16383)))));
        commits(goingOn(writer, 3, new Work().moving("b", 0, token("x"))));
    }

    @Test
    @Clause("C-22")
    void aRefusalNamesFieldLimitAndWhatWasGiven() {
        assertThatThrownBy(() -> new PipelineId("Orders!")).isInstanceOfSatisfying(InvalidInput.class, refused -> {
            assertThat(refused.field()).isEqualTo("pipeline");
            assertThat(refused.limit()).isEqualTo("[a-z0-9][a-z0-9._-]{0,127}");
            assertThat(refused.given()).isEqualTo("Orders!");
        });
    }
}
