package io.hakiri.catalog.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.ClaimDue;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.Writer;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Answers are results; a backend that cannot answer gives one of a few faults. */
abstract class FaultContract extends Scene {
    FaultContract(CatalogFixture fixture) {
        super(fixture);
    }

    @Test
    @Clause("C-24")
    void aClosedCatalogIsUnavailable() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        Catalog closed = catalog();
        closed.close();

        Map<String, ThrowingCallable> calls = Map.of(
                "begin", () -> closed.begin(asking(orders)),
                "commit", () -> closed.commit(finishing(writer, 1)),
                "renew", () -> closed.renew(writer, TTL),
                "put", () -> closed.put(new PutPipeline(orders, "{}", null, null, ANN)),
                "pipeline", () -> closed.pipeline(orders),
                "pipelines", () -> closed.pipelines(SHOP, PageRequest.first()),
                "cursors", () -> closed.cursors(orders, PageRequest.first()),
                "claimDue", () -> closed.claimDue(new ClaimDue(SHOP, 1, TTL)),
                "projects", () -> closed.projects(PageRequest.first()));
        for (Map.Entry<String, ThrowingCallable> call : calls.entrySet()) {
            assertThatThrownBy(call.getValue(), call.getKey())
                    .isInstanceOf(CatalogException.Unavailable.class)
                    .hasMessageMatching("(?s).+");
        }
    }

    @Test
    @Clause("C-24")
    void closingTwiceIsClosingOnce() {
        catalog().close();
        catalog().close();
        assertThatThrownBy(() -> catalog().projects(PageRequest.first()))
                .isInstanceOf(CatalogException.Unavailable.class);
    }

    @Test
    @Clause({"C-24", "C-12"})
    void callsThatRaceWithACloseAreAppliedOrUnavailableOrUnknown() {
        PipelineKey orders = declared("orders");
        Catalog closing = catalog();
        List<Begin> begins =
                IntStream.range(0, 6).mapToObj(i -> asking(orders, "w" + i)).toList();

        List<Object> answers = Race.of(7, i -> () -> {
            if (i == 6) {
                closing.close();
                return "closed";
            }
            try {
                return closing.begin(begins.get(i));
            } catch (CatalogException.Unavailable | CatalogException.OutcomeUnknown fault) {
                return fault;
            }
        });
        reopen();

        for (int i = 0; i < 6; i++) {
            if (answers.get(i) instanceof BeginResult.Granted grant) {
                assertThat(state(orders).lease()).isNotNull();
                assertThat(state(orders).fence()).isEqualTo(grant.writer().fence());
            } else if (answers.get(i) instanceof CatalogException.Unavailable) {
                assertThat(catalog().run(orders, begins.get(i).run())).isEmpty();
            }
        }
    }

    @Test
    @Clause("C-24")
    void refusalsAreResultsAndThrowNothing() {
        PipelineKey orders = declared("orders");
        writing(orders);
        assertThat(catalog().begin(asking(orders))).isInstanceOf(Answers.Held.class);
        assertThat(catalog()
                        .commit(finishing(
                                new Writer(orders, RUN_IDS.next(), state(orders).fence()), 1)))
                .isNotInstanceOf(CommitResult.Committed.class);
    }
}
