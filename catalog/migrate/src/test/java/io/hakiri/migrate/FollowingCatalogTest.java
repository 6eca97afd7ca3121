package io.hakiri.migrate;

import static io.hakiri.migrate.Shop.ANN;
import static io.hakiri.migrate.Shop.LIVING;
import static io.hakiri.migrate.Shop.ORDERS;
import static io.hakiri.migrate.Shop.PAYMENTS;
import static io.hakiri.migrate.Shop.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.BeginResult.Granted;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ClaimDue;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.PutResult;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever has both catalogs goes on through a move. */
final class FollowingCatalogTest {
    private static final int CYCLES = 2;

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Ends ends;

    @SuppressWarnings("NullAway.Init")
    private Catalog following;

    @BeforeEach
    void open() {
        ends = new Ends(folder);
        Shop.open(ends.source, CYCLES);
        following = new FollowingCatalog(ends.from, ends.to);
    }

    @AfterEach
    void close() {
        following.close();
    }

    @Test
    void eachPipelineIsAskedForWhereItLives() {
        Granted held = Shop.granted(following, PAYMENTS);
        assertThat(ends.migration().go().skipped()).hasSize(1);

        assertThat(Shop.cycle(following, ORDERS)).as("there").isEqualTo(CYCLES);
        Shop.commit(following, held, CYCLES);
        assertThat(following.pipelines(SHOP, PageRequest.first()).entries())
                .extracting(PipelineState::key)
                .containsExactlyInAnyOrderElementsOf(LIVING);
        assertThat(following.pipelines(SHOP, PageRequest.first()).entries())
                .noneMatch(state -> state.status() instanceof PipelineStatus.Relocated);
        assertThat(following
                        .audit(ORDERS, PageRequest.first())
                        .entries()
                        .getLast()
                        .action())
                .isEqualTo("pipeline.activated");
        assertThat(following.validToken(SHOP, Shop.TOKEN)).isPresent();
    }

    @Test
    void whatIsDeclaredAfterTheMoveIsDeclaredThere() {
        ends.migration().go();
        PipelineKey fresh = PipelineKey.of("shop", "fresh");
        assertThat(following.put(new PutPipeline(fresh, "{}", null, null, ANN))).isInstanceOf(PutResult.Stored.class);
        assertThat(Shop.cycle(following, fresh)).isZero();
        assertThat(ends.target.pipeline(fresh)).isPresent();
        assertThat(ends.source.pipeline(fresh)).isEmpty();
        assertThat(following.pipelines(SHOP, PageRequest.first()).entries()).hasSize(LIVING.size() + 1);
        assertThat(following.projects(PageRequest.first()).entries()).containsExactly(SHOP);
    }

    @Test
    void whatIsDueIsHandedOutByBoth() {
        Instant past = Instant.now().minusSeconds(60);
        ends.source.put(new PutPipeline(ORDERS, "{\"id\":\"due\"}", past, null, ANN));
        ends.source.put(new PutPipeline(PAYMENTS, "{\"id\":\"due\"}", past, null, ANN));
        Granted held = Shop.granted(following, PAYMENTS);
        assertThat(ends.migration().go().skipped()).hasSize(1);
        ends.source.breakLease(held.writer().pipeline(), ANN);

        assertThat(following.claimDue(new ClaimDue(SHOP, 10, Duration.ofMinutes(1))))
                .extracting(claim -> claim.pipeline())
                .containsExactlyInAnyOrder(ORDERS, PAYMENTS);
    }

    @Test
    void whatCameBackIsAskedForHereAgain() {
        ends.migration().go();
        Shop.cycle(following, ORDERS);
        new Migration(
                        ends.to,
                        ends.from,
                        new MoveOptions(java.util.List.of(), false, false, Duration.ofSeconds(1), ANN),
                        _ -> {},
                        MoveListener.NONE,
                        Ends.pace())
                .go();
        assertThat(Shop.begin(ends.target, ORDERS)).isInstanceOf(Answers.Moved.class);
        assertThat(Shop.cycle(following, ORDERS)).isEqualTo(CYCLES + 1);
        assertThat(ends.source.runs(ORDERS, PageRequest.first()).pageOrNull()).isNotNull();
    }
}
