package io.hakiri.catalog.postgres;

import static io.hakiri.catalog.postgres.ShopScene.ANN;
import static io.hakiri.catalog.postgres.ShopScene.TTL;
import static io.hakiri.catalog.postgres.ShopScene.asking;
import static io.hakiri.catalog.postgres.ShopScene.done;
import static io.hakiri.catalog.postgres.ShopScene.finish;
import static io.hakiri.catalog.postgres.ShopScene.goOn;
import static io.hakiri.catalog.postgres.ShopScene.moving;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.hakiri.catalog.Adopt;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.CatalogStatus;
import io.hakiri.catalog.ChunkWriter;
import io.hakiri.catalog.ClaimDue;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Enqueue;
import io.hakiri.catalog.KeyComplete;
import io.hakiri.catalog.KeyCompleteResult;
import io.hakiri.catalog.KeyId;
import io.hakiri.catalog.KeyStart;
import io.hakiri.catalog.KeyStartResult;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Trigger;
import io.hakiri.catalog.Verdict;
import io.hakiri.catalog.Writer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/**
 * C-27 with real servers: a base backup, work after it, and recovery to a point before that work. What was done after that
 * point is the lost time: nobody who worked in it may ever write again.
 */
class RestoreTest {
    private static final String DATABASE = "catalog";
    private static final String BEFORE = "before_the_lost_time";
    private static final String COMMAND = "hakiri catalog adopt --reason";

    private static final ProjectId SHOP = new ProjectId("shop");
    private static final PipelineKey ORDERS = PipelineKey.of("shop", "orders");
    private static final PipelineKey EVENTS = PipelineKey.of("shop", "events");
    private static final PipelineKey QUEUED = PipelineKey.of("shop", "queued");
    private static final PipelineKey LATE = PipelineKey.of("shop", "late");
    private static final PipelineKey OTHER = PipelineKey.of("other", "orders");
    private static final BackfillId YEARS = new BackfillId("years");
    private static final KeyId KEY = new KeyId(SHOP, "mail", "order-7");

    /** What was granted in a time that a restore takes back. */
    private record Granted(Writer orders, Writer queued, ChunkWriter chunk, Writer late, Writer other) {}

    @SuppressWarnings("NullAway.Init") // made before all tests
    private static OwnPostgres primary;

    private static BaseBackup backup;
    private static Writer early;
    private static RunId waiting;
    private static Granted lost;
    private static String lostKey;

    @BeforeAll
    static void workBackUpAndGoOn() throws IOException, SQLException {
        Path archive = Files.createTempDirectory("hakiri-archive-");
        primary = BaseBackup.archivingServer(archive);
        primary.sql("CREATE DATABASE " + DATABASE);
        PostgresAddress address = PostgresAddress.parse(primary.address(DATABASE));
        Migrations.apply(Jdbc.of(address), address.schema());
        try (ShopScene shop = ShopScene.at(primary.address(DATABASE))) {
            shop.declare(ORDERS);
            shop.commit(moving(shop.begin(ORDERS), 1, 0, 10, finish()));
            shop.declare(QUEUED);
            waiting = shop.enqueue(QUEUED);
            shop.declare(EVENTS);
            shop.backfill(EVENTS, YEARS, 10, 20, 30);
            backup = BaseBackup.of(primary, archive);
            early = shop.begin(ORDERS);
            shop.commit(moving(early, 1, 1, 20, goOn()));
            primary.sql("SELECT pg_create_restore_point('" + BEFORE + "')");

            shop.does(shop.catalog().breakLease(ORDERS, ANN));
            lost = grants(shop);
            lostKey = ((KeyStartResult.Started) shop.catalog().start(starting())).token();
        }
        backup.archived(primary);
    }

    @AfterAll
    static void close() throws IOException {
        primary.close();
        backup.close();
    }

    /** Every kind of grant, several of each, so that a counter which begins again meets those of the lost time. */
    private static Granted grants(ShopScene shop) {
        shop.declare(LATE);
        shop.declare(OTHER);
        for (PipelineKey pipeline : List.of(LATE, OTHER)) {
            shop.commit(moving(shop.begin(pipeline), 1, 0, 10, finish()));
        }
        Writer orders = shop.begin(ORDERS);
        shop.commit(moving(orders, 1, 2, 30, goOn()));
        shop.claim(EVENTS, YEARS);
        return new Granted(
                orders,
                shop.begin(asking(QUEUED, waiting, new Trigger.Queued())),
                shop.claim(EVENTS, YEARS),
                shop.begin(LATE),
                shop.begin(OTHER));
    }

    private static KeyStart starting() {
        return new KeyStart(KEY, RequestId.random(), TTL, Duration.ofHours(1));
    }

    private static Map<String, ThrowingCallable> everyWrite(ShopScene shop) {
        var catalog = shop.catalog();
        return Map.ofEntries(
                entry("begin", () -> catalog.begin(asking(ORDERS))),
                entry("begin of a queued run", () -> catalog.begin(asking(QUEUED, waiting, new Trigger.Queued()))),
                entry("renew", () -> catalog.renew(early, TTL)),
                entry("renew of the lost time", () -> catalog.renew(lost.orders(), TTL)),
                entry("commit", () -> catalog.commit(moving(early, 2, 2, 30, goOn()))),
                entry("commit of the lost time", () -> catalog.commit(moving(lost.orders(), 2, 3, 40, goOn()))),
                entry("claimChunk", () -> shop.claim(EVENTS, YEARS)),
                entry("renewChunk", () -> catalog.renewChunk(lost.chunk(), TTL)),
                entry("commitChunk", () -> catalog.commitChunk(done(lost.chunk()))),
                entry("put", () -> catalog.put(new PutPipeline(ORDERS, "{\"v\":2}", null, null, ANN))),
                entry("put of a new pipeline", () -> shop.declare(LATE)),
                entry("put of a new project", () -> shop.declare(OTHER)),
                entry("pause", () -> catalog.pause(ORDERS, true, ANN)),
                entry("resume", () -> catalog.resume(ORDERS, null, ANN)),
                entry("delete", () -> catalog.delete(ORDERS, ANN)),
                entry("breakLease", () -> catalog.breakLease(ORDERS, ANN)),
                entry(
                        "enqueue",
                        () -> catalog.enqueue(
                                new Enqueue(ORDERS, ShopScene.RUN_IDS.next(), RequestId.random(), TTL, ANN))),
                entry("cancel", () -> catalog.cancel(QUEUED, waiting, ANN)),
                entry("decide", () -> catalog.decide(ORDERS, "a", 1, Verdict.ACCEPT, ANN)),
                entry("claimDue", () -> catalog.claimDue(new ClaimDue(SHOP, 10, TTL))),
                entry("seal", () -> catalog.seal(ORDERS, true, ANN)),
                entry("sealProject", () -> catalog.sealProject(SHOP, ANN)),
                entry("start of a key", () -> catalog.start(starting())),
                entry("complete of a key", () -> catalog.complete(new KeyComplete(KEY, lostKey, "{}"))));
    }

    private static void refusesEveryWrite(ShopScene shop, String why) {
        everyWrite(shop)
                .forEach((name, write) -> assertThatThrownBy(write, name)
                        .as(name)
                        .isInstanceOf(CatalogException.Incompatible.class)
                        .hasMessageContaining(why)
                        .hasMessageContaining(COMMAND));
    }

    private static String mismatch(ShopScene shop) {
        return Objects.requireNonNullElse(
                shop.catalog().status().projects().stream()
                        .filter(project -> project.project().equals(SHOP))
                        .map(CatalogStatus.ProjectStatus::mismatch)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null),
                "");
    }

    /** Nothing that was granted then changes anything now. */
    private static void refusesAllOf(ShopScene shop, Granted then) {
        var catalog = shop.catalog();
        for (Writer writer : List.of(then.orders(), then.queued(), then.late(), then.other())) {
            for (int step = 1; step <= 3; step++) {
                assertThat(catalog.commit(moving(writer, step, 2, 90 + step, goOn())))
                        .isNotInstanceOfAny(CommitResult.Committed.class, CommitResult.AlreadyApplied.class);
            }
            assertThat(catalog.renew(writer, TTL)).isInstanceOfAny(Answers.Fenced.class, Answers.NotFound.class);
        }
        assertThat(catalog.renewChunk(then.chunk(), TTL)).isInstanceOf(Answers.Fenced.class);
        assertThat(catalog.commitChunk(done(then.chunk()))).isInstanceOf(Answers.Fenced.class);
    }

    private static void allAbove(Granted now, Granted then) {
        assertThat(now.orders().fence()).isGreaterThan(then.orders().fence());
        assertThat(now.queued().fence()).isGreaterThan(then.queued().fence());
        assertThat(now.chunk().fence()).isGreaterThan(then.chunk().fence());
        assertThat(now.late().fence()).isGreaterThan(then.late().fence());
        assertThat(now.other().fence()).isGreaterThan(then.other().fence());
    }

    private static void resumeAll(ShopScene shop) {
        List.of(ORDERS, QUEUED, EVENTS).forEach(shop::resume);
    }

    @Test
    void recoveredToAnEarlierPointItRefusesWritesAndOnceAdoptedRefusesTheLostTime() throws IOException, SQLException {
        try (OwnPostgres restored = backup.restoredTo(BEFORE);
                ShopScene shop = ShopScene.at(restored.address(DATABASE))) {
            assertThat(mismatch(shop)).contains("timeline");
            refusesEveryWrite(shop, "timeline");
            assertThat(shop.catalog().run(ORDERS, early.run()).orElseThrow().status())
                    .isEqualTo(RunStatus.RUNNING);
            assertThat(shop.catalog().run(ORDERS, lost.orders().run())).isEmpty();
            assertThat(shop.catalog().pipeline(LATE)).isEmpty();

            int generation = shop.adopt(ORDERS);

            assertThat(mismatch(shop)).isEmpty();
            assertThat(generation).isGreaterThan(lost.orders().fence().generation());
            for (PipelineKey pipeline : List.of(ORDERS, QUEUED, EVENTS)) {
                assertThat(shop.catalog().pipeline(pipeline).orElseThrow().status())
                        .isInstanceOf(PipelineStatus.OnHold.class);
            }
            assertThat(shop.catalog().run(ORDERS, early.run()).orElseThrow().status())
                    .isEqualTo(RunStatus.ABANDONED);
            assertThat(Objects.requireNonNull(shop.catalog()
                                    .unsettled(ORDERS, PageRequest.first())
                                    .pageOrNull())
                            .entries())
                    .extracting(receipt -> receipt.object().name(), Receipt::state)
                    .containsExactly(
                            tuple("object-10", Receipt.State.COMMITTED), tuple("object-20", Receipt.State.COMMITTED));
            assertThat(shop.catalog().complete(new KeyComplete(KEY, lostKey, "{}")))
                    .isInstanceOf(KeyCompleteResult.Gone.class);
            refusesAllOf(shop, lost);

            resumeAll(shop);
            refusesAllOf(shop, lost);
            Granted again = grants(shop);
            allAbove(again, lost);
            refusesAllOf(shop, lost);
            shop.commit(moving(again.orders(), 2, 3, 40, finish()));
        }
    }

    @Test
    void restoredTwiceWithinSecondsNoFenceOfTheAdoptionInBetweenIsValid() throws IOException, SQLException {
        Granted between;
        try (OwnPostgres first = backup.restoredTo(BEFORE);
                OwnPostgres second = backup.restoredTo(BEFORE)) {
            try (ShopScene shop = ShopScene.at(first.address(DATABASE))) {
                shop.adopt(ORDERS);
                shop.adopt(ORDERS);
                shop.adopt(OTHER);
                resumeAll(shop);
                between = grants(shop);
            }
            // both servers chose timeline 2: nothing in the second one tells of the first
            try (ShopScene shop = ShopScene.at(second.address(DATABASE))) {
                refusesEveryWrite(shop, "timeline");
                shop.adopt(ORDERS);
                refusesAllOf(shop, between);
                resumeAll(shop);
                Granted now = grants(shop);
                allAbove(now, between);
                refusesAllOf(shop, between);
                refusesAllOf(shop, lost);
            }
        }
    }

    @Test
    void aCloneIsNoticedByTheNameThatTheAddressGivesIt() throws IOException, SQLException {
        try (OwnPostgres original = backup.restoredTo(BEFORE)) {
            Granted before;
            try (ShopScene shop = ShopScene.at(original.address(DATABASE) + "&resource-id=db-ONE")) {
                shop.adopt(ORDERS);
                resumeAll(shop);
            }
            original.stop();
            Path copy = Files.createTempDirectory("hakiri-clone-");
            BaseBackup.copy(original.data(), copy, Set.of());
            original.startAgain();
            try (ShopScene shop = ShopScene.at(original.address(DATABASE) + "&resource-id=db-ONE")) {
                before = grants(shop);
            }
            try (OwnPostgres clone = OwnPostgres.on(copy)) {
                try (ShopScene nameless = ShopScene.at(clone.address(DATABASE))) {
                    assertThat(mismatch(nameless))
                            .as("nothing in the server tells")
                            .isEmpty();
                }
                try (ShopScene shop = ShopScene.at(clone.address(DATABASE) + "&resource-id=db-TWO")) {
                    assertThat(mismatch(shop)).contains("db-ONE").contains("db-TWO");
                    refusesEveryWrite(shop, "db-TWO");
                    shop.adopt(ORDERS);
                    resumeAll(shop);
                    allAbove(grants(shop), before);
                    refusesAllOf(shop, before);
                }
            }
        }
    }

    @Test
    void anAddressThatNamesThePlaceLaterTeachesTheCatalogToo() throws IOException, SQLException {
        try (OwnPostgres server = backup.restoredTo(BEFORE)) {
            try (ShopScene nameless = ShopScene.at(server.address(DATABASE))) {
                nameless.adopt(ORDERS);
                nameless.resume(ORDERS);
            }
            try (ShopScene named = ShopScene.at(server.address(DATABASE) + "&resource-id=db-ONE")) {
                named.begin(ORDERS);
            }
            try (ShopScene clone = ShopScene.at(server.address(DATABASE) + "&resource-id=db-TWO")) {
                refusesEveryWrite(clone, "db-TWO");
            }
        }
    }

    @Test
    void aPromotedStandbyIsNoticedUnlessTheAddressSaysThatItHasEverything() throws IOException, SQLException {
        try (OwnPostgres standby = backup.standbyOf(primary)) {
            assertThat(standby.number("SELECT pg_promote()::INT")).isEqualTo(1);
            try (ShopScene shop = ShopScene.at(standby.address(DATABASE))) {
                assertThat(mismatch(shop)).contains("timeline").contains("promoted");
                refusesEveryWrite(shop, "timeline");
            }
            try (ShopScene shop = ShopScene.at(standby.address(DATABASE) + "&standby=synchronous")) {
                assertThat(mismatch(shop)).isEmpty();
                shop.commit(moving(lost.orders(), 2, 3, 40, finish()));
                shop.declare(PipelineKey.of("third", "orders"));
                assertThat(shop.begin(ORDERS).fence())
                        .isEqualTo(lost.orders().fence().next());
            }
            try (ShopScene shop = ShopScene.at(standby.address(DATABASE))) {
                assertThat(mismatch(shop)).as("written here since").isEmpty();
                shop.declare(PipelineKey.of("fourth", "orders"));
            }
        }
    }

    /** Each process remembers where it is, but not one that a standby began. */
    @Test
    void aConnectionThatAStandbyAnsweredTellsThePromotion() throws IOException, SQLException {
        try (OwnPostgres standby = backup.standbyOf(primary);
                Connection connection = standby.jdbc(DATABASE)) {
            long before = timeline(connection);
            assertThat(standby.number("SELECT pg_promote()::INT")).isEqualTo(1);
            assertThat(timeline(connection)).isEqualTo(before + 1);
            assertThat(timeline(connection)).as("remembered").isEqualTo(before + 1);
        }
    }

    private static long timeline(Connection connection) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery("SELECT hakiri.place('')")) {
            rows.next();
            return Place.of(rows.getString(1)).timeline();
        }
    }

    @Test
    void aCopyWithinTheServerAndADumpThatWasLoadedAreNoticed() throws IOException, SQLException {
        try (OwnPostgres server = backup.restoredTo(BEFORE)) {
            try (ShopScene shop = ShopScene.at(server.address(DATABASE))) {
                shop.adopt(ORDERS);
            }
            server.sql("CREATE DATABASE copy TEMPLATE " + DATABASE);
            try (ShopScene shop = ShopScene.at(server.address("copy"))) {
                assertThat(mismatch(shop)).contains("copy within the server");
                refusesEveryWrite(shop, "number");
            }
            primary.sql("CREATE DATABASE loaded");
            PostgresAddress loaded = PostgresAddress.parse(primary.address("loaded"));
            Migrations.apply(Jdbc.of(loaded), loaded.schema());
            load(server, primary);
            try (ShopScene shop = ShopScene.at(primary.address("loaded"))) {
                assertThat(mismatch(shop)).contains("dump that was loaded");
                refusesEveryWrite(shop, "dump that was loaded");
            }
        }
    }

    /** As a dump does it: what is in the tables, and nothing else. */
    private static void load(OwnPostgres from, OwnPostgres to) throws SQLException, IOException {
        try (Connection source = from.jdbc(DATABASE);
                Connection target = to.jdbc("loaded");
                Statement asking = source.createStatement();
                Statement writing = target.createStatement()) {
            var tables = new ArrayList<String>();
            try (var rows = asking.executeQuery("SELECT tablename FROM pg_tables WHERE schemaname = 'hakiri'")) {
                while (rows.next()) {
                    tables.add("hakiri.\"" + rows.getString(1) + '"');
                }
            }
            for (String table : tables) {
                var content = new ByteArrayOutputStream();
                source.unwrap(PGConnection.class).getCopyAPI().copyOut("COPY " + table + " TO STDOUT", content);
                writing.execute("TRUNCATE " + table);
                target.unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("COPY " + table + " FROM STDIN", new ByteArrayInputStream(content.toByteArray()));
            }
        }
    }

    @Test
    void aClockThatIsBehindAKnownAdoptionIsNotTrusted() throws IOException, SQLException {
        try (OwnPostgres server = backup.restoredTo(BEFORE);
                ShopScene shop = ShopScene.at(server.address(DATABASE))) {
            int generation = shop.adopt(ORDERS);
            try (Connection connection = server.jdbc(DATABASE);
                    Statement sql = connection.createStatement()) {
                sql.execute("CREATE OR REPLACE FUNCTION hakiri.now_micros() RETURNS BIGINT LANGUAGE sql VOLATILE AS"
                        + " 'SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::BIGINT - 3600000000'");
            }
            assertThatThrownBy(() -> shop.adopt(ORDERS))
                    .isInstanceOf(CatalogException.Unavailable.class)
                    .hasMessageContaining("--generation " + (generation + 1));
            assertThat(shop.catalog()
                            .adopt(new Adopt(SHOP, generation + 1, ANN))
                            .generation())
                    .isEqualTo(generation + 1);
        }
    }
}
