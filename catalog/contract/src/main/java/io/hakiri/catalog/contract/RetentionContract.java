package io.hakiri.catalog.contract;

import static io.hakiri.catalog.contract.Positions.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.KeyComplete;
import io.hakiri.catalog.KeyId;
import io.hakiri.catalog.KeyStart;
import io.hakiri.catalog.KeyStartResult;
import io.hakiri.catalog.Past;
import io.hakiri.catalog.PastRows;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.RetentionPolicy;
import io.hakiri.catalog.Rewind;
import io.hakiri.catalog.RewindResult;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Settlement;
import io.hakiri.catalog.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is older than a policy goes, whole and in order; what is left works as before. */
abstract class RetentionContract extends Scene {
    private static final Duration MONTH = Duration.ofDays(30);
    private static final RetentionPolicy RUNS = new RetentionPolicy(Duration.ofDays(10), null);
    private static final RetentionPolicy AUDIT = new RetentionPolicy(null, Duration.ofDays(10));
    private static final ProjectId NEIGHBOUR = new ProjectId("neighbour");

    RetentionContract(CatalogFixture fixture) {
        super(fixture);
    }

    /** Everything, in small batches; what went. */
    private List<PastRows> retain(ProjectId project, RetentionPolicy policy) {
        List<PastRows> gone = new ArrayList<>();
        for (String at = ""; at != null; ) {
            Past past = catalog().past(project, policy, at, 2);
            PastRows rows = past.rows();
            if (rows != null) {
                assertThat(catalog().remove(project, policy, rows)).isTrue();
                gone.add(rows);
            }
            at = past.next();
        }
        return gone;
    }

    private List<PastRows> retain(RetentionPolicy policy) {
        return retain(SHOP, policy);
    }

    private PastRows first(RetentionPolicy policy) {
        return Objects.requireNonNull(catalog().past(SHOP, policy, "", 10).rows());
    }

    private static List<String> lines(List<PastRows> gone, PastRows.Kind kind) {
        return gone.stream()
                .filter(rows -> rows.kind() == kind)
                .flatMap(rows -> rows.lines().stream())
                .toList();
    }

    /** A run that moves the cursor to {@code to}, stages an object, and ends; the object is published. */
    private Writer ran(PipelineKey pipeline, long to) {
        Writer writer = ranOpen(pipeline, to);
        publish(writer);
        return writer;
    }

    private Writer ranOpen(PipelineKey pipeline, long to) {
        Writer writer = writing(pipeline);
        commits(finishing(
                writer,
                1,
                new Work()
                        .moving("a", to - 1, at(to))
                        .staging("a", "object-" + to)
                        .counting("a", new Counts(5, 4, 1, 100)),
                RunStatus.SUCCEEDED,
                null));
        return writer;
    }

    private void publish(Writer writer) {
        does(catalog()
                .acknowledge(
                        writer.pipeline(),
                        List.of(new Settlement(new ReceiptId(writer.fence(), 1, 0), Receipt.State.PUBLISHED))));
    }

    private List<Fence> fences(PipelineKey pipeline) {
        return runs(pipeline).stream().map(Run::fence).toList();
    }

    private RewindResult rewind(PipelineKey pipeline, Rewind.Target target, Rewind.Mode mode) {
        return catalog().rewind(new Rewind(pipeline, RequestId.random(), target, mode, ANN));
    }

    @Test
    @Clause("C-29")
    void withoutAPolicyEverythingStays() {
        PipelineKey orders = declared("orders");
        ran(orders, 1);
        fixture.advance(MONTH);
        Dump before = dump();
        assertThat(retain(RetentionPolicy.FOR_EVER)).isEmpty();
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    @Clause("C-29")
    void whatIsYoungerThanThePolicyStays() {
        PipelineKey orders = declared("orders");
        ran(orders, 1);
        fixture.advance(Duration.ofDays(9));
        assertThat(retain(new RetentionPolicy(Duration.ofDays(10), Duration.ofDays(10))))
                .isEmpty();
    }

    @Test
    @Clause("C-29")
    void oldRunsGoWithAllThatIsRecordedOfThem() {
        PipelineKey orders = declared("orders");
        List<Writer> old = List.of(ran(orders, 1), ran(orders, 2), ran(orders, 3));
        fixture.advance(MONTH);
        Writer last = ran(orders, 4);

        List<PastRows> gone = retain(RUNS);

        assertThat(fences(orders)).containsExactly(last.fence());
        assertThat(position(orders, "a")).isEqualTo(at(4));
        for (PastRows.Kind kind :
                List.of(PastRows.Kind.RECEIPT, PastRows.Kind.COUNTS, PastRows.Kind.MOVE, PastRows.Kind.RUN)) {
            assertThat(lines(gone, kind)).as(kind.name()).hasSize(3).doesNotHaveDuplicates();
        }
        assertThat(gone).allSatisfy(rows -> assertThat(rows.pipeline()).isEqualTo(new PipelineId("orders")));
        assertThat(lines(gone, PastRows.Kind.RECEIPT).getFirst())
                .contains("\"fence\":" + old.getFirst().fence(), "\"object-1\"", "\"PUBLISHED\"");
        assertThat(lines(gone, PastRows.Kind.RUN).getLast())
                .contains(old.getLast().run().toString(), "\"SUCCEEDED\"");
        assertThat(retain(RUNS)).isEmpty();
    }

    @Test
    @Clause("C-29")
    void manyPipelinesAreGoneThroughAlsoThoseThatWereDeleted() {
        for (int i = 0; i < 60; i++) {
            PipelineKey pipeline = declared("p" + i);
            if (i % 20 == 19) {
                ran(pipeline, 1);
            }
        }
        does(catalog().delete(PipelineKey.of("shop", "p19"), ANN));
        fixture.advance(MONTH);
        assertThat(lines(retain(RUNS), PastRows.Kind.RUN)).hasSize(3);
    }

    @Test
    @Clause({"C-29", "C-25"})
    void anOpenReceiptStaysWithItsRunAndAllLaterOnes() {
        PipelineKey orders = declared("orders");
        Writer first = ran(orders, 1);
        Writer open = ranOpen(orders, 2);
        Writer later = ran(orders, 3);
        fixture.advance(MONTH);

        assertThat(lines(retain(RUNS), PastRows.Kind.RUN))
                .singleElement()
                .asString()
                .contains(first.run().toString());
        assertThat(unsettled(orders)).extracting(Receipt::id).containsExactly(new ReceiptId(open.fence(), 1, 0));
        assertThat(fences(orders)).containsExactly(later.fence(), open.fence());

        publish(open);
        assertThat(lines(retain(RUNS), PastRows.Kind.RUN)).hasSize(2);
    }

    @Test
    @Clause("C-29")
    void aRunThatGoesOnStaysWithAllLaterOnesHoweverOldItIs() {
        PipelineKey orders = declared("orders");
        ran(orders, 1);
        Writer running = writing(orders);
        commits(goingOn(running, 1, new Work().moving("a", 1, at(2))));
        fixture.advance(MONTH);

        retain(RUNS);

        assertThat(fences(orders)).containsExactly(running.fence());
        commits(goingOn(running, 2, new Work().moving("a", 2, at(3))));
        commits(finishing(running, 3));
        assertThat(run(running).moves())
                .singleElement()
                .satisfies(move -> assertThat(move.from()).isEqualTo(at(1)));
    }

    @Test
    @Clause({"C-29", "C-9"})
    void aRewindToARunThatIsLeftFindsAllThatItNeeds() {
        PipelineKey orders = declared("orders");
        ran(orders, 1);
        ran(orders, 2);
        fixture.advance(MONTH);
        Writer third = ran(orders, 3);
        ran(orders, 4);
        retain(RUNS);

        assertThat(rewind(orders, new Rewind.Target.BeforeRun(third.run()), Rewind.Mode.REPLACE))
                .isInstanceOfSatisfying(
                        RewindResult.Rewound.class,
                        rewound -> assertThat(rewound.withdrawing()).isEqualTo(2));
        assertThat(position(orders, "a")).isEqualTo(at(2));
    }

    @Test
    @Clause({"C-29", "C-9"})
    void aRewindToWhatIsGoneIsRefusedUnlessNothingHasToBeWithdrawn() {
        PipelineKey orders = declared("orders");
        Writer gone = ran(orders, 1);
        fixture.advance(MONTH);
        ran(orders, 2);
        retain(RUNS);
        Dump before = dump();

        for (Rewind.Mode mode : Rewind.Mode.values()) {
            assertThat(rewind(orders, new Rewind.Target.BeforeRun(gone.run()), mode))
                    .isInstanceOf(Answers.Invalid.class);
        }
        assertThat(rewind(orders, new Rewind.Target.Start(Set.of()), Rewind.Mode.REPLACE))
                .isInstanceOfSatisfying(
                        Answers.Invalid.class,
                        invalid -> assertThat(invalid.given()).contains("retention"));
        assertThat(dump()).isEqualTo(before);
        assertThat(rewind(orders, new Rewind.Target.Start(Set.of()), Rewind.Mode.APPEND))
                .isInstanceOf(RewindResult.Rewound.class);
    }

    @Test
    @Clause("C-29")
    void aPipelineThatIsMadeAgainDoesNotRememberWhatIsGoneOfTheFormerOne() {
        PipelineKey orders = declared("orders");
        ran(orders, 1);
        does(catalog().delete(orders, ANN));
        fixture.advance(MONTH);
        retain(RUNS);
        declared("orders");
        ran(orders, 1);
        assertThat(rewind(orders, new Rewind.Target.Start(Set.of()), Rewind.Mode.REPLACE))
                .isInstanceOf(RewindResult.Rewound.class);
    }

    @Test
    @Clause({"C-29", "C-17"})
    void auditEventsThatAreLeftHaveNoGapsAndTheNextOneGoesOn() {
        PipelineKey orders = declared("orders");
        for (int i = 0; i < 3; i++) {
            does(catalog().pause(orders, false, ANN));
            does(catalog().resume(orders, null, ANN));
        }
        fixture.advance(MONTH);
        does(catalog().pause(orders, false, ANN));

        List<PastRows> gone = retain(AUDIT);
        does(catalog().resume(orders, null, ANN));

        assertThat(lines(gone, PastRows.Kind.AUDIT)).hasSize(7);
        assertThat(audit(orders)).extracting(AuditEvent::number).containsExactly(8L, 9L);
        assertThat(lines(gone, PastRows.Kind.AUDIT).getFirst()).contains("\"number\":1", "pipeline.created");
    }

    @Test
    @Clause({"C-29", "C-16"})
    void keysThatAreOverGoWithTheirResultAndOthersStay() {
        KeyId over = new KeyId(SHOP, "mail", "over");
        KeyId lasting = new KeyId(SHOP, "mail", "lasting");
        start(over, HOUR);
        start(lasting, Duration.ofDays(300));
        fixture.advance(MONTH);

        List<PastRows> gone = retain(RetentionPolicy.FOR_EVER);

        assertThat(lines(gone, PastRows.Kind.KEY))
                .singleElement()
                .asString()
                .contains("\"over\"", "{\\\"sent\\\":true}");
        assertThat(catalog().start(new KeyStart(lasting, RequestId.random(), TTL, HOUR)))
                .isInstanceOf(KeyStartResult.Completed.class);
    }

    private void start(KeyId key, Duration keep) {
        KeyStartResult.Started started =
                (KeyStartResult.Started) catalog().start(new KeyStart(key, RequestId.random(), TTL, keep));
        catalog().complete(new KeyComplete(key, started.token(), "{\"sent\":true}"));
    }

    @Test
    @Clause("C-29")
    void rowsThatAreNotAsTheyWereAreNotRemoved() {
        PipelineKey orders = declared("orders");
        ran(orders, 1);
        Writer second = ran(orders, 2);
        fixture.advance(MONTH);
        PastRows receipts = first(RUNS);
        assertThat(rewind(orders, new Rewind.Target.BeforeRun(second.run()), Rewind.Mode.REPLACE))
                .isInstanceOf(RewindResult.Rewound.class);
        Dump before = dump();

        assertThat(catalog().remove(SHOP, RUNS, receipts)).isFalse();

        assertThat(dump()).isEqualTo(before);
    }

    @Test
    @Clause("C-29")
    void rowsThatAreGoneAreNotRemovedAgain() {
        PipelineKey orders = declared("orders");
        ran(orders, 1);
        fixture.advance(MONTH);
        PastRows receipts = first(RUNS);
        assertThat(catalog().remove(SHOP, RUNS, receipts)).isTrue();
        assertThat(catalog().remove(SHOP, RUNS, receipts)).isFalse();
    }

    @Test
    @Clause({"C-29", "C-20"})
    void anotherProjectKeepsItsHistory() {
        ran(declared("orders"), 1);
        fixture.advance(MONTH);
        assertThat(retain(NEIGHBOUR, RUNS)).isEmpty();
        assertThat(runs(PipelineKey.of("shop", "orders"))).hasSize(1);
    }

    @Test
    @Clause({"C-29", "C-10"})
    void aPolicyCannotBeShorterThanAnswersAreKeptForRepeats() {
        assertThatThrownBy(() -> new RetentionPolicy(Duration.ofHours(24), null))
                .isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> new RetentionPolicy(null, Duration.ofHours(24)))
                .isInstanceOf(InvalidInput.class);
        assertThat(new RetentionPolicy(Duration.ofHours(25), null).runs()).isNotNull();
    }

    @Test
    @Clause({"C-29", "C-10"})
    void answersForRepeatsAreForgottenOnlyAfterTheirTime() {
        PipelineKey orders = declared("orders");
        var request = asking(orders);
        var answer = catalog().begin(request);
        fixture.advance(Duration.ofHours(24));
        assertThat(catalog().forgetRequests(SHOP, 10)).isZero();
        assertThat(catalog().begin(request)).isEqualTo(answer);
        fixture.advance(Duration.ofHours(2));
        assertThat(catalog().forgetRequests(SHOP, 10)).isEqualTo(1);
    }
}
