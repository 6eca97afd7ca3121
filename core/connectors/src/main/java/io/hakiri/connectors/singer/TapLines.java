package io.hakiri.connectors.singer;

import java.time.Duration;
import java.util.Arrays;

/** The lines that a tap writes, in a buffer that grows no longer than a line may be. */
final class TapLines {
    /** The longest line. */
    static final int MOST_BYTES = 16 * 1024 * 1024;

    private static final int FIRST_BYTES = 64 * 1024;
    /** So that a run looks up now and then. */
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final TapProcess tap;
    private final Duration idleTimeout;
    private byte[] buffer = new byte[FIRST_BYTES];
    private int from;
    private int to;
    private int searched;
    private long quietNanos;
    private long number;

    TapLines(TapProcess tap, Duration idleTimeout) {
        this.tap = tap;
        this.idleTimeout = idleTimeout;
    }

    /** What came of waiting for a line. */
    sealed interface Said {
        /** A line, without its end. The bytes are valid until the next one is asked for. */
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Line(byte[] bytes, int from, int to) implements Said {}

        /** Nothing, for a while. */
        record Nothing() implements Said {}

        /**
         * There is no more.
         *
         * @param inLine whether the last line has no end
         */
        record End(boolean inLine) implements Said {}
    }

    /** How many lines there were. */
    long number() {
        return number;
    }

    /**
     * The next line.
     *
     * @throws io.hakiri.connector.ConnectorException where the tap says nothing for too long, or no end of a line
     */
    Said next() {
        while (true) {
            for (int i = searched; i < to; i++) {
                if (buffer[i] == '\n') {
                    Said line = new Said.Line(buffer, from, i);
                    from = i + 1;
                    searched = from;
                    number++;
                    return line;
                }
            }
            searched = to;
            if (to - from > MOST_BYTES) {
                throw SingerSettings.permanent("line " + (number + 1) + " of the tap's output is longer than "
                        + MOST_BYTES / (1024 * 1024) + " MiB; expected its end before that");
            }
            long before = System.nanoTime();
            byte[] piece = tap.piece(WAIT);
            if (piece == null) {
                return quiet(System.nanoTime() - before);
            }
            quietNanos = 0;
            if (piece.length == 0) {
                return new Said.End(to > from);
            }
            add(piece);
        }
    }

    /** A last line that has no end. */
    Said.Line rest() {
        int start = from;
        from = to;
        number++;
        return new Said.Line(buffer, start, to);
    }

    private Said quiet(long nanos) {
        quietNanos += nanos;
        if (quietNanos >= idleTimeout.toNanos()) {
            throw tap.trouble("said nothing for " + idleTimeout.toSeconds()
                    + " s, and was ended; where it needs more time, set idle_timeout");
        }
        return new Said.Nothing();
    }

    private void add(byte[] piece) {
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            searched -= from;
            from = 0;
        }
        if (to + piece.length > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(to + piece.length, buffer.length * 2));
        }
        System.arraycopy(piece, 0, buffer, to, piece.length);
        to += piece.length;
    }
}
