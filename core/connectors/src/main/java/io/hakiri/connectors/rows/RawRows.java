package io.hakiri.connectors.rows;

import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.RejectedRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some records of one file or page, not typed yet, and where each of them stands. */
public final class RawRows {
    private static final int FIRST_ROWS = 1024;

    /** Fields in the order of the file. */
    public final List<RawColumn> columns = new ArrayList<>();
    /** Records set aside because they cannot be read as rows. */
    public final List<RejectedRow> rejected = new ArrayList<>();

    public int rows;
    /** Where row i starts: line (from 1) and byte. Not reused for other rows, so a locator may keep the lines. */
    public int[] lines = new int[FIRST_ROWS];

    public long[] offsets = new long[FIRST_ROWS];

    /** How many records there are up to the end of these, and where that end is. */
    public long records;

    public long offset;
    public long line;
    /** Whether the last record had no line end yet. */
    public boolean open;
    /** What stopped the reading behind these rows. */
    @Nullable
    public ConnectorException failure;

    /** Makes ready for the next rows of the same file. */
    public void clear() {
        rows = 0;
        rejected.clear();
        lines = new int[lines.length];
        open = false;
    }

    public void startRow(long line, long offset) {
        if (rows == lines.length) {
            lines = Arrays.copyOf(lines, rows * 2);
            offsets = Arrays.copyOf(offsets, rows * 2);
        }
        lines[rows] = (int) Math.min(line, Integer.MAX_VALUE);
        offsets[rows] = offset;
    }

    /** Forgets this row and all behind it. */
    public void truncate(int row) {
        records -= rows - row;
        offset = offsets[row];
        line = lines[row];
        open = false;
        rows = row;
    }

    /** Keeps only the rows that are not marked. */
    public void drop(BitSet dropped) {
        int kept = 0;
        for (int row = 0; row < rows; row++) {
            if (dropped.get(row)) {
                continue;
            }
            if (kept != row) {
                for (RawColumn column : columns) {
                    column.move(row, kept);
                }
                lines[kept] = lines[row];
                offsets[kept] = offsets[row];
            }
            kept++;
        }
        rows = kept;
    }
}
