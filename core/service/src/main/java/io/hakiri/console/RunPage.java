package io.hakiri.console;

import java.util.List;

/** One run. */
public record RunPage(
        Frame frame,
        RunLine run,
        String id,
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
    public record MoveLine(String stream, String partition, String from, String to) {}
}
