package io.hakiri.catalog.contract;

import static io.hakiri.catalog.contract.Positions.at;
import static io.hakiri.catalog.contract.Positions.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.ApiToken;
import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.CancelResult;
import io.hakiri.catalog.ChunkCommitResult.ChunkDone;
import io.hakiri.catalog.ChunkWriter;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitChunk;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.DecideResult;
import io.hakiri.catalog.Enqueue;
import io.hakiri.catalog.EnqueueResult;
import io.hakiri.catalog.KeyComplete;
import io.hakiri.catalog.KeyCompleteResult;
import io.hakiri.catalog.KeyId;
import io.hakiri.catalog.KeyStart;
import io.hakiri.catalog.KeyStartResult;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Rewind;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.SchemaChange;
import io.hakiri.catalog.Settlement;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.TokenResult;
import io.hakiri.catalog.Verdict;
import io.hakiri.catalog.Writer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A project in which everything has happened that a row can tell of. */
abstract class WorkedProject extends TransferScene {
    static final PipelineKey ORDERS = pipeline("orders");
    static final PipelineKey EVENTS = pipeline("events");
    static final PipelineKey PAUSED = pipeline("paused");
    static final PipelineKey GONE = pipeline("gone");
    static final PipelineKey IDLE = pipeline("idle");
    static final List<PipelineKey> LIVING = List.of(EVENTS, IDLE, ORDERS, PAUSED);

    static final StreamPartition SIZES = new StreamPartition("a", "größe 📦");
    static final BackfillId JANUARY = new BackfillId("january");
    static final BackfillId FEBRUARY = new BackfillId("february");
    static final Actor RITA = new Actor("rita", "Ruhe 🛌");

    static final KeyId DONE_KEY = new KeyId(SHOP, "письма", "日本 1");
    static final KeyId OPEN_KEY = new KeyId(SHOP, "mails", "open");
    static final KeyId OVER_KEY = new KeyId(SHOP, "mails", "over");
    static final String RESULT = "{\"sent\": \"ja ✔\"}";

    private static final Duration DAY = Duration.ofDays(1);
    private static final Counts COUNTS = new Counts(3, 2, 1, 99);

    private @Nullable Enqueue waiting;
    private @Nullable Writer fourth;
    private @Nullable Commit last;
    private @Nullable CommitChunk chunkDone;
    private String keyToken = "";

    WorkedProject(CatalogFixture fixture) {
        super(fixture);
    }

    private static PipelineKey pipeline(String name) {
        return new PipelineKey(SHOP, new PipelineId(name));
    }

    /** A run that waits, for hours still. */
    final Enqueue waiting() {
        return Objects.requireNonNull(waiting);
    }

    /** The last commit of a run of the orders. */
    final Commit last() {
        return Objects.requireNonNull(last);
    }

    /** The commit of a chunk of the orders' backfill. */
    final CommitChunk chunkDone() {
        return Objects.requireNonNull(chunkDone);
    }

    /** What completes the open key. */
    final String keyToken() {
        return keyToken;
    }

    static ApiToken apiToken(String id, int hash) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) hash;
        return new ApiToken(SHOP, id, Role.WORKER, Bytes.of(bytes), null, null);
    }

    final void workProject() {
        keysAndTokens();
        runsOfOrders();
        rewindOfOrders();
        queueOfOrders();
        backfills();
        others();
    }

    private KeyStartResult.Started started(KeyId key, Duration keep) {
        KeyStartResult answer = catalog().start(new KeyStart(key, RequestId.random(), Duration.ofHours(12), keep));
        assertThat(answer).isInstanceOf(KeyStartResult.Started.class);
        return (KeyStartResult.Started) answer;
    }

    private void keysAndTokens() {
        started(OVER_KEY, HOUR);
        fixture.advance(Duration.ofHours(14));
        keyToken = started(OPEN_KEY, DAY).token();
        String token = started(DONE_KEY, DAY).token();
        assertThat(catalog().complete(new KeyComplete(DONE_KEY, token, RESULT)))
                .isEqualTo(new KeyCompleteResult.Done());
        ApiToken ending = apiToken("bote ü", 2);
        for (ApiToken created : List.of(
                apiToken("alpha", 1),
                new ApiToken(
                        SHOP,
                        ending.id(),
                        Role.ADMIN,
                        ending.hash(),
                        fixture.now().plus(DAY),
                        null),
                apiToken("widerrufen", 3))) {
            assertThat(catalog().createToken(created, ANN)).isEqualTo(new TokenResult.Done());
        }
        assertThat(catalog().revokeToken(SHOP, "widerrufen", RITA)).isEqualTo(new TokenResult.Done());
    }

    private void runsOfOrders() {
        declared("orders", fixture.now().minus(HOUR));
        Writer first = writing(ORDERS);
        commits(goingOn(
                first,
                1,
                new Work()
                        .moving("a", 0, at(7))
                        .moving(SIZES, 0, at(1))
                        .moving("b", 0, token("007 ünï'code"))
                        .moving("c", 0, Positions.snapshot("0/16B3748"))
                        .accepting("a", 0, "{\"v\":1}")
                        .staging("a", "eins")
                        .staging("b", "zwei ✌")
                        .counting("a", COUNTS)
                        .counting("b", COUNTS)));
        commits(finishing(
                first,
                2,
                new Work().published(new ReceiptId(first.fence(), 1, 0)).counting("a", COUNTS),
                RunStatus.SUCCEEDED,
                null));
        Writer failed = writing(ORDERS);
        commits(finishing(failed, 1, new Work().staging("a", "drei"), RunStatus.FAILED, null));
        Writer lost = writing(ORDERS);
        commits(goingOn(lost, 1, new Work().moving("a", 1, at(8)).seeing(new SchemaChange("a", 1, "{\"v\":2}", null))));
        fixture.advance(BEYOND_TTL);
        assertThat(catalog().abandonExpired(SHOP, 10)).containsExactly(lost.run());
        assertThat(catalog().decide(ORDERS, "a", 2, Verdict.REJECT, RITA)).isInstanceOf(DecideResult.Decided.class);
    }

    private void rewindOfOrders() {
        fourth = writing(ORDERS);
        commits(finishing(fourth, 1, new Work().moving("a", 2, at(9)).staging("a", "vier"), RunStatus.SUCCEEDED, null));
        rewindsBefore(ORDERS, fourth.run(), Rewind.Mode.REPLACE, RITA);
        does(catalog()
                .acknowledge(
                        ORDERS, List.of(new Settlement(new ReceiptId(fourth.fence(), 1, 0), Receipt.State.WITHDRAWN))));
        Writer fifth = writing(ORDERS);
        last = finishing(
                fifth,
                1,
                new Work().moving("a", 4, at(9)).staging("a", "fünf"),
                RunStatus.PARTIAL,
                fixture.now().plus(HOUR));
        commits(last);
    }

    private Enqueue queued(Duration wait) {
        Enqueue request = new Enqueue(ORDERS, RUN_IDS.next(), RequestId.random(), wait, RITA);
        assertThat(catalog().enqueue(request)).isInstanceOf(EnqueueResult.Enqueued.class);
        return request;
    }

    private void queueOfOrders() {
        queued(TTL);
        Enqueue cancelled = queued(HOUR);
        assertThat(catalog().cancel(ORDERS, cancelled.run(), ANN)).isEqualTo(new CancelResult.Cancelled());
        commits(finishing(granted(catalog().begin(beginning(queued(HOUR)))).writer(), 1));
        waiting = queued(DAY);
        fixture.advance(BEYOND_TTL);
    }

    private void backfills() {
        catalog().startBackfill(backfill(ORDERS, JANUARY, null, RITA, 2, 4, 6));
        ChunkWriter chunk = claimed(catalog(), ORDERS, JANUARY);
        chunkDone = new CommitChunk(chunk, 0, List.of(Work.object("a", "alt")), COUNTS);
        assertThat(catalog().commitChunk(chunkDone)).isEqualTo(new ChunkDone(2));
        claimed(catalog(), ORDERS, JANUARY);
        declared("events");
        catalog().startBackfill(backfill(EVENTS, FEBRUARY, null, ANN, 10, 20, 30, 40));
        ChunkWriter one = claimed(catalog(), EVENTS, FEBRUARY);
        claimed(catalog(), EVENTS, FEBRUARY);
        ChunkWriter three = claimed(catalog(), EVENTS, FEBRUARY);
        for (ChunkWriter done : List.of(one, three)) {
            assertThat(catalog().commitChunk(new CommitChunk(done, 0, List.of(), COUNTS)))
                    .isInstanceOf(ChunkDone.class);
        }
    }

    private void others() {
        declared("idle");
        declared("paused", fixture.now());
        commits(finishing(writing(PAUSED), 1, new Work().moving("a", 0, at(1)), RunStatus.FAILED, fixture.now()));
        does(catalog().pause(PAUSED, false, RITA));
        declared("gone");
        commits(finishing(writing(GONE), 1, new Work().counting("a", COUNTS), RunStatus.SUCCEEDED, null));
        does(catalog().delete(GONE, RITA));
    }
}
