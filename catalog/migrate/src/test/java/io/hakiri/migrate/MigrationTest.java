package io.hakiri.migrate;

import static io.hakiri.migrate.Shop.ANN;
import static io.hakiri.migrate.Shop.LIVING;
import static io.hakiri.migrate.Shop.OLD;
import static io.hakiri.migrate.Shop.ORDERS;
import static io.hakiri.migrate.Shop.PAUSED;
import static io.hakiri.migrate.Shop.PAYMENTS;
import static io.hakiri.migrate.Shop.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.BeginResult.Granted;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.KeyStart;
import io.hakiri.catalog.KeyStartResult;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import io.hakiri.migrate.MoveReport.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Moving a project that lives, between two catalogs in files. */
final class MigrationTest {
    private static final int CYCLES = 12;
    private static final int SHORT = 1;

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Ends ends;

    @BeforeEach
    void open() {
        ends = new Ends(folder);
        Shop.open(ends.source, CYCLES);
    }

    @AfterEach
    void close() {
        ends.close();
    }

    @Test
    void aProjectMovesWhole() {
        MoveReport report = ends.migration().go();

        assertThat(report.projects()).containsExactly(SHOP);
        assertThat(report.skipped()).isEmpty();
        assertThat(report.pipelines()).hasSize(LIVING.size()).allMatch(Outcome.Moved.class::isInstance);
        assertThat(ends.verified().differences()).isEmpty();
        for (PipelineKey key : List.of(ORDERS, PAYMENTS)) {
            assertThat(Shop.begin(ends.source, key)).isEqualTo(new Answers.Moved(ends.to.address()));
            assertThat(Shop.cycle(ends.target, key)).as("goes on where it was").isEqualTo(CYCLES);
        }
        assertThat(Shop.begin(ends.target, PAUSED)).isEqualTo(new Answers.Paused());
        assertThat(state(ends.target, PAUSED).status()).isEqualTo(new PipelineStatus.OnHold("the source is mended"));
        assertThat(ends.target.validToken(SHOP, Shop.TOKEN)).isPresent();
        assertThat(ends.target.start(
                        new KeyStart(Shop.DONE, RequestId.random(), Duration.ofMinutes(1), Duration.ofDays(1))))
                .isInstanceOfSatisfying(
                        KeyStartResult.Completed.class,
                        completed -> assertThat(completed.result()).isEqualTo("\"paid\""));
        assertThat(ends.source.start(
                        new KeyStart(Shop.DONE, RequestId.random(), Duration.ofMinutes(1), Duration.ofDays(1))))
                .isEqualTo(new Answers.Moved(ends.to.address()));
        assertThat(ends.verified().differences())
                .as("what came since is no difference")
                .isEmpty();
    }

    @Test
    void aDeletedPipelineKeepsItsFencesAndItsPast() {
        ends.migration().go();
        List<AuditEvent> before = audit(ends.source, OLD);
        assertThat(audit(ends.target, OLD).subList(0, before.size())).isEqualTo(before);
        ends.target.put(new PutPipeline(OLD, "{}", null, null, ANN));
        assertThat(Shop.granted(ends.target, OLD).writer().fence())
                .isGreaterThan(ends.from.transfer().pipelinesEver(SHOP, PageRequest.first()).entries().stream()
                        .filter(name -> name.id().equals(OLD.pipeline()))
                        .findFirst()
                        .orElseThrow()
                        .fence());
    }

    @Test
    void auditGoesOnWithoutGaps() {
        ends.migration().go();
        for (PipelineKey key : LIVING) {
            List<AuditEvent> events = audit(ends.target, key);
            for (int i = 0; i < events.size(); i++) {
                assertThat(events.get(i).number()).as("%s", key).isEqualTo(i + 1);
            }
            assertThat(events.stream().map(AuditEvent::action))
                    .containsSubsequence("pipeline.sealed", "pipeline.received", "pipeline.activated");
        }
    }

    @Test
    void whoHasTheLeaseIsWaitedForAndThenLeftWhereItIs() {
        Granted held = Shop.granted(ends.source, ORDERS);
        MoveReport report = ends.migration().go();

        assertThat(report.projects()).isEmpty();
        assertThat(report.skipped()).singleElement().satisfies(skipped -> {
            assertThat(skipped.pipeline()).isEqualTo(ORDERS);
            assertThat(skipped.why()).contains("worker");
        });
        Shop.commit(ends.source, held, CYCLES);
        assertThat(state(ends.target, PAYMENTS).status()).isEqualTo(new PipelineStatus.Active());
    }

    @Test
    void aLeaseIsBrokenWhereThatIsSaid() {
        Granted held = Shop.granted(ends.source, ORDERS);
        Shop.commit(ends.source, held, CYCLES);
        MoveReport report = ends.migration(Dying.never(), true).go();

        assertThat(report.skipped()).isEmpty();
        assertThat(ends.verified().differences()).isEmpty();
        assertThat(ends.target.run(ORDERS, held.writer().run()).orElseThrow().status())
                .isEqualTo(RunStatus.ABANDONED);
        assertThat(Shop.cycle(ends.target, ORDERS))
                .as("what was committed counts")
                .isEqualTo(CYCLES + 1);
    }

    @Test
    void aDestinationThatDoesNotFollowKeepsItsPipelineAtTheSource() {
        Granted held = Shop.granted(ends.source, ORDERS);
        Shop.commit(ends.source, held, CYCLES);
        MoveReport report = new Migration(
                        ends.from,
                        ends.to,
                        new MoveOptions(List.of(), false, true, Duration.ofSeconds(1), ANN),
                        _ -> {
                            throw new ConnectorException(ErrorClass.TRANSIENT, "the lake is away", null);
                        },
                        MoveListener.NONE,
                        Ends.pace())
                .go();

        assertThat(report.skipped())
                .singleElement()
                .satisfies(skipped -> assertThat(skipped.why()).contains("the lake is away"));
        ends.settle(state(ends.source, ORDERS));
        assertThat(Shop.cycle(ends.source, ORDERS)).as("it goes on").isEqualTo(CYCLES + 1);
        assertThat(ends.migration().go().projects())
                .as("and moves the next time")
                .containsExactly(SHOP);
        assertThat(ends.verified().differences()).isEmpty();
    }

    @Test
    void aPipelineThatCannotBeCopiedAgainKeepsNoOtherFromMoving() {
        AtomicLong nanos = new AtomicLong();
        List<PipelineKey> skipped = new ArrayList<>();
        MoveListener takingBack = new MoveListener() {
            @Override
            public void ready(PipelineKey pipeline) {
                if (pipeline.equals(ORDERS) && skipped.isEmpty()) {
                    Shop.cycle(ends.source, ORDERS);
                    // as another migrator does that takes its move back
                    ends.to
                            .transfer()
                            .discard(ORDERS, state(ends.source, ORDERS).fence(), ANN);
                }
            }

            @Override
            public void skipped(PipelineKey pipeline, String why) {
                skipped.add(pipeline);
            }
        };
        ProjectMove move = new ProjectMove(
                new Move(
                        ends.from,
                        ends.to,
                        new MoveOptions(List.of(), false, false, Duration.ofHours(1), ANN),
                        ends::settle,
                        takingBack,
                        Calls.of(Ends.pace()),
                        () -> nanos.addAndGet(Duration.ofSeconds(6).toNanos())),
                SHOP);

        assertThat(move.go()).as("it moves when it is tried again").isTrue();
        assertThat(skipped).containsExactly(ORDERS);
        assertThat(move.outcomes()).hasSize(LIVING.size()).allMatch(Outcome.Moved.class::isInstance);
        assertThat(ends.verified().differences()).isEmpty();
    }

    @Test
    void whatAMoveThatEndedHadSealedGoesOnWhereTheTargetDoesNotTakeIt() {
        ends.source.seal(ORDERS, false, ANN);
        End refusing = Late.proxied(
                ends.to,
                (catalog, method, arguments) -> method.getName().equals("prepare")
                                && ((PipelineState) arguments[0]).key().equals(ORDERS)
                        ? new Answers.Invalid("pipeline", "another one", ORDERS.toString())
                        : method.invoke(catalog, arguments));
        MoveReport report =
                ends.migration(ends.from, refusing, false, MoveListener.NONE).go();

        assertThat(report.skipped())
                .singleElement()
                .satisfies(skipped -> assertThat(skipped.pipeline()).isEqualTo(ORDERS));
        assertThat(Shop.cycle(ends.source, ORDERS)).isEqualTo(CYCLES);
        assertThat(ends.migration().go().skipped()).isEmpty();
        assertThat(ends.verified().differences()).isEmpty();
    }

    @Test
    void whatIsWrittenWhileItIsCopiedMovesToo() {
        MoveListener working = new MoveListener() {
            @Override
            public void ready(PipelineKey pipeline) {
                if (!pipeline.equals(PAUSED)) {
                    Shop.cycle(ends.source, pipeline);
                }
            }
        };
        assertThat(ends.migration(Dying.never(), false, working).go().skipped()).isEmpty();
        assertThat(ends.verified().differences()).isEmpty();
        assertThat(Shop.cycle(ends.target, ORDERS)).isEqualTo(CYCLES + 1);
    }

    @Test
    void aTargetWithProjectsOfItsOwnIsLeftAlone() {
        PipelineKey other = PipelineKey.of("other", "mine");
        ends.target.put(new PutPipeline(other, "{}", null, null, ANN));
        assertThatThrownBy(() -> ends.migration().go())
                .isInstanceOf(MoveRefused.class)
                .hasMessageContainingAll("other", "--merge");
        assertThat(ends.target.pipelines(SHOP, PageRequest.first()).entries()).isEmpty();

        assertThat(new Migration(
                                ends.from,
                                ends.to,
                                new MoveOptions(List.of(), true, false, Duration.ofSeconds(1), ANN),
                                ends::settle,
                                MoveListener.NONE,
                                Ends.pace())
                        .go()
                        .projects())
                .containsExactly(SHOP);
        assertThat(state(ends.target, other).status()).isEqualTo(new PipelineStatus.Active());
    }

    @Test
    void aProjectOfThisNameAtTheTargetIsNotOverwritten() {
        ends.target.put(new PutPipeline(ORDERS, "{\"mine\":1}", null, null, ANN));
        assertThatThrownBy(() -> ends.migration().go())
                .isInstanceOf(MoveRefused.class)
                .hasMessageContaining("shop");
        assertThat(state(ends.target, ORDERS).manifest()).isEqualTo("{\"mine\":1}");
        assertThat(Shop.cycle(ends.source, ORDERS)).isEqualTo(CYCLES);
    }

    @Test
    void aCatalogDoesNotMoveToItself() {
        assertThatThrownBy(() -> new Migration(
                        ends.from,
                        ends.from,
                        new MoveOptions(List.of(), false, false, Duration.ofSeconds(1), ANN),
                        ends::settle,
                        MoveListener.NONE,
                        Ends.pace()))
                .isInstanceOf(MoveRefused.class);
    }

    @Test
    void aProjectThatIsNotThereIsSaid() {
        assertThatThrownBy(() -> new Migration(
                                ends.from,
                                ends.to,
                                new MoveOptions(
                                        List.of(new ProjectId("none")), false, false, Duration.ofSeconds(1), ANN),
                                ends::settle,
                                MoveListener.NONE,
                                Ends.pace())
                        .go())
                .isInstanceOf(MoveRefused.class)
                .hasMessageContaining("none");
    }

    @Test
    void theSameCommandTheOtherWayRoundBringsItBack() {
        ends.migration().go();
        Shop.cycle(ends.target, ORDERS);
        Migration back = new Migration(
                ends.to,
                ends.from,
                new MoveOptions(List.of(), false, false, Duration.ofSeconds(1), ANN),
                _ -> {},
                MoveListener.NONE,
                Ends.pace());
        assertThat(back.go().projects()).containsExactly(SHOP);

        assertThat(new Verification(ends.to, ends.from, Ends.pace())
                        .compare(List.of())
                        .differences())
                .isEmpty();
        assertThat(Shop.begin(ends.target, ORDERS)).isEqualTo(new Answers.Moved(ends.from.address()));
        assertThat(Shop.cycle(ends.source, ORDERS)).isEqualTo(CYCLES + 1);
        assertThat(ends.source.validToken(SHOP, Shop.TOKEN)).isPresent();
    }

    @Test
    void aRowThatIsMissingOrOtherwiseIsNamed() {
        ends.migration().go();
        try (Ends other = new Ends(folder.resolve("other"))) {
            Shop.open(other.source, CYCLES);
            Verified verified = new Verification(ends.from, other.from, Ends.pace()).compare(List.of());
            assertThat(verified.same()).isFalse();
            assertThat(verified.sourceDigest()).isNotEqualTo(verified.targetDigest());
            assertThat(verified.differences())
                    .anySatisfy(difference -> assertThat(difference.kind()).isEqualTo("fence"))
                    .anySatisfy(difference -> {
                        assertThat(difference.owner()).isEqualTo(ORDERS.toString());
                        assertThat(difference.says()).doesNotContain("object-");
                    });
        }
        assertThat(ends.verified().sourceDigest()).isEqualTo(ends.verified().targetDigest());
    }

    // ---- ended at any instant

    @Test
    void endedAtAnyCallItIsBegunAgainAndNothingIsLostOrDouble() {
        long calls = callsOfOneMove();
        assertThat(calls).isGreaterThan(100);
        for (long last = 1; last <= calls; last++) {
            try (Ends fresh = fresh("again-" + last)) {
                die(fresh, last);
                neverBoth(fresh, last);
                assertThat(fresh.migration().go().skipped())
                        .as("after call %d", last)
                        .isEmpty();
                moved(fresh, last);
            }
        }
    }

    @Test
    void endedAtAnyCallItIsTakenBackAndThenMovesAllTheSame() {
        long calls = callsOfOneMove();
        for (long last = 1; last <= calls; last += 3) {
            try (Ends fresh = fresh("back-" + last)) {
                die(fresh, last);
                fresh.migration().takeBack();
                for (PipelineKey key : List.of(ORDERS, PAYMENTS)) {
                    assertThat(writable(fresh, key))
                            .as("%s after call %d", key, last)
                            .isEqualTo(1);
                }
                assertThat(fresh.migration(Dying.never(), true).go().skipped())
                        .as("after call %d", last)
                        .isEmpty();
                assertThat(fresh.verified().differences())
                        .as("after call %d", last)
                        .isEmpty();
            }
        }
    }

    /** Of two that end at different calls and a third that takes back meanwhile, nobody opens a second end. */
    @Test
    void whoeverTakesPartNoTwoEndsAreOpen() {
        long calls = callsOfOneMove();
        for (long last = 2; last <= calls; last += 5) {
            try (Ends fresh = fresh("many-" + last)) {
                die(fresh, last);
                Dying second = new Dying(calls - last + 1, true);
                try {
                    fresh.migration(second, false).takeBack();
                    fresh.migration(second, true).go();
                } catch (Dying.Dead | MoveRefused expected) {
                    // it had ended
                }
                neverBoth(fresh, last);
                assertThat(fresh.migration(Dying.never(), true).go().skipped())
                        .as("after call %d", last)
                        .isEmpty();
                moved(fresh, last);
            }
        }
    }

    /** What one of two has read before the pipelines went on does not get into what the other one opens. */
    @Test
    void whatComesLateChangesNothingThatTheOtherOneMoves() throws ReflectiveOperationException {
        boolean stopped = true;
        for (int call = 1; stopped; call++) {
            for (boolean sealed : new boolean[] {false, true}) {
                Late late = new Late(call);
                try (Ends fresh = fresh("late-" + call + sealed)) {
                    Shop.UnderWay underWay = Shop.underWay(fresh.source);
                    if (sealed) {
                        underWay.ends();
                    }
                    try {
                        fresh.migration(fresh.from, late.ofTheStopped(fresh.to), false, MoveListener.NONE)
                                .go();
                    } catch (Dying.Dead expected) {
                        assertThat(late.isUnderWay()).isTrue();
                    }
                    stopped = late.isUnderWay();
                    if (stopped) {
                        fresh.migration().takeBack();
                        if (!sealed) {
                            underWay.ends();
                        }
                        Shop.changes(fresh.source);
                        MoveReport report = fresh.migration(
                                        fresh.from, late.ofTheOther(fresh.to), false, MoveListener.NONE)
                                .go();
                        assertThat(report.skipped()).as("late call %d", call).isEmpty();
                        late.arrives();
                        assertThat(fresh.verified().differences())
                                .as("late call %d", call)
                                .isEmpty();
                    }
                }
            }
        }
    }

    private static void die(Ends fresh, long last) {
        boolean answerLost = last % 2 == 0;
        assertThatThrownBy(() ->
                        fresh.migration(new Dying(last, answerLost), false).go())
                .as("call %d", last)
                .isInstanceOf(Dying.Dead.class);
    }

    private static void neverBoth(Ends fresh, long last) {
        for (PipelineKey key : List.of(ORDERS, PAYMENTS)) {
            assertThat(writable(fresh, key)).as("%s after call %d", key, last).isLessThanOrEqualTo(1);
        }
    }

    /** At how many ends it can be begun; it is left as it was. */
    private static int writable(Ends fresh, PipelineKey key) {
        int ends = 0;
        for (Catalog catalog : List.of(fresh.source, fresh.target)) {
            PipelineState state = catalog.pipeline(key).orElse(null);
            ends += state != null && state.status() instanceof PipelineStatus.Active ? 1 : 0;
        }
        return ends;
    }

    private static void moved(Ends fresh, long last) {
        assertThat(fresh.verified().differences()).as("after call %d", last).isEmpty();
        for (PipelineKey key : List.of(ORDERS, PAYMENTS)) {
            assertThat(Shop.begin(fresh.source, key)).as("after call %d", last).isInstanceOf(Answers.Moved.class);
            assertThat(Shop.cycle(fresh.target, key)).as("after call %d", last).isEqualTo(SHORT);
        }
    }

    private long callsOfOneMove() {
        try (Ends counted = fresh("counted")) {
            Dying counting = Dying.never();
            counted.migration(counting, true).go();
            return counting.calls();
        }
    }

    private Ends fresh(String name) {
        Ends fresh = new Ends(folder.resolve(name));
        Shop.open(fresh.source, SHORT);
        return fresh;
    }

    private static PipelineState state(Catalog catalog, PipelineKey key) {
        return catalog.pipeline(key).orElseThrow();
    }

    private static List<AuditEvent> audit(Catalog catalog, PipelineKey key) {
        return catalog.audit(key, PageRequest.first()).entries();
    }
}
