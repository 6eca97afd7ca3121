package io.hakiri.catalog.dynamodb;

import static io.hakiri.catalog.dynamodb.Shop.ANN;
import static io.hakiri.catalog.dynamodb.Shop.committed;
import static io.hakiri.catalog.dynamodb.Shop.cursors;
import static io.hakiri.catalog.dynamodb.Shop.declared;
import static io.hakiri.catalog.dynamodb.Shop.ending;
import static io.hakiri.catalog.dynamodb.Shop.granted;
import static io.hakiri.catalog.dynamodb.Shop.moving;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.Advance;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.BeginResult.Granted;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Rewind;
import io.hakiri.catalog.RewindResult;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.Writer;
import io.hakiri.catalog.dynamodb.server.DynamoServer;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A pipeline with as many cursors as there may be works within the limits of items and transactions. */
class ManyCursorsTest {
    private static final int CURSORS = Limits.CURSORS_PER_PIPELINE;
    private static final int PER_COMMIT = Limits.ADVANCES_PER_COMMIT;
    private static final int ITEM_BYTES = 400 * 1024;
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/";

    /** Who dies does not try again. */
    private static final Attempts.Pace ONCE =
            new Attempts.Pace(1, Attempts.FIRST_PAUSE, Attempts.LONGEST_PAUSE, Attempts.PER_ATTEMPT, Attempts.OVERALL);

    private final Shop shop = new Shop();
    private final AtomicReference<Instant> time = new AtomicReference<>(Instant.now());
    private final FaultyService service = new FaultyService(DynamoServer.endpoint());
    private final Catalog catalog =
            shop.open(service.endpoint(), Shop.workings(time::get, System::nanoTime, Duration.ZERO), null);

    @AfterEach
    void close() {
        shop.close();
        service.close();
    }

    private static StreamPartition place(int number) {
        return new StreamPartition("orders", "%05d".formatted(number));
    }

    /** With names as long as they may be, that do not compress. */
    private static List<StreamPartition> longNames() {
        SplittableRandom random = new SplittableRandom(5);
        List<StreamPartition> names = new ArrayList<>();
        String stream = "";
        for (int i = 0; i < CURSORS; i++) {
            stream = i % 10 == 0 ? letters(random) : stream;
            names.add(new StreamPartition(stream, letters(random)));
        }
        return names;
    }

    private static String letters(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Limits.NAME_BYTES; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    private static List<StreamPartition> shortNames() {
        List<StreamPartition> names = new ArrayList<>();
        for (int i = 0; i < CURSORS; i++) {
            names.add(place(i));
        }
        return names;
    }

    private static Position position(int number, int orderKeyBytes) {
        byte[] key = new byte[orderKeyBytes];
        new SplittableRandom(number).nextBytes(key);
        ByteBuffer.wrap(key).putLong(number);
        return new Position.Monotonic("%08d".formatted(number), Bytes.of(key));
    }

    private static List<Advance> advances(List<StreamPartition> names, long revision, int orderKeyBytes) {
        List<Advance> advances = new ArrayList<>();
        for (StreamPartition name : names) {
            advances.add(new Advance(name, revision, position((int) revision + 1, orderKeyBytes)));
        }
        return advances;
    }

    private static Commit goingOn(Writer writer, int step, List<Advance> advances) {
        return new Commit(writer, step, moving(advances), new Next.GoOn(Shop.TTL));
    }

    /** Moves all cursors, and ends. */
    private Writer movedAll(PipelineKey pipeline, List<StreamPartition> names, long revision, int orderKeyBytes) {
        Writer writer = granted(catalog.begin(Shop.asking(pipeline))).writer();
        int step = 1;
        for (int from = 0; from < names.size(); from += PER_COMMIT) {
            List<StreamPartition> part = names.subList(from, from + PER_COMMIT);
            committed(catalog.commit(goingOn(writer, step++, advances(part, revision, orderKeyBytes))));
        }
        committed(catalog.commit(ending(writer, step)));
        return writer;
    }

    private void assertWithinLimits() {
        shop.items()
                .forEach((key, item) ->
                        assertThat(bytes(item)).as(key.toString()).isLessThan(ITEM_BYTES));
    }

    private static long bytes(Map<String, AttributeValue> item) {
        long bytes = 0;
        for (Map.Entry<String, AttributeValue> attribute : item.entrySet()) {
            AttributeValue value = attribute.getValue();
            bytes += attribute.getKey().length();
            bytes += value.b() != null
                    ? value.b().asByteArrayUnsafe().length
                    : String.valueOf(value.s() != null ? value.s() : value.n()).length();
        }
        return bytes;
    }

    /** Of trees: those that the head names. */
    private List<String> pages(PipelineKey pipeline) {
        return shop.sortKeys(pipeline, Pages.OF_TREES);
    }

    @Test
    void longNamesAndLongOrderKeysStayWithinTheLimits() {
        PipelineKey wide = declared(catalog, "wide");
        List<StreamPartition> names = longNames();
        movedAll(wide, names, 0, Limits.ORDER_KEY_BYTES);
        Writer second = movedAll(wide, names, 1, Limits.ORDER_KEY_BYTES);
        assertWithinLimits();
        try (Catalog other = shop.open()) {
            List<Cursor> cursors = cursors(other, wide);
            assertThat(cursors).hasSize(CURSORS).allMatch(cursor -> cursor.revision() == 2);
            assertThat(cursors.stream().map(Cursor::at).collect(Collectors.toSet()))
                    .isEqualTo(Set.copyOf(names));
            assertThat(Shop.run(other, second).moves()).hasSize(CURSORS);
        }
    }

    @Test
    void aGrantPagesARewindGoesBackAndADeletedOneBeginsAnew() {
        PipelineKey deep = declared(catalog, "deep");
        List<StreamPartition> names = shortNames();
        movedAll(deep, names, 0, Long.BYTES);
        Writer second = movedAll(deep, names, 1, Long.BYTES);

        Granted grant = granted(catalog.begin(Shop.asking(deep)));
        assertThat(grant.cursors()).hasSize(PER_COMMIT);
        assertThat(grant.moreCursors()).isTrue();
        committed(catalog.commit(ending(grant.writer(), 1)));

        RewindResult back = catalog.rewind(new Rewind(
                deep, RequestId.random(), new Rewind.Target.BeforeRun(second.run()), Rewind.Mode.APPEND, ANN));
        assertThat(back).isInstanceOf(RewindResult.Rewound.class);
        assertThat(cursors(catalog, deep))
                .hasSize(CURSORS)
                .allMatch(cursor -> position(1, Long.BYTES).equals(cursor.position()) && cursor.revision() == 3);
        assertWithinLimits();

        assertThat(catalog.delete(deep, ANN)).isInstanceOf(ChangeResult.Done.class);
        assertThat(pages(deep)).isEmpty();
        declared(catalog, "deep");
        assertThat(cursors(catalog, deep)).isEmpty();
        Writer again = granted(catalog.begin(Shop.asking(deep))).writer();
        assertThat(again.fence()).isGreaterThan(second.fence());
        committed(catalog.commit(goingOn(again, 1, advances(names.subList(0, 10), 0, Long.BYTES))));
    }

    @Test
    void oneAdvanceOfManyCursorsWritesFewPages() {
        PipelineKey deep = declared(catalog, "deep");
        movedAll(deep, shortNames(), 0, Long.BYTES);
        Writer writer = granted(catalog.begin(Shop.asking(deep))).writer();
        committed(catalog.commit(goingOn(writer, 1, advances(List.of(place(5_000)), 1, Long.BYTES))));
        List<String> before = pages(deep);
        service.next();
        committed(catalog.commit(goingOn(writer, 2, advances(List.of(place(5_000)), 2, Long.BYTES))));
        assertThat(service.operations().size()).isLessThanOrEqualTo(3);
        List<String> after = new ArrayList<>(pages(deep));
        after.removeAll(before);
        assertThat(after.size()).isLessThanOrEqualTo(2);
    }

    @Test
    void whatAnotherWriterRefusesLeavesAllAsItWas() {
        PipelineKey deep = declared(catalog, "deep");
        List<StreamPartition> names = shortNames();
        movedAll(deep, names, 0, Long.BYTES);
        Writer lost = granted(catalog.begin(Shop.asking(deep))).writer();
        try (Catalog ahead = shop.open(() -> time.get().plus(Shop.TTL))) {
            Writer taker = granted(ahead.begin(Shop.asking(deep))).writer();
            List<String> before = pages(deep);
            // writes its pages, and is refused with its head
            assertThat(catalog.commit(goingOn(lost, 1, advances(names.subList(0, PER_COMMIT), 1, Long.BYTES))))
                    .isEqualTo(new Answers.Fenced(taker.fence()));
            assertThat(pages(deep)).isEqualTo(before);
            assertThat(cursors(ahead, deep)).hasSize(CURSORS).allMatch(cursor -> cursor.revision() == 1);
            committed(ahead.commit(goingOn(taker, 1, advances(names.subList(0, PER_COMMIT), 1, Long.BYTES))));
        }
        assertThat(cursors(catalog, deep).stream().filter(cursor -> cursor.revision() == 2))
                .hasSize(PER_COMMIT);
    }

    @Test
    void pagesThatNothingNamesGoAfterADayAndTheOthersStay() {
        PipelineKey deep = declared(catalog, "deep");
        List<StreamPartition> names = shortNames();
        movedAll(deep, names, 0, Long.BYTES);
        List<String> named = pages(deep);
        Writer writer = granted(catalog.begin(Shop.asking(deep))).writer();
        // dies after its pages, which nobody removes, and before its head
        service.next(new Fault.None(), new Fault.None());
        try (Catalog dying = Shop.open(
                service.endpoint(),
                shop.table(),
                new Attempts(ONCE, new SecureRandom(), Waiting.REAL),
                Shop.workings(time::get, System::nanoTime, Duration.ZERO),
                null)) {
            cursors(dying, deep);
            dying.renew(writer, Shop.TTL);
            service.next(new Fault.None(), new Fault.Reset(), new Fault.Reset(), new Fault.Reset());
            assertThatThrownBy(() ->
                            dying.commit(goingOn(writer, 1, advances(List.of(place(1), place(9_000)), 1, Long.BYTES))))
                    .isInstanceOf(CatalogException.class);
        }
        service.next();
        assertThat(pages(deep)).hasSizeGreaterThan(named.size()).containsAll(named);
        time.updateAndGet(now -> now.plus(Duration.ofHours(23)));
        catalog.forgetRequests(Shop.SHOP, 100);
        assertThat(pages(deep)).hasSizeGreaterThan(named.size());
        time.updateAndGet(now -> now.plus(Duration.ofHours(2)));
        catalog.forgetRequests(Shop.SHOP, 100);
        assertThat(pages(deep)).isEqualTo(named);
        assertThat(cursors(catalog, deep)).hasSize(CURSORS).allMatch(cursor -> cursor.revision() == 1);
        assertThat(catalog.commit(goingOn(writer, 1, advances(List.of(place(1)), 1, Long.BYTES))))
                .isInstanceOf(CommitResult.Committed.class);
    }
}
