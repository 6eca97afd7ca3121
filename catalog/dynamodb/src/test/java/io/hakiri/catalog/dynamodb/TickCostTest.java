package io.hakiri.catalog.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Claim;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.dynamodb.server.DynamoServer;
import io.hakiri.catalog.dynamodb.server.Meter;
import io.hakiri.catalog.dynamodb.server.Meter.Metered;
import io.hakiri.connector.Connectors;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.reconcile.CircuitBreakers;
import io.hakiri.reconcile.Executor;
import io.hakiri.reconcile.Outcomes;
import io.hakiri.reconcile.ReconcileListener;
import io.hakiri.reconcile.Reconciler;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What a scheduler pays that has the reconciler look every minute, while nothing is due. */
class TickCostTest {
    private static final int PIPELINES = 40;
    private static final int MINUTES = 30;
    /** In minutes, as the function has it. */
    private static final int BETWEEN_ABANDONING = 5;
    /** Of the projects, as many as fill a page of the service. */
    private static final double LIST = 0.5;
    /** At one shard of what is due. */
    private static final double LOOK = 0.5;

    /** Takes whatever there is, and is given nothing. */
    private static final class Idle implements Executor {
        @Override
        public int free() {
            return 25;
        }

        @Override
        public int running(ProjectId project) {
            return 0;
        }

        @Override
        public Duration startsWithin() {
            return Duration.ofMinutes(5);
        }

        @Override
        public void dispatch(Claim claim, Pipeline pipeline) {
            throw new AssertionError("nothing is due: " + claim);
        }

        @Override
        public void close() {}
    }

    private Instant now = Instant.now();

    @Test
    void aTickWithNothingDueReadsHalfAUnitForEachShardAndWritesNothing() {
        Meter meter = new Meter(DynamoServer.client());
        try (DynamoServer server = new DynamoServer();
                DynamoDbClient client = DynamoServer.client(meter);
                Catalog catalog =
                        DynamoCatalog.open("dynamodb://" + server.newTableName(), client, new SecureRandom())) {
            catalog.upgrade();
            for (int i = 0; i < PIPELINES; i++) {
                catalog.put(new PutPipeline(
                        PipelineKey.of("shop", "p" + i),
                        "{}",
                        now.plus(Duration.ofDays(1)),
                        null,
                        new Actor("test", "test")));
            }
            InstantSource clock = () -> now;
            CircuitBreakers breakers = new CircuitBreakers(clock);
            Outcomes outcomes = new Outcomes(new Connectors(List.of(), List.of()), breakers, clock);
            Reconciler reconciler = new Reconciler(
                    catalog,
                    new Idle(),
                    outcomes,
                    breakers,
                    clock,
                    ReconcileListener.SILENT,
                    Duration.ofMinutes(BETWEEN_ABANDONING));
            reconciler.tick();
            meter.take();

            double reads = 0;
            for (int minute = 1; minute <= MINUTES; minute++) {
                now = now.plus(Duration.ofMinutes(1));
                reconciler.tick();
                List<Metered> requests = meter.take();
                assertThat(requests)
                        .allSatisfy(request -> assertThat(request.writes()).isZero());
                double units = requests.stream().mapToDouble(Metered::reads).sum();
                // runs that lost their lease are looked for in all partitions of the index
                boolean isForTheHistory = minute % BETWEEN_ABANDONING == 0;
                assertThat(units)
                        .as("minute %d: %s", minute, requests)
                        .isEqualTo(LIST + LOOK * Items.DUE_SHARDS * (isForTheHistory ? 3 : 1));
                reads += units;
            }
            assertThat(reads / MINUTES).isLessThan(2);
        }
    }
}
