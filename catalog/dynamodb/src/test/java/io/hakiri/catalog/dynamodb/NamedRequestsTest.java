package io.hakiri.catalog.dynamodb;

import static io.hakiri.catalog.dynamodb.Shop.TTL;
import static io.hakiri.catalog.dynamodb.Shop.asking;
import static io.hakiri.catalog.dynamodb.Shop.committed;
import static io.hakiri.catalog.dynamodb.Shop.declared;
import static io.hakiri.catalog.dynamodb.Shop.ending;
import static io.hakiri.catalog.dynamodb.Shop.finishing;
import static io.hakiri.catalog.dynamodb.Shop.goingOn;
import static io.hakiri.catalog.dynamodb.Shop.granted;
import static io.hakiri.catalog.dynamodb.Shop.runs;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult.Granted;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunIds;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A begin whose request is named like its run, as the engine's are, is safe to repeat without an item of its own (C-10). */
class NamedRequestsTest {
    private final Shop shop = new Shop();
    private final AtomicReference<Instant> time = new AtomicReference<>(Instant.now());
    private final Catalog catalog = shop.open(time::get);
    private PipelineKey orders;
    private Begin begin;
    private Granted first;

    @BeforeEach
    void beginOnce() {
        orders = declared(catalog, "orders");
        committed(
                catalog.commit(finishing(granted(catalog.begin(asking(orders))).writer(), 1, 0)));
        begin = asking(orders);
        first = granted(catalog.begin(begin));
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void keepsNoItemOfItsOwn() {
        assertThat(shop.sortKeys(orders, Items.REQUEST)).isEmpty();
        committed(catalog.commit(ending(first.writer(), 1)));
        granted(catalog.begin(asking(orders, Shop.RUN_IDS.next(), RequestId.random(), "worker", TTL)));
        assertThat(shop.sortKeys(orders, Items.REQUEST)).hasSize(1);
    }

    @Test
    void isAnsweredAsTheFirstTimeWhateverCameAfterIt() {
        assertThat(catalog.begin(begin)).isEqualTo(first);
        committed(catalog.commit(goingOn(first.writer(), 1, 1)));
        time.updateAndGet(now -> now.plusSeconds(7));
        assertThat(catalog.begin(begin)).isEqualTo(first);
        committed(catalog.commit(finishing(first.writer(), 2, 2)));
        Granted after = granted(catalog.begin(begin));
        assertThat(after.writer()).isEqualTo(first.writer());
        assertThat(after.leaseUntil()).isEqualTo(first.leaseUntil());
        assertThat(after.failures()).isEqualTo(first.failures());
        assertThat(catalog.pipeline(orders).orElseThrow().lease()).isNull();
        assertThat(runs(catalog, orders)).hasSize(2);
    }

    @Test
    void afterATakeoverItsGrantIsWorthNothing() {
        time.updateAndGet(now -> now.plus(TTL));
        Granted taken = granted(catalog.begin(asking(orders)));
        assertThat(taken.abandoned()).isEqualTo(begin.run());
        assertThat(granted(catalog.begin(begin)).writer()).isEqualTo(first.writer());
        assertThat(catalog.commit(goingOn(first.writer(), 1, 1)))
                .isEqualTo(new Answers.Fenced(taken.writer().fence()));
        committed(catalog.commit(goingOn(taken.writer(), 1, 1)));
    }

    @Test
    void withOtherContentIsRefusedWhileItGoesOnAndAfterwards() {
        Begin other = asking(orders, begin.run(), begin.request(), "another worker", TTL);
        assertThat(catalog.begin(other)).isInstanceOf(Answers.Invalid.class);
        committed(catalog.commit(ending(first.writer(), 1)));
        assertThat(catalog.begin(other)).isInstanceOf(Answers.Invalid.class);
        assertThat(runs(catalog, orders)).hasSize(2);
    }

    @Test
    void underTheNameOfAnotherRunIsRefused() {
        committed(catalog.commit(ending(first.writer(), 1)));
        Begin other = asking(orders, Shop.RUN_IDS.next(), begin.request(), "worker", TTL);
        assertThat(catalog.begin(other)).isInstanceOf(Answers.Invalid.class);
        assertThat(runs(catalog, orders)).hasSize(2);
    }

    @Test
    void underAnotherRequestItsRunIsNoNewOne() {
        committed(catalog.commit(ending(first.writer(), 1)));
        assertThat(catalog.begin(asking(orders, begin.run(), RequestId.random(), "worker", TTL)))
                .isInstanceOf(Answers.Invalid.class);
    }

    @Test
    void runsWhoseIdsDoNotGrowAreFoundByIdAndListedByFence() {
        committed(catalog.commit(ending(first.writer(), 1)));
        Instant now = Instant.now();
        List<RunId> ids = new ArrayList<>();
        for (int minutes : List.of(-60, 5, -59, -120, 6, 7, -1, 8)) {
            RunId id = RunIds.uuid7(() -> now.plus(Duration.ofMinutes(minutes)), new SecureRandom())
                    .next();
            Begin one = asking(orders, id, new RequestId(id.toString()), "worker", TTL);
            Granted grant = granted(catalog.begin(one));
            assertThat(catalog.begin(one)).isEqualTo(grant);
            committed(catalog.commit(ending(grant.writer(), 1)));
            assertThat(granted(catalog.begin(one)).writer()).isEqualTo(grant.writer());
            ids.add(id);
        }
        try (Catalog other = shop.open()) {
            for (RunId id : ids) {
                assertThat(other.run(orders, id)).map(Run::id).contains(id);
            }
            assertThat(other.run(orders, Shop.RUN_IDS.next())).isEmpty();
            assertThat(runs(other, orders).stream().map(Run::id).limit(ids.size()))
                    .containsExactlyElementsOf(ids.reversed());
            assertThat(runs(other, orders).stream().map(Run::id).skip(ids.size()))
                    .startsWith(begin.run());
        }
    }
}
