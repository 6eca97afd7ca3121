package io.hakiri.migrate;

import static io.hakiri.migrate.Shop.LIVING;
import static io.hakiri.migrate.Shop.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.PageRequest;
import io.hakiri.transfer.RowKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a move would do. */
final class PlanTest {
    private static final int CYCLES = 3;

    @TempDir
    private Path folder;

    @Test
    void whatWouldMoveIsCountedAndNothingIsLeftAtTheTarget() {
        try (Ends ends = new Ends(folder)) {
            Shop.open(ends.source, CYCLES);
            Plan plan = Plan.of(ends.from, ends.to, List.of(), Ends.pace());

            assertThat(plan.pipelines()).isEqualTo(LIVING.size());
            long living = LIVING.size();
            long all = living + 1; // what was deleted has a past, and no receipts
            assertThat(plan.rows())
                    .containsEntry(RowKind.FENCE, all * CYCLES)
                    .containsEntry(RowKind.RECEIPT, living * CYCLES)
                    .containsEntry(RowKind.KEY, 1L);
            assertThat(plan.layings())
                    .as("fences and audit of each, receipts of the living; token, key and audit of the project")
                    .isEqualTo(2 * all + living + 3);
            assertThat(plan.answer()).isPositive();
            assertThat(plan.obstacles()).isEmpty();
            assertThat(ends.target.projects(PageRequest.first()).entries()).isEmpty();
        }
    }

    @Test
    void aMoveTakesAtLeastAsLongAsReadingOrAsTheAnswersOfTheTarget() {
        Plan near = plan(Duration.ofMillis(1));
        assertThat(near.least()).isEqualTo(Duration.ofSeconds(10));
        Plan far = plan(Duration.ofMillis(100));
        assertThat(far.least())
                .as("400 layings, four at once, and pauses of nine answers")
                .isEqualTo(Duration.ofSeconds(28));
    }

    private static Plan plan(Duration answer) {
        return new Plan(20, Map.of(), 0, 0, 400, Duration.ofSeconds(10), answer, List.of(SHOP + ": in the way"));
    }
}
