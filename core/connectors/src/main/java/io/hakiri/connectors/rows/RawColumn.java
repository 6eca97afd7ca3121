package io.hakiri.connectors.rows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The cells of one field as they stand in the file: ranges of bytes that no type was given to yet. The arrays are reused for
 * the next chunk, so whoever makes values of them copies.
 */
public final class RawColumn {
    /** Bits of {@link #ends} that are the end; the rest is the kind. Bounds a chunk to 64 MiB. */
    public static final int KIND_SHIFT = 26;

    public static final int END = (1 << KIND_SHIFT) - 1;

    /** Without quotes, from CSV. */
    public static final int PLAIN = 0;
    /** Within quotes, from CSV. */
    public static final int QUOTED = 1;
    /** Within quotes and with doubled quotes inside, from CSV. */
    public static final int ESCAPED = 2;
    /** No value. */
    public static final int NULL = 3;
    /** A number's literal, from JSON. */
    public static final int NUMBER = 4;
    /** A string's characters, from JSON. */
    public static final int STRING = 5;
    /** {@code true} or {@code false}, from JSON. */
    public static final int BOOLEAN = 6;
    /** An object or an array, compact, from JSON. */
    public static final int NESTED = 7;

    private static final int FIRST_ROWS = 1024;

    public final String name;
    public byte[] bytes = new byte[0];
    public int[] starts = new int[FIRST_ROWS];
    /** The end of each cell, with its kind in the upper bits. */
    public int[] ends = new int[FIRST_ROWS];

    public RawColumn(String name) {
        this.name = name;
    }

    public int kind(int row) {
        return ends[row] >>> KIND_SHIFT;
    }

    public int end(int row) {
        return ends[row] & END;
    }

    public void set(int row, int start, int end, int kind) {
        starts[row] = start;
        ends[row] = end | kind << KIND_SHIFT;
    }

    /** Makes room for that many rows; new cells have no value. */
    public void reserve(int rows) {
        if (rows > starts.length) {
            int length = Math.max(rows, starts.length * 2);
            starts = Arrays.copyOf(starts, length);
            ends = Arrays.copyOf(ends, length);
        }
    }

    /** Says that rows {@code from} to {@code to} have no value. */
    public void clear(int from, int to) {
        reserve(to);
        Arrays.fill(starts, from, to, 0);
        Arrays.fill(ends, from, to, NULL << KIND_SHIFT);
    }

    /** Moves a cell up, where rows before it were dropped. */
    public void move(int from, int to) {
        starts[to] = starts[from];
        ends[to] = ends[from];
    }

    /** The cell as a text, for a message. */
    public String text(int row) {
        String raw = new String(bytes, starts[row], end(row) - starts[row], StandardCharsets.UTF_8);
        return kind(row) == ESCAPED ? raw.replace("\"\"", "\"") : raw;
    }
}
