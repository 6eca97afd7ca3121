package io.hakiri.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineImage;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.transfer.RowKeys;
import io.hakiri.transfer.RowKind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From where on a pipeline is copied again. */
final class MarksTest {
    private static final Marks MARKS = new Marks(new Fence(10), new Fence(7), 5);

    private static PipelineImage image(PipelineStatus status, long auditNumber) {
        Fence last = new Fence(20);
        return new PipelineImage(
                new PipelineState(Shop.ORDERS, "{}", 1, status, last, null, 0, null),
                null,
                Fence.NONE,
                last,
                Fence.NONE,
                auditNumber,
                List.of(),
                List.of());
    }

    @Test
    void settledReceiptsAreLookedAtAgainWhereTheyMayHaveBeenWithdrawn() {
        assertThat(MARKS.after(RowKind.RECEIPT, image(new PipelineStatus.Active(), 5)))
                .as("nothing was changed")
                .isNotNull();
        assertThat(MARKS.after(RowKind.RECEIPT, image(new PipelineStatus.Sealed(), 6)))
                .as("it was sealed")
                .isNotNull();
        assertThat(MARKS.after(RowKind.RECEIPT, image(new PipelineStatus.Active(), 6)))
                .as("it may have been rewound")
                .isNull();
        assertThat(MARKS.after(RowKind.RECEIPT, image(new PipelineStatus.Sealed(), 7)))
                .as("rewound, then sealed")
                .isNull();
    }

    @Test
    void whatIsRecordedOnceIsNotReadAgain() {
        assertThat(MARKS.after(RowKind.FENCE, image(new PipelineStatus.Sealed(), 9)))
                .isEqualTo(RowKeys.of(new Fence(9)));
        assertThat(MARKS.after(RowKind.AUDIT, image(new PipelineStatus.Sealed(), 9)))
                .isEqualTo(RowKeys.of(5));
        assertThat(MARKS.after(RowKind.CHUNK, image(new PipelineStatus.Sealed(), 9)))
                .isNull();
        assertThat(Marks.NONE.after(RowKind.RECEIPT, image(new PipelineStatus.Sealed(), 1)))
                .isNull();
    }
}
