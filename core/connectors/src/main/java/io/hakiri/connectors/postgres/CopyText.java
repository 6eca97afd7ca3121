package io.hakiri.connectors.postgres;

import io.hakiri.batch.Batch;
import io.hakiri.batch.Cell;
import io.hakiri.batch.Column;
import io.hakiri.schema.Type;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Writes rows as COPY reads them: a line each, values between tabs, {@code \N} for a missing one. */
final class CopyText {
    private static final byte[] MISSING = {'\\', 'N'};
    private static final String BEFORE_CHRIST = " BC";

    private CopyText() {}

    /** {@link IllegalArgumentException} with the field's name where a text has a character that PostgreSQL does not take. */
    static void write(Batch rows, ByteArrayOutputStream out) {
        for (int row = 0; row < rows.rows(); row++) {
            for (int i = 0; i < rows.columns().size(); i++) {
                if (i > 0) {
                    out.write('\t');
                }
                Column column = rows.columns().get(i);
                if (column.isNull(row)) {
                    out.writeBytes(MISSING);
                } else if (column instanceof Column.Texts texts) {
                    if (!escaped(texts.bytes(), texts.start(row), texts.ends()[row], out)) {
                        throw new IllegalArgumentException(
                                rows.shape().fields().get(i).name());
                    }
                } else {
                    out.writeBytes(plain(column, row).getBytes(StandardCharsets.US_ASCII));
                }
            }
            out.write('\n');
        }
    }

    private static boolean escaped(byte[] bytes, int start, int end, ByteArrayOutputStream out) {
        int from = start;
        for (int i = start; i < end; i++) {
            int escape = switch (bytes[i]) {
                case '\\' -> '\\';
                case '\t' -> 't';
                case '\n' -> 'n';
                case '\r' -> 'r';
                default -> 0;
            };
            if (escape != 0) {
                out.write(bytes, from, i - from);
                out.write('\\');
                out.write(escape);
                from = i + 1;
            } else if (bytes[i] == 0) {
                return false;
            }
        }
        out.write(bytes, from, end - from);
        return true;
    }

    private static String plain(Column column, int row) {
        if (column instanceof Column.Longs longs) {
            long value = longs.values()[row];
            if (longs.type() == Type.Plain.DATE) {
                return date(LocalDate.ofEpochDay(value));
            }
            if (longs.type() == Type.Plain.TIMESTAMP) {
                return time(LocalDateTime.ofInstant(Cell.instant(value), ZoneOffset.UTC), "Z");
            }
            if (longs.type() == Type.Plain.LOCAL_TIMESTAMP) {
                return time(LocalDateTime.ofInstant(Cell.instant(value), ZoneOffset.UTC), "");
            }
        }
        @Nullable String text = Cell.text(column, row);
        return text == null ? "" : text;
    }

    /** In ISO 8601, but for what PostgreSQL writes in another way: years before the first, and after 9999 without a plus. */
    private static String date(LocalDate date) {
        return day(date) + (date.getYear() < 1 ? BEFORE_CHRIST : "");
    }

    private static String day(LocalDate date) {
        int year = date.getYear() < 1 ? 1 - date.getYear() : date.getYear();
        return "%04d-%02d-%02d".formatted(year, date.getMonthValue(), date.getDayOfMonth());
    }

    private static String time(LocalDateTime time, String zone) {
        int year = time.getYear();
        if (year > 0 && year <= 9999) {
            return time + zone;
        }
        return day(time.toLocalDate()) + "T" + time.toLocalTime() + zone + (year < 1 ? BEFORE_CHRIST : "");
    }
}
