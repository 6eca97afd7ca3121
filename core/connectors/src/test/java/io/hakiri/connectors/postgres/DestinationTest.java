package io.hakiri.connectors.postgres;

import static io.hakiri.connectors.lake.Rows.numbered;
import static io.hakiri.connectors.lake.Rows.writer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.batch.Batch;
import io.hakiri.batch.Column;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.Writer;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.Destination;
import io.hakiri.connector.RejectedRow;
import io.hakiri.connector.Stage;
import io.hakiri.connector.Staging;
import io.hakiri.connectors.lake.Rows;
import io.hakiri.schema.Field;
import io.hakiri.schema.Shape;
import io.hakiri.schema.Type;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The publish protocol (C-25) in a database: rows and receipt in one transaction, whoever does it, and however often. */
final class DestinationTest {
    private static final Map<String, List<String>> BY_ID = Map.of("orders", List.of("id"));

    private final TestDatabase database = new TestDatabase();
    private Destination tables = reopened();

    @AfterEach
    void close() {
        tables.close();
        database.close();
    }

    /** As a new process sees it. */
    private Destination reopened() {
        return new PostgresDestination().open(database.options());
    }

    private static List<Receipt> stage(
            Destination to, Writer writer, int step, Map<String, List<String>> keys, Batch... batches) {
        try (Staging staging = to.stage(new Stage(writer, step, keys))) {
            for (Batch batch : batches) {
                staging.write("orders", batch);
            }
            return Rows.receipts(writer, step, staging.finish());
        }
    }

    private List<Receipt> stage(Writer writer, int step, Batch... batches) {
        return stage(tables, writer, step, BY_ID, batches);
    }

    private List<String> orders() {
        return database.rows("SELECT to_regclass('orders') IS NOT NULL")
                        .getFirst()
                        .equals("f")
                ? List.of()
                : database.rows("SELECT id, word FROM orders ORDER BY id, word");
    }

    private static Batch words(String... idsAndWords) {
        long[] ids = new long[idsAndWords.length];
        @Nullable String[] words = new String[ids.length];
        for (int i = 0; i < ids.length; i++) {
            int space = idsAndWords[i].indexOf(' ');
            ids[i] = Long.parseLong(idsAndWords[i].substring(0, space));
            words[i] = idsAndWords[i].substring(space + 1);
        }
        Shape shape =
                new Shape(List.of(new Field("id", Type.Plain.INT64, false), new Field("word", Type.Plain.TEXT, true)));
        return new Batch(
                shape,
                List.of(new Column.Longs(Type.Plain.INT64, ids, null), Rows.texts(Type.Plain.TEXT, words)),
                ids.length);
    }

    private List<String> leftovers() {
        return database.rows("SELECT relname FROM pg_class WHERE relname ~ '^s[0-9]+$'");
    }

    @Test
    void stagedRowsAreInvisibleUntilTheyArePublished() {
        List<Receipt> receipts = stage(writer(1), 1, numbered(1, 2));
        assertThat(receipts).singleElement().satisfies(receipt -> {
            assertThat(receipt.object().rows()).isEqualTo(2);
            assertThat(receipt.object().name()).startsWith("orders/f0000000000000001-s0000000001-0001-");
        });
        assertThat(orders()).isEmpty();

        tables.publish(writer(1), receipts);

        assertThat(orders()).containsExactly("1|word 1", "2|word 2");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void aRepeatChangesNothing() {
        List<Receipt> receipts = stage(writer(1), 1, numbered(1, 2));
        tables.publish(writer(1), receipts);
        database.sql("DELETE FROM orders WHERE id = 1");
        tables.publish(writer(1), receipts);
        reopened().publish(writer(2), receipts);
        assertThat(orders()).containsExactly("2|word 2");
    }

    @Test
    void whatIsNotFinishedWasNeverThere() {
        try (Staging staging = tables.stage(new Stage(writer(1), 1, BY_ID))) {
            staging.write("orders", numbered(1));
        }
        assertThat(leftovers()).isEmpty();
        assertThat(database.rows("SELECT name FROM hakiri_work.object")).isEmpty();
        assertThat(orders()).isEmpty();
    }

    @Test
    void theLastRowOfAKeyReplacesTheOthers() {
        tables.publish(writer(1), stage(writer(1), 1, words("1 a", "2 b", "1 c", "1 d")));
        assertThat(orders()).containsExactly("1|d", "2|b");
        tables.publish(writer(1), stage(writer(1), 2, words("2 B", "3 C")));
        assertThat(orders()).containsExactly("1|d", "2|B", "3|C");
        assertThat(database.rows("SELECT indexdef FROM pg_indexes WHERE tablename = 'orders' ORDER BY 1"))
                .containsExactly(
                        "CREATE INDEX orders__hakiri_object_idx ON public.orders USING brin (_hakiri_object)",
                        "CREATE UNIQUE INDEX orders_pkey ON public.orders USING btree (id)");
    }

    @Test
    void withoutAKeyOrOnRequestEveryRowIsAdded() {
        tables.publish(writer(1), stage(tables, writer(1), 1, Map.of(), words("1 a", "1 b")));
        database.option("write", "insert");
        try (Destination inserting = reopened()) {
            inserting.publish(writer(1), stage(inserting, writer(1), 2, BY_ID, words("1 a")));
        }
        assertThat(orders()).containsExactly("1|a", "1|a", "1|b");
    }

    @Test
    void withdrawingTakesBackWhatAReceiptBrought() {
        List<Receipt> first = stage(writer(1), 1, words("1 a", "2 a", "3 a"));
        tables.publish(writer(1), first);
        List<Receipt> second = stage(writer(1), 2, words("2 b", "4 b"));
        tables.publish(writer(1), second);
        List<Receipt> third = stage(writer(1), 3, words("5 c"));

        tables.withdraw(writer(2), List.of(second.getFirst(), third.getFirst()));
        assertThat(orders()).as("what was replaced does not come back").containsExactly("1|a", "3|a");
        tables.withdraw(writer(2), second);
        tables.withdraw(writer(2), first);

        assertThat(orders()).isEmpty();
        assertThat(leftovers()).isEmpty();
        assertThat(database.rows("SELECT name FROM hakiri_work.object")).isEmpty();
    }

    @Test
    void aLoserPublishesNothingThatWasWithdrawn() {
        List<Receipt> staged = stage(writer(1), 1, numbered(1));
        List<Receipt> published = stage(writer(1), 2, numbered(2));
        tables.publish(writer(1), published);
        tables.withdraw(writer(2), List.of(staged.getFirst(), published.getFirst()));

        for (List<Receipt> late : List.of(staged, published)) {
            assertThatThrownBy(() -> reopened().publish(writer(1), late))
                    .isInstanceOf(ConnectorException.class)
                    .hasMessageContaining("committed rows are missing");
        }
        assertThat(orders()).isEmpty();
    }

    @Test
    void withdrawingAfterTheTableWasDroppedIsNoTrouble() {
        List<Receipt> receipts = stage(writer(1), 1, numbered(1));
        tables.publish(writer(1), receipts);
        database.sql("DROP TABLE orders");
        tables.withdraw(writer(1), receipts);
        assertThat(database.rows("SELECT name FROM hakiri_work.object")).isEmpty();
    }

    @Test
    void whatAChunkOfABackfillStagedGoesOnlyWhenItIsMeant() {
        Writer chunk = Rows.chunk(0, 1);
        stage(chunk, 1, numbered(1));
        tables.sweep(writer(4), Set.of());
        assertThat(leftovers()).hasSize(1);
        tables.sweep(Rows.chunk(0, 5), Set.of(), chunk.run()::equals);
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void sweepingRemovesWhatNobodyCommitted() {
        Writer other = writer(PipelineKey.of("demo", "other"), 1);
        stage(tables, other, 1, BY_ID, numbered(9));
        List<Receipt> kept = stage(writer(1), 1, numbered(1));
        stage(writer(1), 2, numbered(2));
        stage(writer(3), 1, numbered(3));

        tables.sweep(writer(3), Set.of(kept.getFirst().object().name()));

        assertThat(database.rows(
                        "SELECT pipeline, fence, split_part(name, '-', 2) FROM hakiri_work.object ORDER BY id"))
                .containsExactly("other|1|s0000000001", "weather|1|s0000000001", "weather|3|s0000000001");
        assertThat(leftovers()).hasSize(3);
        tables.publish(writer(3), kept);
        assertThat(orders()).containsExactly("1|word 1");
    }

    @Test
    void whateverRacesEachRowComesOnceOrNever() throws Exception {
        for (int round = 1; round <= 8; round++) {
            database.sql("DROP TABLE IF EXISTS orders");
            List<Receipt> receipts = stage(tables, writer(round), 1, Map.of(), numbered(1, 2, 3));
            boolean withdrawn = round % 2 == 0;
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> all = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    boolean withdraws = withdrawn && i == 3;
                    all.add(threads.submit(() -> {
                        try (Destination racing = reopened()) {
                            if (withdraws) {
                                racing.withdraw(writer(99), receipts);
                            } else {
                                racing.publish(writer(1), receipts);
                            }
                        } catch (ConnectorException e) {
                            assertThat(e).hasMessageContaining("committed rows are missing");
                        }
                        return true;
                    }));
                }
                for (Future<?> each : all) {
                    each.get();
                }
            }
            assertThat(orders()).hasSize(withdrawn ? 0 : 3);
            assertThat(leftovers()).isEmpty();
        }
    }

    @Test
    void rowsSetAsideAreKept() {
        try (Staging staging = tables.stage(new Stage(writer(1), 1))) {
            staging.quarantine("orders", List.of(new RejectedRow("a.csv:7", "a reason", "{\"x\":\"\0\\n\t\"}")));
            List<Receipt> receipts = Rows.receipts(writer(1), 1, staging.finish());
            assertThat(receipts.getFirst().object().name()).startsWith("_rejected/orders/f");
            assertThat(database.rows("SELECT * FROM hakiri_work.rejected")).isEmpty();
            tables.publish(writer(1), receipts);
            assertThat(database.rows("SELECT stream, place, reason, source_row FROM hakiri_work.rejected"))
                    .containsExactly("orders|a.csv:7|a reason|{\"x\":\"\\u0000\\n\t\"}");
            tables.withdraw(writer(1), receipts);
            assertThat(database.rows("SELECT * FROM hakiri_work.rejected")).isEmpty();
        }
    }

    private static Batch of(Type type, Column column, int rows) {
        long[] ids = new long[rows];
        for (int i = 0; i < rows; i++) {
            ids[i] = i;
        }
        return new Batch(
                new Shape(List.of(new Field("id", Type.Plain.INT64, false), new Field("v", type, true))),
                List.of(new Column.Longs(Type.Plain.INT64, ids, null), column),
                rows);
    }

    private static Batch texts(Type type, @Nullable String... values) {
        return of(type, Rows.texts(type, values), values.length);
    }

    private static Batch longs(Type type, long... values) {
        return of(type, new Column.Longs(type, values, null), values.length);
    }

    private static Batch doubles(double... values) {
        return of(Type.Plain.FLOAT64, new Column.Doubles(values, null), values.length);
    }

    private static Batch decimals(int precision, int scale, String... values) {
        Type.Decimal type = new Type.Decimal(precision, scale);
        @Nullable BigDecimal[] decimals = new BigDecimal[values.length];
        for (int i = 0; i < values.length; i++) {
            decimals[i] = new BigDecimal(values[i]);
        }
        return of(type, new Column.Decimals(type, decimals, null), values.length);
    }

    /** Written and read again: the same values in the same type. */
    private void thereAndBack(Batch batch, String sqlType) {
        database.sql("DROP TABLE IF EXISTS orders");
        tables.publish(writer(1), stage(writer(1), 1, batch));
        assertThat(database.rows(
                        "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'orders'::regclass"
                                + " AND attname = 'v'"))
                .containsExactly(sqlType);
        TestDatabase.Read read = database.cursor("id").read("orders").whole();
        Shape back = read.batches().getFirst().shape();
        assertThat(back.fields().subList(0, 2)).isEqualTo(batch.shape().fields());
        for (int row = 0; row < batch.rows(); row++) {
            assertThat(read.rows().get(row)).startsWith(TestDatabase.row(batch, row) + "|");
        }
        tables.withdraw(writer(1), stage(writer(1), 2));
    }

    @Test
    void everyTypeGoesThereAndBack() {
        thereAndBack(
                of(Type.Plain.BOOLEAN, new Column.Booleans(new boolean[] {true, false, false}, Rows.nulls(2)), 3),
                "boolean");
        thereAndBack(longs(Type.Plain.INT64, Long.MIN_VALUE, 0, Long.MAX_VALUE), "bigint");
        thereAndBack(
                doubles(0.1, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, Double.NaN, Double.NEGATIVE_INFINITY, 1e15),
                "double precision");
        thereAndBack(decimals(38, 10, "1234567890123456789012345678.0123456789", "-0.0000000001"), "numeric(38,10)");
        thereAndBack(longs(Type.Plain.DATE, 0, -719_530, -2_000_000, 5_000_000), "date");
        thereAndBack(
                longs(Type.Plain.TIMESTAMP, 0, 1, -1, -99_000_000_000_000_001L, 9_000_000_000_000_000_000L),
                "timestamp with time zone");
        thereAndBack(
                longs(Type.Plain.LOCAL_TIMESTAMP, 60_000_000, -99_000_000_000_000_001L, 300_000_000_000_000_000L),
                "timestamp without time zone");
        thereAndBack(
                texts(Type.Plain.TEXT, "", "\\N", "a\tb\nc\rd\\", "∅ü🦜", null, "\\.", "\b\f\u000b\u0001"), "text");
        thereAndBack(texts(Type.Plain.JSON, "{\"a\": 1.0,  \"a\": \"\\u0000\\n\"}", "null", null), "json");
    }

    @Test
    void theTableGrowsWithTheSchemaAndLosesNothing() {
        tables.publish(writer(1), stage(writer(1), 1, longs(Type.Plain.INT64, 1, 2)));
        tables.publish(writer(1), stage(writer(1), 2, decimals(30, 2, "1.25")));
        assertThat(database.rows("SELECT id, v FROM orders ORDER BY id")).containsExactly("0|1.25", "1|2.00");
        tables.publish(writer(1), stage(writer(1), 3, texts(Type.Plain.TEXT, "x")));
        assertThat(database.rows("SELECT id, v FROM orders ORDER BY id")).containsExactly("0|x", "1|2.00");
        tables.publish(writer(1), stage(writer(1), 4, numbered(7)));
        assertThat(database.rows("SELECT id, v, word FROM orders ORDER BY id"))
                .containsExactly("0|x|∅", "1|2.00|∅", "7|∅|word 7");
        tables.publish(writer(1), stage(writer(1), 5, longs(Type.Plain.INT64, 5)));
        assertThat(database.rows("SELECT id, v, word FROM orders WHERE id = 0")).containsExactly("0|5|∅");
    }

    @Test
    void timesBecomeTextsAsTheyLookElsewhere() {
        database.sql("CREATE TABLE orders (id bigint PRIMARY KEY, v timestamptz)");
        tables.publish(writer(1), stage(writer(1), 1, longs(Type.Plain.TIMESTAMP, 0, 1_500_000)));
        tables.publish(writer(1), stage(writer(1), 2, texts(Type.Plain.TEXT, "infinity")));
        assertThat(database.rows("SELECT v FROM orders ORDER BY id"))
                .containsExactly("infinity", "1970-01-01T00:00:01.5Z");
    }

    @Test
    void wholeNumbersAreNotRounded() {
        tables.publish(writer(1), stage(writer(1), 1, longs(Type.Plain.INT64, 9_007_199_254_740_993L)));
        assertThatThrownBy(() -> stage(writer(1), 2, doubles(0.5)))
                .hasMessageContaining(
                        "table public.orders: column \"v\" is bigint with numbers that double precision would round");
    }

    @Test
    void aTableThatWasThereKeepsItsOwnTypes() {
        database.sql(
                "CREATE TYPE mood AS ENUM ('sad', 'glad')",
                "CREATE TABLE orders (id int PRIMARY KEY, v mood, more uuid DEFAULT gen_random_uuid() NOT NULL)");
        tables.publish(writer(1), stage(writer(1), 1, texts(Type.Plain.TEXT, "glad", null)));
        assertThat(database.rows("SELECT id, v FROM orders ORDER BY id")).containsExactly("0|glad", "1|∅");
        assertThatThrownBy(() -> stage(writer(1), 2, texts(Type.Plain.TEXT, "furious")))
                .hasMessageContaining("cannot stage rows of orders")
                .hasMessageContaining("invalid input value for enum mood");
        database.sql("DROP TABLE orders", "CREATE TABLE orders (id bigint PRIMARY KEY, v jsonb)");
        tables.publish(writer(1), stage(writer(1), 3, texts(Type.Plain.JSON, "{\"a\":1}")));
        assertThat(database.rows("SELECT v -> 'a' FROM orders")).containsExactly("1");
    }

    @Test
    void whatWouldFailWhenPublishedFailsWhenStaged() {
        refused(
                "CREATE TABLE orders (id bigint, v text)",
                "no unique or exclusion constraint matching the ON CONFLICT");
        refused("CREATE TABLE orders (id bigint PRIMARY KEY, v money)", "column \"v\" is money", "make it text");
        refused("CREATE TABLE orders (id bigint PRIMARY KEY, v timestamptz(3))", "does not take every value of text");
        refused(
                "CREATE TABLE orders (id bigint PRIMARY KEY, must text NOT NULL)",
                "column \"must\" takes no missing value");
        refused("CREATE VIEW orders AS SELECT 1::bigint AS id, ''::text AS v", "orders");
        database.sql("DROP VIEW orders");
        refused(
                "CREATE TABLE orders (id bigint PRIMARY KEY, v bigint); CREATE VIEW seen AS SELECT v FROM orders",
                "cannot alter type of a column used by a view");
        database.sql("DROP VIEW seen", "DROP TABLE orders");
        assertThat(leftovers()).isEmpty();
    }

    private void refused(String table, String... words) {
        database.sql("DO $$ BEGIN IF to_regclass('orders') IS NOT NULL THEN DROP TABLE orders; END IF; END $$", table);
        assertThatThrownBy(() -> stage(writer(1), 1, texts(Type.Plain.TEXT, "x")))
                .isInstanceOf(ConnectorException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(words));
    }

    @Test
    void rowsThatNoDatabaseTakesAreRefusedBeforeTheyAreCommitted() {
        assertThatThrownBy(() -> stage(writer(1), 1, texts(Type.Plain.TEXT, "a\0b")))
                .hasMessageContaining("field \"v\" of stream orders has the character U+0000");
        assertThatThrownBy(() -> stage(writer(1), 1, longs(Type.Plain.TIMESTAMP, Long.MIN_VALUE)))
                .hasMessageContaining("cannot stage rows of orders")
                .hasMessageContaining("out of range");
        Shape shape = new Shape(List.of(new Field("id", Type.Plain.INT64, true)));
        assertThatThrownBy(() -> stage(
                        writer(1),
                        1,
                        new Batch(shape, List.of(new Column.Longs(Type.Plain.INT64, new long[1], Rows.nulls(0))), 1)))
                .hasMessageContaining("null value in column \"id\"");
        Shape longName = new Shape(List.of(new Field("x".repeat(64), Type.Plain.INT64, true)));
        assertThatThrownBy(() -> stage(
                        tables,
                        writer(1),
                        1,
                        Map.of(),
                        new Batch(longName, List.of(new Column.Longs(Type.Plain.INT64, new long[1], null)), 1)))
                .hasMessageContaining("is no name that PostgreSQL takes");
        assertThat(orders()).isEmpty();
    }

    @Test
    void aRoleThatMayNotIsToldWhatItLacks() {
        database.server().role("hakiri_writer");
        database.option("user", "hakiri_writer").option("password", "any");
        try (Destination poor = reopened()) {
            assertThatThrownBy(() -> stage(poor, writer(1), 1, BY_ID, numbered(1)))
                    .hasMessageContaining("cannot make the schema hakiri_work")
                    .hasMessageContaining("permission denied for database")
                    .hasMessageContaining("grant it to the role hakiri_writer");
            database.sql("CREATE SCHEMA hakiri_work AUTHORIZATION hakiri_writer");
            assertThatThrownBy(() -> stage(poor, writer(1), 1, BY_ID, numbered(1)))
                    .hasMessageContaining("permission denied for schema public");
            database.sql("GRANT CREATE ON SCHEMA public TO hakiri_writer");
            poor.publish(writer(1), stage(poor, writer(1), 1, BY_ID, numbered(1)));
        }
        assertThat(orders()).containsExactly("1|word 1");
        database.sql("DROP OWNED BY hakiri_writer CASCADE");
    }

    @Test
    void killedConnectionsAreTroubleThatPasses() throws SQLException {
        List<Receipt> receipts = stage(writer(1), 1, numbered(1));
        tables.publish(writer(1), receipts);
        List<Receipt> more = stage(writer(1), 2, numbered(2));
        kill();
        tables.publish(writer(1), more);

        Staging staging = tables.stage(new Stage(writer(1), 3, BY_ID));
        staging.write("orders", numbered(3));
        kill();
        assertThatThrownBy(staging::finish)
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        e -> assertThat(e.kind().word()).isEqualTo("transient"));
        staging.close();
        tables.publish(writer(1), stage(writer(1), 3, numbered(3)));

        assertThat(orders()).containsExactly("1|word 1", "2|word 2", "3|word 3");
        assertThat(leftovers()).isEmpty();
    }

    private void kill() throws SQLException {
        try (Connection connection = database.connection();
                Statement sql = connection.createStatement()) {
            sql.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                    + " WHERE application_name = 'hakiri destination' AND datname = current_database()");
        }
    }

    @Test
    void publishingWhatWasNeverStagedHereIsAnError() {
        List<Receipt> receipts = stage(writer(1), 1, numbered(1));
        database.sql("DROP SCHEMA hakiri_work CASCADE");
        assertThatThrownBy(() -> tables.publish(writer(1), receipts))
                .hasMessageContaining("committed rows are missing");
        tables.withdraw(writer(1), receipts);
        tables.sweep(new Writer(writer(1).pipeline(), writer(1).run(), Fence.NONE), Set.of());
    }
}
