package io.hakiri.console;

import java.util.List;

/**
 * One backfill, chunk by chunk.
 *
 * @param href the page itself, and what more is asked of it follows
 * @param seen the mark of what lives on it
 * @param next where further chunks are; empty where these are the last
 */
public record BackfillPage(Frame frame, String href, String seen, Live live, String next) {
    /** What changes by itself. */
    public record Live(BackfillsPage.Line backfill, List<ChunkLine> chunks) {
        public Live {
            chunks = List.copyOf(chunks);
        }
    }

    /**
     * One chunk.
     *
     * @param number as people count: from 1
     * @param after behind which it begins
     * @param upTo where it ends, and that is in it
     * @param worker who has it, had it last or did it; empty where nobody did
     * @param until until when its worker has it
     */
    public record ChunkLine(
            int number, Badge state, Place after, Place upTo, String worker, Moment until, String fence) {}
}
