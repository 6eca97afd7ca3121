package io.hakiri.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Advance;
import io.hakiri.catalog.ApiToken;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.BeginResult.Granted;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.KeyComplete;
import io.hakiri.catalog.KeyId;
import io.hakiri.catalog.KeyStart;
import io.hakiri.catalog.KeyStartResult;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Progress;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Rewind;
import io.hakiri.catalog.RewindResult;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.RunIds;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Settlement;
import io.hakiri.catalog.StagedObject;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.TokenResult;
import io.hakiri.catalog.Trigger;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A project that has worked, and goes on working wherever its pipelines live. */
final class Shop {
    static final ProjectId SHOP = new ProjectId("shop");
    static final Actor ANN = new Actor("ann", "a test");
    static final PipelineKey ORDERS = PipelineKey.of("shop", "orders");
    static final PipelineKey PAYMENTS = PipelineKey.of("shop", "payments");
    static final PipelineKey PAUSED = PipelineKey.of("shop", "paused");
    static final PipelineKey OLD = PipelineKey.of("shop", "old");
    static final List<PipelineKey> LIVING = List.of(ORDERS, PAYMENTS, PAUSED);
    static final KeyId DONE = new KeyId(SHOP, "invoice", "2026-11");
    private static final KeyId PENDING = new KeyId(SHOP, "invoice", "2026-12");
    static final Bytes TOKEN = Bytes.of(new byte[32]);

    private static final Duration TTL = Duration.ofMinutes(1);
    private static final StreamPartition AT = StreamPartition.of("s");
    private static final RunIds IDS = RunIds.uuid7(InstantSource.system(), new SecureRandom());

    private Shop() {}

    /** Three living pipelines, one of them paused; one that was deleted; a token and a completed key. */
    static void open(Catalog catalog, int cycles) {
        for (PipelineKey key : List.of(ORDERS, PAYMENTS, PAUSED, OLD)) {
            catalog.put(new PutPipeline(key, "{\"id\":\"" + key.pipeline() + "\"}", null, null, ANN));
            for (int i = 0; i < cycles; i++) {
                cycle(catalog, key);
            }
        }
        catalog.pause(PAUSED, false, new Actor("bob", "the source is mended"));
        catalog.delete(OLD, ANN);
        catalog.createToken(new ApiToken(SHOP, "t1", Role.OPERATOR, TOKEN, null, null), ANN);
        KeyStartResult started = catalog.start(new KeyStart(DONE, RequestId.random(), TTL, Duration.ofDays(1)));
        assertThat(started)
                .isInstanceOfSatisfying(
                        KeyStartResult.Started.class,
                        key -> catalog.complete(new KeyComplete(DONE, key.token(), "\"paid\"")));
    }

    /** Begins, commits with a receipt that is published at once, and finishes; the revision that it found. */
    static long cycle(Catalog catalog, PipelineKey pipeline) {
        Granted granted = granted(catalog, pipeline);
        long found = granted.cursors().stream().mapToLong(Cursor::revision).sum();
        commit(catalog, granted, found);
        settleAndFinish(catalog, granted);
        return found;
    }

    private static void settleAndFinish(Catalog catalog, Granted granted) {
        ReceiptId receipt = new ReceiptId(granted.writer().fence(), 1, 0);
        assertThat(catalog.commit(new Commit(
                        granted.writer(),
                        2,
                        new Progress(
                                List.of(),
                                List.of(),
                                Map.of(),
                                List.of(),
                                List.of(new Settlement(receipt, Receipt.State.PUBLISHED)),
                                Map.of()),
                        new Next.Finish(RunStatus.SUCCEEDED, null, null))))
                .isInstanceOf(CommitResult.Committed.class);
    }

    /** What is under way when a move begins: a run with an open receipt, and a key. */
    record UnderWay(Catalog catalog, Granted run, String token) {
        /** It comes to its end. */
        void ends() {
            settleAndFinish(catalog, run);
            catalog.complete(new KeyComplete(PENDING, token, "\"sent\""));
        }
    }

    static UnderWay underWay(Catalog catalog) {
        Granted granted = granted(catalog, ORDERS);
        long found = granted.cursors().stream().mapToLong(Cursor::revision).sum();
        commit(catalog, granted, found);
        KeyStartResult started = catalog.start(new KeyStart(PENDING, RequestId.random(), TTL, Duration.ofDays(1)));
        if (started instanceof KeyStartResult.Started key) {
            return new UnderWay(catalog, granted, key.token());
        }
        throw new AssertionError("expected Started, was " + started);
    }

    /** Of what still lives here, rows that can change do. */
    static void changes(Catalog catalog) {
        if (lives(catalog, ORDERS)) {
            cycle(catalog, ORDERS);
        }
        if (lives(catalog, PAYMENTS)) {
            assertThat(catalog.rewind(new Rewind(
                            PAYMENTS, RequestId.random(), new Rewind.Target.Start(Set.of()), Rewind.Mode.REPLACE, ANN)))
                    .isInstanceOf(RewindResult.Rewound.class);
            assertThat(catalog.acknowledge(
                            PAYMENTS,
                            Objects.requireNonNull(catalog.unsettled(PAYMENTS, PageRequest.first())
                                            .pageOrNull())
                                    .entries()
                                    .stream()
                                    .map(receipt -> new Settlement(receipt.id(), Receipt.State.WITHDRAWN))
                                    .toList()))
                    .isInstanceOf(ChangeResult.Done.class);
        }
        assertThat(catalog.revokeToken(SHOP, "t1", ANN)).isInstanceOf(TokenResult.Done.class);
    }

    private static boolean lives(Catalog catalog, PipelineKey pipeline) {
        return catalog.pipeline(pipeline).orElseThrow().status() instanceof PipelineStatus.Active;
    }

    static Granted granted(Catalog catalog, PipelineKey pipeline) {
        BeginResult answer = begin(catalog, pipeline);
        if (answer instanceof Granted granted) {
            return granted;
        }
        throw new AssertionError("expected a grant of " + pipeline + ", was " + answer);
    }

    static BeginResult begin(Catalog catalog, PipelineKey pipeline) {
        return catalog.begin(new Begin(
                pipeline, IDS.next(), RequestId.random(), "worker", TTL, new Trigger.Manual(), Set.of(AT.stream())));
    }

    /** One step that goes on, and leaves its receipt open. */
    static void commit(Catalog catalog, Granted granted, long found) {
        StagedObject object = new StagedObject(
                "s", StagedObject.Kind.DATA, "object-" + granted.writer().fence(), "d", 10, 1);
        assertThat(catalog.commit(new Commit(
                        granted.writer(),
                        1,
                        new Progress(
                                List.of(new Advance(AT, found, position(found + 1))),
                                List.of(),
                                Map.of(),
                                List.of(object),
                                List.of(),
                                Map.of("s", new Counts(1, 1, 0, 10))),
                        new Next.GoOn(TTL))))
                .isInstanceOf(CommitResult.Committed.class);
    }

    private static Position position(long number) {
        return new Position.Monotonic(
                Long.toString(number),
                Bytes.of(ByteBuffer.allocate(Long.BYTES).putLong(number).array()));
    }
}
