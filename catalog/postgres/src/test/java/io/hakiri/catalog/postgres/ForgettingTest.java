package io.hakiri.catalog.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SplittableRandom;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes by itself: answers that nobody may ask for any more, and keys that are long over. */
class ForgettingTest {
    private static final String REQUESTS = """
            INSERT INTO hakiri.request
            SELECT 1, 'request-' || n, '\\x00', hakiri.now_micros() - n * 3600000000 + 1800000000, decode(repeat('ab', 200), 'hex')
            FROM generate_series(0, %d) n""";

    private static final String KEYS = """
            INSERT INTO hakiri.once
            SELECT 1, 'scope', 'key-' || n, 'token', 0, 0, NULL, hakiri.now_micros() - n * 86400000000 + 43200000000
            FROM generate_series(0, 20) n""";

    private final PostgresServer server = new PostgresServer();
    private PostgresAddress address = PostgresAddress.parse("postgresql://nobody@localhost/none");

    @BeforeEach
    void migrate() {
        address = PostgresAddress.parse(server.newDatabase());
        Migrations.apply(Jdbc.of(address), address.schema());
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Until all parts were looked at: chance chooses them. */
    private static int sum(IntSupplier some, int times) {
        int all = 0;
        for (int i = 0; i < times; i++) {
            all += some.getAsInt();
        }
        return all;
    }

    @Test
    void answersAreForgottenAfterTheirTimeAndKeysAWeekAfterTheirs() throws SQLException {
        try (Connection connection = Jdbc.of(address).getConnection();
                Statement sql = connection.createStatement();
                Database database = new Database(address, Database.Role.PRIMARY)) {
            sql.execute(REQUESTS.formatted(99));
            sql.execute(KEYS);
            assertThat(new Forgetting(database, address, new SplittableRandom(7)).some())
                    .isEqualTo(74 + 13);
            assertThat(number(connection, "SELECT count(*) FROM hakiri.request"))
                    .isEqualTo(26);
            assertThat(number(connection, "SELECT count(*) FROM hakiri.once")).isEqualTo(8);
        }
    }

    @Test
    void whatAnotherHoldsIsPassedOver() throws SQLException {
        try (Connection connection = Jdbc.of(address).getConnection();
                Statement sql = connection.createStatement();
                Database database = new Database(address, Database.Role.PRIMARY)) {
            sql.execute(REQUESTS.formatted(99));
            connection.setAutoCommit(false);
            sql.execute("SELECT 1 FROM hakiri.request WHERE id = 'request-90' FOR UPDATE");
            assertThat(new Forgetting(database, address, new SplittableRandom(7)).some())
                    .isEqualTo(73);
            connection.rollback();
        }
    }

    @Test
    void aTableOfManyPagesIsGoneThroughPartByPart() throws SQLException {
        try (Connection connection = Jdbc.of(address).getConnection();
                Statement sql = connection.createStatement();
                Database database = new Database(address, Database.Role.PRIMARY)) {
            sql.execute(REQUESTS.formatted(30_024));
            Forgetting forgetting = new Forgetting(database, address, new SplittableRandom(7));
            int first = forgetting.some();
            assertThat(first).isBetween(1, 29_999);
            assertThat(first + sum(forgetting::some, 60)).isEqualTo(29_999);
        }
    }
}
