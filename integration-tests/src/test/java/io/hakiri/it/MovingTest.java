package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.dynamodb.server.DynamoServer;
import io.hakiri.catalog.postgres.OwnPostgres;
import io.hakiri.it.MovingSoak.Places;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of `./hakiri bench moving`: the packaged program moves a catalog under load, and is killed meanwhile. */
final class MovingTest {
    private static final long SEED = 20_261_130;

    @TempDir
    Path folder;

    private static final Map<String, String> CREDENTIALS = Map.of(
            "AWS_ACCESS_KEY_ID", DynamoServer.ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY", DynamoServer.SECRET_KEY);

    /** Where a worker waits for a table in memory: fewer, and more slowly. */
    private static final int FEW = 4;

    private static final Duration SLOWLY = Duration.ofMillis(100);

    @Test
    void filesMoveToPostgresqlUnderLoad() throws Exception {
        try (OwnPostgres server = OwnPostgres.start(Map.of())) {
            Places places = Places.ofFiles(folder, database(server), Map.of());
            moves(places, 16, Duration.ofMillis(30), 4);
        }
    }

    @Test
    void filesMoveToDynamodbUnderLoad() throws Exception {
        try (DynamoServer server = new DynamoServer()) {
            moves(Places.ofFiles(folder, table(server), CREDENTIALS), FEW, SLOWLY, 2);
        }
    }

    @Test
    void dynamodbMovesToPostgresqlUnderLoad() throws Exception {
        try (OwnPostgres postgres = OwnPostgres.start(Map.of());
                DynamoServer dynamo = new DynamoServer()) {
            moves(new Places(table(dynamo), database(postgres), CREDENTIALS), FEW, SLOWLY, 2);
        }
    }

    @Test
    void postgresqlMovesToDynamodbUnderLoad() throws Exception {
        try (OwnPostgres postgres = OwnPostgres.start(Map.of());
                DynamoServer dynamo = new DynamoServer()) {
            moves(new Places(database(postgres), table(dynamo), CREDENTIALS), FEW, SLOWLY, 2);
        }
    }

    private static String database(OwnPostgres server) throws SQLException {
        server.sql("CREATE DATABASE hakiri");
        return server.address("hakiri");
    }

    private static String table(DynamoServer server) {
        return "dynamodb://" + server.newTableName() + "?region=" + DynamoServer.REGION + "&endpoint="
                + DynamoServer.endpoint();
    }

    private void moves(Places places, int workers, Duration between, int kills) throws Exception {
        MovingSoak.Report report = new MovingSoak(folder, places, workers, between, kills, SEED).run();
        assertThat(report.cycles()).isGreaterThan(workers);
    }
}
