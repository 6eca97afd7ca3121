package io.hakiri.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys compare as the database compares (C-9): it sorts, and the keys of what it sorted ascend. */
final class OrderKeyTest {
    private static final long SEED = Long.getLong("hakiri.seed", 20261129);
    private static final int VALUES = 300;

    private final TestDatabase database = new TestDatabase();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void keysAscendAsTheServerSorts() {
        SplittableRandom random = new SplittableRandom(SEED);
        Map<String, ColumnType.Order> types = Map.of(
                "int8", ColumnType.Order.NUMBER,
                "numeric", ColumnType.Order.NUMBER,
                "float8", ColumnType.Order.FLOAT64,
                "float4", ColumnType.Order.FLOAT32,
                "date", ColumnType.Order.DATE,
                "timestamp", ColumnType.Order.LOCAL_TIME,
                "timestamptz", ColumnType.Order.TIME,
                "uuid", ColumnType.Order.UUID,
                "text", ColumnType.Order.TEXT,
                "boolean", ColumnType.Order.BOOLEAN);
        types.forEach((type, order) -> {
            List<String> literals = new ArrayList<>();
            for (int i = 0; i < VALUES; i++) {
                literals.add("('" + value(type, random).replace("'", "''") + "')");
            }
            database.sql("CREATE TABLE t_" + type + " (v " + type + ")");
            database.sql("INSERT INTO t_" + type + " VALUES " + String.join(",", literals));
            String compared = order.compared("v");
            List<String> sorted =
                    database.rows("SELECT v FROM (SELECT DISTINCT v FROM t_" + type + ") AS d ORDER BY " + compared);
            for (int i = 1; i < sorted.size(); i++) {
                String low = sorted.get(i - 1);
                String high = sorted.get(i);
                assertThat(key(order, low).compareTo(key(order, high)))
                        .as("%s: %s < %s (seed %s)", type, low, high, SEED)
                        .isNegative();
            }
        });
    }

    private static Bytes key(ColumnType.Order order, String value) {
        return Bytes.of(OrderKey.of(List.of(order), List.of(value)));
    }

    private static String year(SplittableRandom random) {
        return "%04d".formatted(random.nextInt(1, 4000));
    }

    private static String value(String type, SplittableRandom random) {
        boolean odd = random.nextInt(12) == 0;
        return switch (type) {
            case "int8" -> "" + (random.nextLong() >> random.nextInt(64));
            case "numeric" ->
                odd
                        ? List.of("NaN", "Infinity", "-Infinity", "0", "0.00").get(random.nextInt(5))
                        : (random.nextLong() >> random.nextInt(64)) + "." + random.nextInt(1000) + "e"
                                + random.nextInt(-20, 20);
            case "float8", "float4" ->
                odd
                        ? List.of("NaN", "Infinity", "-Infinity", "0", "-1e-30").get(random.nextInt(5))
                        : "" + random.nextInt(-1000, 1000) / 7.0f;
            case "date" ->
                odd ? "infinity" : year(random) + "-01-0" + random.nextInt(1, 9) + (random.nextBoolean() ? " BC" : "");
            case "timestamp", "timestamptz" ->
                odd
                        ? List.of("infinity", "-infinity", "294276-12-31 23:59:59.999999", "4713-01-02 BC")
                                .get(random.nextInt(4))
                        : year(random) + "-02-03 04:05:06." + random.nextInt(1_000_000)
                                + (random.nextBoolean() ? " BC" : "");
            case "uuid" ->
                "%08x-%04x-0000-0000-%012x"
                        .formatted(random.nextInt(), random.nextInt(1 << 16), random.nextLong() & 0xffff_ffff_ffffL);
            case "boolean" -> "" + random.nextBoolean();
            default -> {
                StringBuilder text = new StringBuilder();
                for (int i = random.nextInt(5); i > 0; i--) {
                    text.appendCodePoint(
                            List.of((int) 'a', (int) 'B', (int) 'é', 0x1F99C, (int) '\'', 1, 0xFFFD, (int) ' ')
                                    .get(random.nextInt(8)));
                }
                yield text.toString();
            }
        };
    }
}
