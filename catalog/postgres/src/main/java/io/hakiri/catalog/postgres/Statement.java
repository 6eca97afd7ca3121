package io.hakiri.catalog.postgres;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One statement and its values, for {@code $1}, {@code $2} …
 *
 * @param values texts, longs, integers, flags, bytes ({@code byte[]} for {@code bytea}), arrays of these
 *     ({@code byte[][]} for {@code bytea[]}), or {@code null}; they are as the parameter's type says, so the statement should
 *     say it where PostgreSQL could take another one ({@code $1::text[]})
 */
record Statement(String sql, List<@Nullable Object> values) {
    Statement {
        values = Collections.unmodifiableList(new ArrayList<>(values));
    }

    static Statement of(String sql, @Nullable Object... values) {
        return new Statement(sql, Arrays.asList(values));
    }

    Tuple tuple() {
        Tuple tuple = Tuple.tuple();
        for (Object value : values) {
            tuple.addValue(wire(value));
        }
        return tuple;
    }

    private static @Nullable Object wire(@Nullable Object value) {
        return switch (value) {
            case byte[] bytes -> Buffer.buffer(bytes);
            case byte[][] many -> {
                @Nullable Buffer[] buffers = new Buffer[many.length];
                Arrays.setAll(buffers, i -> many[i] == null ? null : Buffer.buffer(many[i]));
                yield buffers;
            }
            case null, default -> value;
        };
    }
}
