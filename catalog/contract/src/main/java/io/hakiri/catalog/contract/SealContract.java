package io.hakiri.catalog.contract;

import static io.hakiri.catalog.contract.Positions.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.ActivateResult;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.ApiToken;
import io.hakiri.catalog.BeginResult.Granted;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ClaimDue;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.KeyId;
import io.hakiri.catalog.KeyStart;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineImage;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Rewind;
import io.hakiri.catalog.RewindResult;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.SealResult;
import io.hakiri.catalog.Settlement;
import io.hakiri.catalog.Verdict;
import io.hakiri.catalog.Writer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Moving a pipeline: at no instant can both places be written. */
abstract class SealContract extends Scene {
    private static final String ELSEWHERE = "postgresql://elsewhere/hakiri";

    private final Catalog target;

    SealContract(CatalogFixture fixture) {
        super(fixture);
        target = fixture.open(fixture.newAddress());
    }

    @BeforeEach
    void openTarget() {
        assertThat(target.projects(PageRequest.first()).entries()).isEmpty();
    }

    @AfterEach
    void closeTarget() {
        target.close();
    }

    private PipelineKey worked() {
        PipelineKey orders = declared("orders", fixture.now().minus(HOUR));
        Writer writer = writing(orders);
        commits(finishing(
                writer,
                1,
                new Work().moving("a", 0, at(7)).accepting("a", 0, "{}"),
                RunStatus.SUCCEEDED,
                fixture.now().minus(HOUR)));
        return orders;
    }

    private PipelineImage image(PipelineKey pipeline) {
        return page(catalog().image(pipeline)).entries().getFirst();
    }

    private List<Object> everyWrite(PipelineKey orders, Writer writer) {
        return List.of(
                catalog().begin(asking(orders)),
                catalog().renew(writer, TTL),
                catalog().commit(goingOn(writer, 1, new Work().moving("a", 1, at(8)))),
                catalog().rewind(backToStart(orders, Rewind.Mode.APPEND)),
                catalog().breakLease(orders, ANN),
                catalog().pause(orders, true, ANN),
                catalog().resume(orders, null, ANN),
                catalog().delete(orders, ANN),
                catalog().put(new PutPipeline(orders, "{\"v\":2}", null, null, ANN)),
                catalog().enqueue(queueing(orders)),
                catalog().cancel(orders, writer.run(), ANN),
                catalog().decide(orders, "a", 1, Verdict.REJECT, ANN));
    }

    @Test
    @Clause("C-26")
    void aSealedPipelineAnswersMovingToEveryWriteAndChangesNothing() {
        PipelineKey orders = worked();
        Writer writer = writing(orders);
        assertThat(catalog().seal(orders, true, ANN))
                .isInstanceOfSatisfying(
                        SealResult.SealedUnder.class,
                        shut -> assertThat(shut.fence())
                                .isGreaterThan(writer.fence())
                                .isEqualTo(state(orders).fence()));
        assertThat(state(orders).status()).isEqualTo(new PipelineStatus.Sealed());
        assertThat(status(writer)).isEqualTo(RunStatus.ABANDONED);
        Dump before = dump();

        assertThat(everyWrite(orders, writer)).containsOnly(new Answers.Moving());
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    @Clause("C-26")
    void aSealedPipelineIsNeitherDueNorReaped() {
        PipelineKey orders = worked();
        writing(orders);
        catalog().seal(orders, true, ANN);
        fixture.advance(BEYOND_TTL);

        assertThat(catalog().claimDue(new ClaimDue(SHOP, 10, TTL))).isEmpty();
        assertThat(catalog().abandonExpired(SHOP, 10)).isEmpty();
    }

    @Test
    @Clause("C-26")
    void sealingTwiceIsSealingOnce() {
        PipelineKey orders = worked();
        SealResult first = catalog().seal(orders, true, ANN);
        Dump before = dump();
        assertThat(catalog().seal(orders, true, ANN)).isEqualTo(first);
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    @Clause("C-26")
    void aSealBreaksNoLeaseUnasked() {
        PipelineKey orders = worked();
        Writer writer = writing(orders);
        Dump before = dump();
        assertThat(catalog().seal(orders, false, ANN))
                .isInstanceOfSatisfying(
                        Answers.Held.class, held -> assertThat(held.fence()).isEqualTo(writer.fence()));
        assertThat(dump()).isEqualTo(before);

        commits(finishing(writer, 1));
        assertThat(catalog().seal(orders, false, ANN)).isInstanceOf(SealResult.SealedUnder.class);
    }

    @Test
    @Clause("C-26")
    void aSealIsTakenBackByItsOwnFenceAlone() {
        PipelineKey orders = worked();
        catalog().seal(orders, true, ANN);
        Fence first = state(orders).fence();
        does(catalog().unseal(orders, first, ANN));
        catalog().seal(orders, true, ANN);
        Dump before = dump();
        assertThat(catalog().unseal(orders, first, ANN)).isInstanceOf(Answers.Invalid.class);
        assertThat(dump()).isEqualTo(before);
        does(catalog().unseal(orders, state(orders).fence(), ANN));
    }

    @Test
    @Clause({"C-26", "C-13"})
    void aPausedPipelineStaysPausedWhereItMoves() {
        PipelineKey orders = worked();
        does(catalog().pause(orders, false, ANN));
        catalog().seal(orders, true, ANN);
        does(target.receive(image(orders), ANN));
        assertThat(target.activate(orders, ANN)).isInstanceOf(ActivateResult.Activated.class);
        assertThat(target.begin(asking(orders))).isEqualTo(new Answers.Paused());
    }

    @Test
    @Clause("C-26")
    void unsealingOpensItAgainUnderTheRaisedFence() {
        PipelineKey orders = worked();
        Writer before = writing(orders);
        catalog().seal(orders, true, ANN);
        does(catalog().unseal(orders, state(orders).fence(), ANN));

        assertThat(catalog().commit(goingOn(before, 1, new Work()))).isInstanceOf(Answers.Fenced.class);
        Granted grant = granted(orders);
        assertThat(grant.cursors().getFirst().position()).isEqualTo(at(7));
    }

    @Test
    @Clause("C-26")
    void aReceivedPipelineIsShutUntilItIsActivatedOnceWithAGreaterGeneration() {
        PipelineKey orders = worked();
        catalog().seal(orders, true, ANN);
        PipelineImage image = image(orders);
        does(target.receive(image, ANN));
        does(target.receive(image, ANN));
        assertThat(target.begin(asking(orders))).isEqualTo(new Answers.Moving());

        assertThat(target.activate(orders, ANN))
                .isInstanceOfSatisfying(
                        ActivateResult.Activated.class,
                        active -> assertThat(active.fence().generation())
                                .isGreaterThan(image.state().fence().generation()));
        assertThat(target.activate(orders, ANN)).isEqualTo(new ActivateResult.AlreadyActive());
        assertThat(target.receive(image, ANN)).isInstanceOf(Answers.Invalid.class);

        Granted grant = granted(target.begin(asking(orders)));
        assertThat(grant.writer().fence()).isGreaterThan(image.state().fence());
        assertThat(grant.cursors()).isEqualTo(image.cursors());
        assertThat(grant.schemas().get("a")).isNotNull();
        assertThat(page(target.schemaVersions(orders, "a", PageRequest.first())).entries())
                .isEqualTo(image.schemas());
    }

    @Test
    @Clause({"C-26", "C-25"})
    void whatIsNotSettledAtTheSourceDoesNotLeaveIt() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(goingOn(
                writer, 1, new Work().moving("a", 0, at(1)).staging("a", "one").staging("a", "two")));
        assertThat(page(catalog().image(orders)).entries()).as("not sealed").isEmpty();
        catalog().seal(orders, true, ANN);
        List<Receipt> open = unsettled(orders);
        assertThat(open).hasSize(2);
        Dump before = dump();

        assertThat(page(catalog().image(orders)).entries()).as("not settled").isEmpty();
        assertThat(catalog().markMoved(orders, ELSEWHERE, ANN)).isEqualTo(new Answers.Unsettled(open));
        assertThat(dump()).isEqualTo(before);

        does(catalog().acknowledge(orders, List.of(published(open.getFirst()))));
        assertThat(page(catalog().image(orders)).entries()).as("half settled").isEmpty();
        does(catalog().acknowledge(orders, List.of(published(open.getLast()))));
        does(target.receive(image(orders), ANN));
        does(catalog().markMoved(orders, ELSEWHERE, ANN));
        assertThat(target.activate(orders, ANN)).isInstanceOf(ActivateResult.Activated.class);
        assertThat(granted(target.begin(asking(orders))).unsettled()).isEmpty();
    }

    @Test
    @Clause({"C-26", "C-25", "C-9"})
    void whatARewindWithdrawsIsWithdrawnBeforeThePipelineLeaves() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(goingOn(writer, 1, new Work().moving("a", 0, at(1)).staging("a", "one")));
        commits(finishing(
                writer, 2, new Work().published(new ReceiptId(writer.fence(), 1, 0)), RunStatus.SUCCEEDED, null));
        assertThat(catalog().rewind(backToStart(orders, Rewind.Mode.REPLACE))).isInstanceOf(RewindResult.Rewound.class);
        catalog().seal(orders, true, ANN);
        List<Receipt> open = unsettled(orders);
        assertThat(open).hasSize(1);

        assertThat(page(catalog().image(orders)).entries()).isEmpty();
        assertThat(catalog().markMoved(orders, ELSEWHERE, ANN)).isEqualTo(new Answers.Unsettled(open));
        does(catalog()
                .acknowledge(orders, List.of(new Settlement(open.getFirst().id(), Receipt.State.WITHDRAWN))));
        assertThat(image(orders).cursors()).hasSize(1);
        does(catalog().markMoved(orders, ELSEWHERE, ANN));
    }

    private static Settlement published(Receipt receipt) {
        return new Settlement(receipt.id(), Receipt.State.PUBLISHED);
    }

    @Test
    @Clause("C-26")
    void activatingWhatWasNeverReceivedIsNotFound() {
        assertThat(target.activate(PipelineKey.of("shop", "orders"), ANN)).isEqualTo(new Answers.NotFound());
    }

    @Test
    @Clause("C-26")
    void ofRacingActivationsOneActivates() {
        PipelineKey orders = worked();
        catalog().seal(orders, true, ANN);
        does(target.receive(image(orders), ANN));

        List<ActivateResult> answers = Race.of(8, i -> () -> target.activate(orders, ANN));

        assertThat(answers)
                .filteredOn(ActivateResult.Activated.class::isInstance)
                .hasSize(1);
        assertThat(answers)
                .filteredOn(new ActivateResult.AlreadyActive()::equals)
                .hasSize(7);
    }

    @Test
    @Clause("C-26")
    void aMovedPipelineAnswersWithItsNewAddressForEver() {
        PipelineKey orders = worked();
        Writer writer = writing(orders);
        catalog().seal(orders, true, ANN);
        does(catalog().markMoved(orders, ELSEWHERE, ANN));
        Answers.Moved moved = new Answers.Moved(ELSEWHERE);
        Dump before = dump();

        assertThat(everyWrite(orders, writer)).containsOnly(moved);
        assertThat(catalog().seal(orders, true, ANN)).isEqualTo(moved);
        assertThat(catalog().unseal(orders, state(orders).fence(), ANN)).isEqualTo(moved);
        assertThat(catalog().activate(orders, ANN)).isEqualTo(moved);
        assertThat(catalog().image(orders)).isEqualTo(new Listing.Elsewhere<PipelineImage>(ELSEWHERE));
        assertThat(catalog().cursors(orders, PageRequest.first())).isEqualTo(new Listing.Elsewhere<Cursor>(ELSEWHERE));
        assertThat(state(orders).status()).isEqualTo(new PipelineStatus.Relocated(ELSEWHERE));
        assertThat(audit(orders)).isNotEmpty();
        assertThat(dump()).isEqualTo(before);
        reopen();
        assertThat(catalog().begin(asking(orders))).isEqualTo(moved);
    }

    @Test
    @Clause("C-26")
    void onlyASealedPipelineIsMarkedAsMoved() {
        PipelineKey orders = worked();
        Dump before = dump();
        assertThat(catalog().markMoved(orders, ELSEWHERE, ANN)).isInstanceOf(Answers.Invalid.class);
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    @Clause("C-26")
    void anActivePipelineIsNotOverwrittenByAnImage() {
        PipelineKey orders = worked();
        catalog().seal(orders, true, ANN);
        PipelineImage image = image(orders);
        target.put(new PutPipeline(orders, "{}", null, 0L, ANN));
        assertThat(target.receive(image, ANN)).isInstanceOf(Answers.Invalid.class);
    }

    @Test
    @Clause({"C-26", "C-1"})
    void sealRacingWithABeginLeavesNoWriter() {
        PipelineKey orders = worked();
        List<Object> answers = Race.of(
                8,
                i -> () ->
                        i == 0 ? catalog().seal(orders, true, ANN) : catalog().begin(asking(orders)));

        assertThat(state(orders).status()).isEqualTo(new PipelineStatus.Sealed());
        assertThat(runs(orders)).noneMatch(run -> run.status() == RunStatus.RUNNING);
        assertThat(answers)
                .filteredOn(Granted.class::isInstance)
                .allSatisfy(grant -> assertThat(catalog().commit(finishing(((Granted) grant).writer(), 1)))
                        .isEqualTo(new Answers.Moving()));
    }

    @Test
    @Clause("C-26")
    void whatBelongsToTheProjectIsSealedWithTheProject() {
        declared("orders");
        does(catalog().sealProject(SHOP, ANN));
        assertThat(projectWrites()).containsOnly(new Answers.Moving());
        does(catalog().unsealProject(SHOP, ANN));
        assertThat(projectWrites()).doesNotContain(new Answers.Moving());
        does(catalog().sealProject(SHOP, ANN));
        does(catalog().markProjectMoved(SHOP, ELSEWHERE, ANN));
        assertThat(projectWrites()).containsOnly(new Answers.Moved(ELSEWHERE));
    }

    private List<Object> projectWrites() {
        Instant expiry = fixture.now().plus(HOUR);
        KeyId key = new KeyId(SHOP, "s", "k");
        return List.of(
                catalog().start(new KeyStart(key, RequestId.random(), TTL, HOUR)),
                catalog()
                        .createToken(
                                new ApiToken(
                                        SHOP,
                                        RequestId.random().value(),
                                        Role.READER,
                                        Bytes.of(new byte[32]),
                                        expiry,
                                        null),
                                ANN),
                catalog().revokeToken(SHOP, "none", ANN));
    }
}
