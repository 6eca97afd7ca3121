package io.hakiri.catalog.contract;

import static io.hakiri.catalog.contract.Positions.at;
import static io.hakiri.catalog.contract.Positions.snapshot;
import static io.hakiri.catalog.contract.Positions.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.BeginResult.Granted;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Lease;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.RenewResult;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who holds a pipeline, and how long. */
abstract class HoldingContract extends Scene {
    private static final int RUNNERS = 8;
    private static final int ROUNDS = 20;

    HoldingContract(CatalogFixture fixture) {
        super(fixture);
    }

    @Test
    @Clause("C-1")
    void aBeginOnAHeldLeaseSaysWhoHoldsItAndUntilWhenAndChangesNothing() {
        PipelineKey orders = declared("orders");
        Granted holder = granted(catalog().begin(asking(orders, "first worker")));
        Dump before = dump();

        BeginResult second = catalog().begin(asking(orders, "second worker"));

        assertThat(second)
                .isEqualTo(new Answers.Held("first worker", holder.writer().fence(), holder.leaseUntil()));
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    @Clause("C-1")
    void oneHolderWhateverTheKindOfTheCursor() {
        for (Position position : List.of(at(1), token("page-2"), snapshot("lsn-3"))) {
            PipelineKey pipeline = declared("p" + position.value());
            commits(goingOn(writing(pipeline), 1, new Work().moving("a", 0, position)));

            assertThat(catalog().begin(asking(pipeline))).isInstanceOf(Answers.Held.class);
        }
    }

    @Test
    @Clause("C-1")
    void oneHolderPerPipelineAndNotPerProject() {
        assertThat(granted(declared("orders"))).isNotNull();
        assertThat(granted(declared("customers"))).isNotNull();
    }

    @Test
    @Clause("C-1")
    void ofRacingThreadsExactlyOneIsGranted() {
        PipelineKey orders = declared("orders");
        for (int round = 0; round < ROUNDS; round++) {
            List<BeginResult> answers = Race.of(RUNNERS, i -> () -> catalog().begin(asking(orders, "worker " + i)));

            List<Granted> grants = answers.stream()
                    .filter(Granted.class::isInstance)
                    .map(Granted.class::cast)
                    .toList();
            assertThat(grants).hasSize(1);
            Granted won = grants.getFirst();
            String winner = run(won.writer()).worker();
            assertThat(answers)
                    .filteredOn(answer -> !answer.equals(won))
                    .containsOnly(new Answers.Held(winner, won.writer().fence(), won.leaseUntil()));
            commits(finishing(won.writer(), 1));
        }
    }

    @Test
    @Clause("C-1")
    void ofThreadsThatEachOpenedTheCatalogExactlyOneIsGranted() {
        PipelineKey orders = declared("orders");
        List<BeginResult> answers = Race.of(RUNNERS, i -> () -> {
            try (Catalog own = fixture.open(address())) {
                return own.begin(asking(orders, "worker " + i));
            }
        });

        assertThat(answers).filteredOn(Granted.class::isInstance).hasSize(1);
    }

    @Test
    @Clause("C-1")
    void ofRacingProcessesExactlyOneIsGrantedInEachRound() {
        int rounds = 25;
        String shared = fixture.newAddress();
        try (Catalog catalog = fixture.openOnRealTime(shared)) {
            for (int round = 0; round < rounds; round++) {
                catalog.put(ContractWorker.declaring(ContractWorker.pipeline(round)));
            }
            List<List<String>> said = Race.of(4, i -> () -> {
                try (WorkerProcess child = WorkerProcess.start(fixture, shared, "race", "worker-" + i, i, rounds)) {
                    return child.sayingAll();
                }
            });

            List<String> grants = said.stream().flatMap(List::stream).toList();
            List<String> expected = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                expected.add("granted " + ContractWorker.pipeline(round));
            }
            assertThat(grants).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    @Clause("C-4")
    void aLeaseCanBeTakenAfterItHasExpiredAndNotBefore() {
        PipelineKey orders = declared("orders");
        Writer first = writing(orders);

        fixture.advance(TTL.minusMillis(1));
        assertThat(catalog().begin(asking(orders))).isInstanceOf(Answers.Held.class);
        fixture.advance(Duration.ofMillis(2));
        Granted second = granted(orders);

        assertThat(second.abandoned()).isEqualTo(first.run());
        assertThat(second.leaseUntil()).isEqualTo(fixture.now().plus(TTL));
    }

    @Test
    @Clause("C-4")
    void ofThreadsRacingForAnExpiredLeaseExactlyOneIsGranted() {
        PipelineKey orders = declared("orders");
        for (int round = 0; round < ROUNDS; round++) {
            fixture.advance(BEYOND_TTL);
            List<BeginResult> answers = Race.of(RUNNERS, i -> () -> catalog().begin(asking(orders, "worker " + i)));
            assertThat(answers).filteredOn(Granted.class::isInstance).hasSize(1);
        }
    }

    @Test
    @Clause({"C-4", "C-3"})
    void aClockThatGoesBackMakesWorkLateAndNeverUnsafe() {
        PipelineKey orders = declared("orders");
        Writer first = writing(orders);
        fixture.advance(BEYOND_TTL);
        Writer second = writing(orders);
        fixture.advance(HOUR.negated());

        assertThat(catalog().commit(goingOn(first, 1, new Work().moving("a", 0, at(1)))))
                .isEqualTo(new Answers.Fenced(second.fence()));
        assertThat(catalog().begin(asking(orders))).isInstanceOf(Answers.Held.class);
        commits(finishing(second, 1));
        assertThat(granted(orders).writer().fence()).isGreaterThan(second.fence());
    }

    @Test
    @Clause("C-5")
    void renewExtendsTheLease() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        fixture.advance(Duration.ofSeconds(50));

        assertThat(catalog().renew(writer, TTL))
                .isEqualTo(new RenewResult.Renewed(fixture.now().plus(TTL)));

        fixture.advance(Duration.ofSeconds(50));
        assertThat(catalog().begin(asking(orders))).isInstanceOf(Answers.Held.class);
    }

    @Test
    @Clause("C-5")
    void everyCommitThatGoesOnExtendsTheLease() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        for (int step = 1; step <= 3; step++) {
            fixture.advance(Duration.ofSeconds(50));
            CommitResult.Committed committed =
                    commits(goingOn(writer, step, new Work().moving("a", step - 1, at(step))));
            assertThat(committed.leaseUntil()).isEqualTo(fixture.now().plus(TTL));
        }
        assertThat(catalog().begin(asking(orders))).isInstanceOf(Answers.Held.class);
    }

    @Test
    @Clause("C-5")
    void aCommitWithTheCurrentFenceSucceedsAlsoAfterExpiry() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        fixture.advance(HOUR);

        commits(goingOn(writer, 1, new Work().moving("a", 0, at(1))));

        assertThat(position(orders, "a")).isEqualTo(at(1));
        assertThat(catalog().begin(asking(orders))).isInstanceOf(Answers.Held.class);
    }

    @Test
    @Clause("C-5")
    void aRenewWithTheCurrentFenceSucceedsAlsoAfterExpiry() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        fixture.advance(HOUR);

        assertThat(catalog().renew(writer, TTL)).isInstanceOf(RenewResult.Renewed.class);
        assertThat(status(writer)).isEqualTo(RunStatus.RUNNING);
    }

    @Test
    @Clause("C-5")
    void aFinishAfterExpiryEndsTheRunAndGivesTheLeaseBack() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        fixture.advance(HOUR);

        assertThat(commits(finishing(writer, 1)).leaseUntil()).isNull();

        assertThat(status(writer)).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(state(orders).lease()).isNull();
        assertThat(granted(orders).abandoned()).isNull();
    }

    @Test
    @Clause("C-1")
    void theGrantIsWhatTheStateShows() {
        PipelineKey orders = declared("orders");
        Begin begin = asking(orders, "worker 7");
        Granted grant = granted(catalog().begin(begin));

        assertThat(grant.writer().run()).isEqualTo(begin.run());
        assertThat(state(orders).fence()).isEqualTo(grant.writer().fence());
        assertThat(state(orders).lease())
                .isEqualTo(
                        new Lease("worker 7", begin.run(), grant.writer().fence(), fixture.now(), grant.leaseUntil()));
    }

    @Test
    @Clause("C-1")
    void aPipelineThatDoesNotExistIsNotFound() {
        assertThat(catalog().begin(asking(PipelineKey.of("shop", "nowhere")))).isEqualTo(new Answers.NotFound());
    }
}
