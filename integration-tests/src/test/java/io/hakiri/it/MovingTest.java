package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.dynamodb.server.DynamoServer;
import io.hakiri.catalog.postgres.OwnPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of `./hakiri bench moving`: the packaged program moves a catalog under load, and is killed meanwhile. */
final class MovingTest {
    private static final long SEED = 20_261_130;

    @TempDir
    Path folder;

    @Test
    void filesMoveToPostgresqlUnderLoad() throws Exception {
        try (OwnPostgres server = OwnPostgres.start(Map.of())) {
            server.sql("CREATE DATABASE hakiri");
            moves(server.address("hakiri"), Map.of(), 16, Duration.ofMillis(30), 4);
        }
    }

    @Test
    void filesMoveToDynamodbUnderLoad() throws Exception {
        try (DynamoServer server = new DynamoServer()) {
            moves(
                    "dynamodb://" + server.newTableName() + "?region=" + DynamoServer.REGION + "&endpoint="
                            + DynamoServer.endpoint(),
                    Map.of(
                            "AWS_ACCESS_KEY_ID", DynamoServer.ACCESS_KEY,
                            "AWS_SECRET_ACCESS_KEY", DynamoServer.SECRET_KEY),
                    4,
                    Duration.ofMillis(100),
                    2);
        }
    }

    private void moves(String target, Map<String, String> environment, int workers, Duration between, int kills)
            throws Exception {
        MovingSoak.Report report = new MovingSoak(folder, target, environment, workers, between, kills, SEED).run();
        assertThat(report.cycles()).isGreaterThan(workers);
    }
}
