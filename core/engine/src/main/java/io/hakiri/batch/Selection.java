package io.hakiri.batch;

import io.hakiri.schema.Type;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Takes some rows out of a batch. */
public final class Selection {
    private Selection() {}

    /** The rows of {@code keep}, in their order; the batch itself where that is all of them. */
    public static Batch of(Batch batch, BitSet keep) {
        int rows = keep.get(0, batch.rows()).cardinality();
        if (rows == batch.rows()) {
            return batch;
        }
        int[] chosen = keep.stream().limit(rows).toArray();
        return new Batch(
                batch.shape(),
                batch.columns().stream().map(column -> of(column, chosen)).toList(),
                rows);
    }

    private static Column of(Column column, int[] chosen) {
        BitSet nulls = nulls(column, chosen);
        return switch (column) {
            case Column.Booleans(boolean[] values, var _) -> {
                boolean[] taken = new boolean[chosen.length];
                for (int i = 0; i < chosen.length; i++) {
                    taken[i] = values[chosen[i]];
                }
                yield new Column.Booleans(taken, nulls);
            }
            case Column.Longs(Type type, long[] values, var _) -> {
                long[] taken = new long[chosen.length];
                for (int i = 0; i < chosen.length; i++) {
                    taken[i] = values[chosen[i]];
                }
                yield new Column.Longs(type, taken, nulls);
            }
            case Column.Doubles(double[] values, var _) -> {
                double[] taken = new double[chosen.length];
                for (int i = 0; i < chosen.length; i++) {
                    taken[i] = values[chosen[i]];
                }
                yield new Column.Doubles(taken, nulls);
            }
            case Column.Decimals decimals -> {
                @Nullable BigDecimal[] taken = new BigDecimal[chosen.length];
                for (int i = 0; i < chosen.length; i++) {
                    taken[i] = decimals.values()[chosen[i]];
                }
                yield new Column.Decimals(decimals.type(), taken, nulls);
            }
            case Column.Texts texts -> of(texts, chosen, nulls);
        };
    }

    private static Column.Texts of(Column.Texts texts, int[] chosen, @Nullable BitSet nulls) {
        int[] ends = new int[chosen.length];
        int length = 0;
        for (int i = 0; i < chosen.length; i++) {
            length += texts.ends()[chosen[i]] - texts.start(chosen[i]);
            ends[i] = length;
        }
        byte[] bytes = new byte[length];
        int at = 0;
        for (int row : chosen) {
            int start = texts.start(row);
            int size = texts.ends()[row] - start;
            System.arraycopy(texts.bytes(), start, bytes, at, size);
            at += size;
        }
        return new Column.Texts(texts.type(), bytes, ends, nulls);
    }

    private static @Nullable BitSet nulls(Column column, int[] chosen) {
        BitSet all = column.nulls();
        if (all == null || Arrays.stream(chosen).noneMatch(all::get)) {
            return null;
        }
        BitSet nulls = new BitSet(chosen.length);
        for (int i = 0; i < chosen.length; i++) {
            if (all.get(chosen[i])) {
                nulls.set(i);
            }
        }
        return nulls;
    }
}
