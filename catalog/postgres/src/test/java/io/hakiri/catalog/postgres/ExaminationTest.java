package io.hakiri.catalog.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What somebody who sets a catalog up is told. */
class ExaminationTest {
    /** With the rights of docs/postgresql.md. */
    private static final String WORKER = "hakiri_worker";

    private final PostgresServer server = new PostgresServer();
    private final String address = server.newDatabase();

    @AfterEach
    void removeDatabases() {
        server.close();
    }

    private void sql(String sql) throws SQLException {
        try (Connection connection = PostgresServer.jdbc(address);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Examination as(String role) {
        String place = PostgresAddress.parse(address).place();
        return PostgresCatalog.examine(
                "postgresql://" + role + ":any@" + place + "?sslmode=disable", InstantSource.system());
    }

    private void migrated() {
        PostgresAddress owner = PostgresAddress.parse(address);
        Migrations.apply(Jdbc.of(owner), owner.schema());
    }

    @Test
    void anOwnerMayDoAllBeforeAndAfter() {
        for (boolean tables : new boolean[] {false, true}) {
            if (tables) {
                migrated();
            }
            Examination found = PostgresCatalog.examine(address, InstantSource.system());

            assertThat(found.server()).startsWith("PostgreSQL ");
            assertThat(found.supported()).isTrue();
            assertThat(found.upgrades()).isTrue();
            assertThat(found.lacking()).isNull();
            assertThat(address).contains(found.place());
        }
    }

    @Test
    void aWorkerMayUseTheTablesAndMakeNone() throws SQLException {
        server.role(WORKER);
        assertThat(as(WORKER).upgrades()).isFalse();
        migrated();
        assertThat(as(WORKER).lacking()).isEqualTo("schema hakiri");
        sql(DocsPage.sql("rights of workers"));

        Examination found = as(WORKER);

        assertThat(found.lacking()).isNull();
        assertThat(found.upgrades()).isFalse();
    }

    @Test
    void whatARoleLacksIsNamed() throws SQLException {
        server.role(WORKER);
        migrated();
        sql(DocsPage.sql("rights of workers"));
        sql("REVOKE DELETE ON hakiri.run FROM " + WORKER);
        sql("REVOKE UPDATE (place, generation) ON hakiri.catalog FROM " + WORKER);
        sql("REVOKE SELECT ON hakiri.flyway_schema_history FROM " + WORKER);

        assertThat(as(WORKER).lacking()).isEqualTo("catalog, flyway_schema_history, run");
    }

    @Test
    void aClockOfAnotherTimeIsSeen() {
        Clock hourBehind = Clock.offset(Clock.systemUTC(), Duration.ofHours(-1));

        assertThat(PostgresCatalog.examine(address, hourBehind).clockAhead())
                .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
    }
}
