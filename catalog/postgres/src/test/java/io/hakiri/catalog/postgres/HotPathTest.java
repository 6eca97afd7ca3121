package io.hakiri.catalog.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Writer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the functions promise beyond the contract (docs/adr/0009-postgresql-hot-path.md). */
class HotPathTest {
    private static final PipelineKey ORDERS = PipelineKey.of("shop", "orders");

    private final PostgresServer server = new PostgresServer();
    private final String address = server.newDatabase();

    @AfterEach
    void removeDatabases() {
        server.close();
    }

    @Test
    void whoAsksForWhatAnotherHoldsDoesNotWaitForItsLock() throws SQLException {
        try (ShopScene shop = ShopScene.at(address)) {
            shop.declare(ORDERS);
            Writer holder = shop.begin(ORDERS);
            try (ShopScene other = ShopScene.at(address + "&call-timeout=1s");
                    Connection connection = PostgresServer.jdbc(address);
                    Statement sql = connection.createStatement()) {
                connection.setAutoCommit(false);
                sql.execute("SELECT 1 FROM hakiri.pipeline FOR UPDATE");

                assertThat(other.catalog().begin(ShopScene.asking(ORDERS)))
                        .isInstanceOfSatisfying(
                                Answers.Held.class,
                                held -> assertThat(held.fence()).isEqualTo(holder.fence()));

                connection.rollback();
            }
        }
    }
}
