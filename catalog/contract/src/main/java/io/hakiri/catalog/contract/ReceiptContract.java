package io.hakiri.catalog.contract;

import static io.hakiri.catalog.contract.Positions.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.Receipt.State;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.Rewind;
import io.hakiri.catalog.RewindResult;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Settlement;
import io.hakiri.catalog.Writer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Receipts: open until the destination has followed. */
abstract class ReceiptContract extends Scene {
    ReceiptContract(CatalogFixture fixture) {
        super(fixture);
    }

    private void acknowledges(PipelineKey pipeline, ReceiptId receipt, State done) {
        does(catalog().acknowledge(pipeline, List.of(new Settlement(receipt, done))));
    }

    private static Work stagingTwo(int step) {
        return new Work()
                .moving("a", step - 1, at(step))
                .staging("a", step + "-0")
                .staging("b", step + "-1");
    }

    @Test
    @Clause("C-25")
    void aReceiptIsOpenUntilItIsSettled() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(goingOn(writer, 1, stagingTwo(1)));
        ReceiptId first = new ReceiptId(writer.fence(), 1, 0);
        ReceiptId second = new ReceiptId(writer.fence(), 1, 1);
        assertThat(unsettled(orders))
                .containsExactly(
                        new Receipt(first, Work.object("a", "1-0"), State.COMMITTED),
                        new Receipt(second, Work.object("b", "1-1"), State.COMMITTED));

        acknowledges(orders, first, State.PUBLISHED);

        assertThat(unsettled(orders)).extracting(Receipt::id).containsExactly(second);
    }

    @Test
    @Clause("C-25")
    void aCommitSettlesWhatItSaysWasPublished() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(goingOn(writer, 1, stagingTwo(1)));
        commits(goingOn(
                writer,
                2,
                new Work()
                        .published(new ReceiptId(writer.fence(), 1, 0))
                        .published(new ReceiptId(writer.fence(), 1, 1))
                        .staging("a", "2-0")));

        assertThat(unsettled(orders)).extracting(Receipt::id).containsExactly(new ReceiptId(writer.fence(), 2, 0));
    }

    @Test
    @Clause("C-25")
    void theGrantCarriesTheOpenReceiptsOldestFirst() {
        PipelineKey orders = declared("orders");
        Writer first = writing(orders);
        commits(goingOn(first, 1, stagingTwo(1)));
        commits(goingOn(first, 2, stagingTwo(2)));
        fixture.advance(BEYOND_TTL);
        Writer second = writing(orders);
        commits(finishing(second, 1, new Work().staging("a", "late"), RunStatus.SUCCEEDED, null));

        List<Receipt> open = granted(orders).unsettled();

        assertThat(open).isEqualTo(unsettled(orders)).hasSize(5);
        assertThat(open).extracting(Receipt::id).isSorted();
        assertThat(open.getLast().id().fence()).isEqualTo(second.fence());
    }

    @Test
    @Clause("C-25")
    void aReceiptOfALostWriterIsSettledByWhoeverPublishes() {
        PipelineKey orders = declared("orders");
        Writer lost = writing(orders);
        commits(goingOn(lost, 1, stagingTwo(1)));
        fixture.advance(BEYOND_TTL);
        Writer next = writing(orders);

        commits(goingOn(
                next,
                1,
                new Work().published(new ReceiptId(lost.fence(), 1, 0)).published(new ReceiptId(lost.fence(), 1, 1))));

        assertThat(unsettled(orders)).isEmpty();
    }

    @Test
    @Clause("C-25")
    void settlingIsIdempotentAndPassesOverUnknownReceipts() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(goingOn(writer, 1, stagingTwo(1)));
        acknowledges(orders, new ReceiptId(writer.fence(), 1, 0), State.PUBLISHED);
        Dump before = dump();

        acknowledges(orders, new ReceiptId(writer.fence(), 1, 0), State.PUBLISHED);
        acknowledges(orders, new ReceiptId(writer.fence(), 9, 9), State.PUBLISHED);
        acknowledges(orders, new ReceiptId(writer.fence().next(), 1, 0), State.WITHDRAWN);
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    @Clause("C-25")
    void aSettlementCountsOnlyForAReceiptThatWaitsForIt() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(finishing(writer, 1, stagingTwo(1), RunStatus.SUCCEEDED, null));
        ReceiptId receipt = new ReceiptId(writer.fence(), 1, 0);

        acknowledges(orders, receipt, State.WITHDRAWN);
        assertThat(unsettled(orders))
                .extracting(Receipt::state)
                .containsOnly(State.COMMITTED)
                .hasSize(2);

        rewound(orders, Rewind.Mode.REPLACE);
        assertThat(unsettled(orders))
                .extracting(Receipt::state)
                .containsOnly(State.WITHDRAWING)
                .hasSize(2);
        acknowledges(orders, receipt, State.PUBLISHED);
        assertThat(unsettled(orders))
                .extracting(Receipt::state)
                .containsOnly(State.WITHDRAWING)
                .hasSize(2);
        acknowledges(orders, receipt, State.WITHDRAWN);
        assertThat(unsettled(orders)).hasSize(1);
    }

    private RewindResult.Rewound rewound(PipelineKey orders, Rewind.Mode mode) {
        RewindResult answer = catalog().rewind(backToStart(orders, mode));
        assertThat(answer).isInstanceOf(RewindResult.Rewound.class);
        return (RewindResult.Rewound) answer;
    }

    @Test
    @Clause({"C-25", "C-9"})
    void aReplacingRewindWithdrawsPublishedAndUnpublishedAlike() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(finishing(writer, 1, stagingTwo(1), RunStatus.SUCCEEDED, null));
        acknowledges(orders, new ReceiptId(writer.fence(), 1, 0), State.PUBLISHED);

        assertThat(rewound(orders, Rewind.Mode.REPLACE).withdrawing()).isEqualTo(2);
        assertThat(unsettled(orders)).extracting(Receipt::state).containsExactly(State.WITHDRAWING, State.WITHDRAWING);
        assertThat(granted(orders).unsettled()).hasSize(2);
    }

    @Test
    @Clause({"C-25", "C-9"})
    void anAppendingRewindWithdrawsNothing() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(finishing(writer, 1, stagingTwo(1), RunStatus.SUCCEEDED, null));
        acknowledges(orders, new ReceiptId(writer.fence(), 1, 0), State.PUBLISHED);

        assertThat(rewound(orders, Rewind.Mode.APPEND).withdrawing()).isZero();
        assertThat(unsettled(orders)).extracting(Receipt::state).containsExactly(State.COMMITTED);
    }

    @Test
    @Clause("C-25")
    void aWithdrawnReceiptIsNotWithdrawnAgain() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(finishing(writer, 1, stagingTwo(1), RunStatus.SUCCEEDED, null));
        rewound(orders, Rewind.Mode.REPLACE);
        acknowledges(orders, new ReceiptId(writer.fence(), 1, 0), State.WITHDRAWN);
        acknowledges(orders, new ReceiptId(writer.fence(), 1, 1), State.WITHDRAWN);

        assertThat(rewound(orders, Rewind.Mode.REPLACE).withdrawing()).isZero();
        assertThat(unsettled(orders)).isEmpty();
    }

    @Test
    @Clause("C-25")
    void aPipelineWithOpenReceiptsIsNotDeleted() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(finishing(writer, 1, stagingTwo(1), RunStatus.SUCCEEDED, null));
        Dump before = dump();

        assertThat(catalog().delete(orders, ANN)).isEqualTo(new Answers.Unsettled(unsettled(orders)));
        assertThat(dump()).isEqualTo(before);

        unsettled(orders).forEach(receipt -> acknowledges(orders, receipt.id(), State.PUBLISHED));
        does(catalog().delete(orders, ANN));
    }

    @Test
    @Clause({"C-25", "C-6"})
    void receiptsStayOpenWhateverBecomesOfTheirRun() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(goingOn(writer, 1, stagingTwo(1)));
        List<Receipt> open = new ArrayList<>(unsettled(orders));

        does(catalog().breakLease(orders, ANN));
        does(catalog().pause(orders, true, ANN));
        does(catalog().resume(orders, null, ANN));
        fixture.advance(HOUR.multipliedBy(24 * 365));
        catalog().abandonExpired(SHOP, 10);
        reopen();

        assertThat(unsettled(orders)).isEqualTo(open);
        assertThat(granted(orders).unsettled()).isEqualTo(open);
    }

    @Test
    @Clause({"C-25", "C-22"})
    void aGrantCarriesAThousandReceiptsAndSaysThatThereAreMore() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        for (int step = 1; step <= 2; step++) {
            Work work = new Work();
            for (int i = 0; i < 501; i++) {
                work.staging("a", step + "-" + i);
            }
            commits(goingOn(writer, step, work));
        }
        commits(finishing(writer, 3));

        BeginResult.Granted grant = granted(orders);
        assertThat(grant.unsettled()).hasSize(1000);
        assertThat(grant.moreUnsettled()).isTrue();
        assertThat(unsettled(orders)).hasSize(1002);
    }
}
