package io.hakiri.console;

import java.util.List;

/**
 * One run.
 *
 * @param explained where it is told how the pipeline stood when it ended, or stands while it goes on
 */
public record RunPage(
        Frame frame,
        RunLine run,
        String id,
        String explained,
        String steps,
        Moment ended,
        List<StreamLine> streams,
        List<MoveLine> moves) {
    public RunPage {
        streams = List.copyOf(streams);
        moves = List.copyOf(moves);
    }

    /** What a stream's rows came to. */
    public record StreamLine(String stream, String read, String written, String quarantined, String bytes) {}

    /** How far it moved a cursor. */
    public record MoveLine(String stream, String partition, Place from, Place to) {}
}
