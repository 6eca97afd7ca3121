package io.hakiri.catalog;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The limits of C-22: the same on every backend, chosen so that the narrowest can keep them. */
public final class Limits {
    /** Bytes of a stream, partition, key scope or key name. */
    public static final int NAME_BYTES = 256;
    /** Bytes of a position's value. */
    public static final int POSITION_BYTES = 16 * 1024;
    /** Bytes of all positions of a pipeline together. */
    public static final int POSITIONS_BYTES_PER_PIPELINE = 1024 * 1024;
    /** Bytes of a monotonic position's order key. */
    public static final int ORDER_KEY_BYTES = 1024;
    /** Bytes of a pipeline's manifest, and of a stream's shape. */
    public static final int MANIFEST_BYTES = 256 * 1024;
    /** Bytes of an idempotency key's stored result. */
    public static final int KEY_RESULT_BYTES = 64 * 1024;
    /** Cursors of one pipeline. */
    public static final int CURSORS_PER_PIPELINE = 10_000;
    /** Cursor advances, and bytes of their positions, in one commit. */
    public static final int ADVANCES_PER_COMMIT = 1_000;
    /** Bytes of the positions in one commit. */
    public static final int ADVANCE_BYTES_PER_COMMIT = 1024 * 1024;
    /** Receipts, and settlements, in one commit or acknowledgement. */
    public static final int RECEIPTS_PER_COMMIT = 1_000;
    /** Bytes of a staged object's name. */
    public static final int OBJECT_NAME_BYTES = 1024;
    /** Streams of one pipeline. */
    public static final int STREAMS_PER_PIPELINE = 1_000;
    /** Chunks of one backfill (C-21). */
    public static final int CHUNKS_PER_BACKFILL = 10_000;
    /** Queued runs of one pipeline that have neither begun nor ended. */
    public static final int QUEUED_RUNS_PER_PIPELINE = 100;
    /** Bytes of a free text: a reason, an actor, a worker's name, an error's message. */
    public static final int TEXT_BYTES = 4 * 1024;
    /** Entries of a page, and pipelines of one claim. */
    public static final int PAGE_ENTRIES = 1_000;
    /** The shortest lease or claim that can be asked for. */
    public static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);
    /** The longest lease or claim that can be asked for. */
    public static final Duration LONGEST_LEASE = Duration.ofHours(24);
    /** The shortest time an idempotency key keeps its meaning (C-16). */
    public static final Duration SHORTEST_KEY_TTL = Duration.ofHours(1);
    /** The longest time an idempotency key keeps its meaning. */
    public static final Duration LONGEST_KEY_TTL = Duration.ofDays(400);
    /** How long the answers of {@code begin}, {@code rewind} and keys are kept for a repeat (C-10). */
    public static final Duration REQUEST_MEMORY = Duration.ofHours(24);
    /** The shortest time that history can be kept for: an hour longer than answers are for a repeat. */
    public static final Duration SHORTEST_RETENTION = REQUEST_MEMORY.plusHours(1);
    /** The longest time that history can be kept for, other than for ever. */
    public static final Duration LONGEST_RETENTION = Duration.ofDays(36_500);
    /** How long an idempotency key that is over stays for {@code catalog retain} to export it, where nothing else removes it. */
    public static final Duration KEY_REMAINS = Duration.ofDays(7);

    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9._-]{0,127}");

    private Limits() {}

    static String id(String field, String value) {
        if (!ID.matcher(value).matches()) {
            throw new InvalidInput(field, "[a-z0-9][a-z0-9._-]{0,127}", value);
        }
        return value;
    }

    /** A name, 1 to 256 bytes; {@link InvalidInput} otherwise. */
    public static String name(String field, String value) {
        int bytes = utf8Bytes(field, value);
        if (bytes < 1 || bytes > NAME_BYTES || value.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidInput(
                    field, "1 to " + NAME_BYTES + " bytes of UTF-8 without control characters", sized(value, bytes));
        }
        return value;
    }

    /** Text that can be kept byte for byte (C-23), of bounded length; {@link InvalidInput} otherwise. */
    public static String text(String field, String value, int mostBytes) {
        int bytes = utf8Bytes(field, value);
        if (bytes > mostBytes) {
            throw new InvalidInput(field, "at most " + mostBytes + " bytes of UTF-8", sized(value, bytes));
        }
        return value;
    }

    static String said(String field, String value) {
        if (value.isBlank()) {
            throw new InvalidInput(field, "a text that is not blank", "\"" + value + "\"");
        }
        return text(field, value, TEXT_BYTES);
    }

    static @Nullable String textOrNull(String field, @Nullable String value, int mostBytes) {
        return value == null ? null : text(field, value, mostBytes);
    }

    static Duration between(String field, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new InvalidInput(field, least + " to " + most, value.toString());
        }
        return value;
    }

    static Duration leaseTtl(Duration value) {
        return between("lease ttl", value, SHORTEST_LEASE, LONGEST_LEASE);
    }

    /** A number within bounds; {@link InvalidInput} otherwise. */
    public static long between(String field, long value, long least, long most) {
        if (value < least || value > most) {
            throw new InvalidInput(field, least + " to " + most, Long.toString(value));
        }
        return value;
    }

    /** No more than so many; {@link InvalidInput} otherwise. */
    public static void count(String field, Collection<?> values, int most) {
        if (values.size() > most) {
            throw new InvalidInput(field, "at most " + most, Integer.toString(values.size()));
        }
    }

    /** The length in UTF-8; a lone surrogate cannot be written in it, and U+0000 is refused everywhere (C-23). */
    private static int utf8Bytes(String field, String value) {
        if (value.indexOf('\0') >= 0) {
            throw new InvalidInput(field, "text without U+0000", value);
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        if (!new String(bytes, StandardCharsets.UTF_8).equals(value)) {
            throw new InvalidInput(field, "text that is valid Unicode (no lone surrogates)", value);
        }
        return bytes.length;
    }

    private static String sized(String value, int bytes) {
        return value.length() > 32 ? bytes + " bytes" : "\"" + value + "\"";
    }
}
