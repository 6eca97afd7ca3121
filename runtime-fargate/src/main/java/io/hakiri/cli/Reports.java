package io.hakiri.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.RunStatus;
import io.hakiri.run.RunReport;
import io.hakiri.run.StreamReport;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** How attempts to run pipelines came out, for output and exit codes. */
final class Reports {
    private Reports() {}

    static int exit(RunReport report) {
        return switch (report) {
            case RunReport.Ended ended -> ended.status() == RunStatus.SUCCEEDED ? Exit.DONE : Exit.FAILED;
            case RunReport.Lost _, RunReport.Refused _ -> Exit.REFUSED;
        };
    }

    static ObjectNode json(RunReport report, Function<Position, String> shown) {
        ObjectNode node = Output.object();
        node.put("id", report.pipeline().pipeline().value());
        switch (report) {
            case RunReport.Ended ended -> {
                node.put("run", ended.run().toString());
                node.put("status", ended.status().name().toLowerCase(Locale.ROOT));
                streams(node, ended.streams(), shown);
                node.set("error", Json.error(ended.error()));
                node.put("reason", ended.error() == null ? "" : ended.error().message());
            }
            case RunReport.Lost lost -> {
                node.put("run", lost.run().toString());
                node.put("status", "fenced");
                streams(node, lost.streams(), shown);
                node.putNull("error");
                node.put("reason", lost.reason());
            }
            case RunReport.Refused refused -> {
                node.putNull("run");
                node.put("status", refused.word());
                streams(node, List.of(), shown);
                node.putNull("error");
                node.put("reason", refused.reason());
            }
        }
        return node;
    }

    private static void streams(ObjectNode node, List<StreamReport> reports, Function<Position, String> shown) {
        long read = 0;
        long written = 0;
        long quarantined = 0;
        for (StreamReport report : reports) {
            ObjectNode stream = node.withArray("streams").addObject();
            stream.put("name", report.stream());
            Json.counts(stream, report.counts());
            stream.set("cursor", Json.cursor(report.moves(), shown));
            stream.putArray("cursors");
            report.moves()
                    .forEach(move -> Json.moves(stream.withArray("cursors").addObject(), move, shown));
            stream.put("trouble", report.trouble());
            read += report.counts().read();
            written += report.counts().written();
            quarantined += report.counts().quarantined();
        }
        node.withArray("streams");
        node.put("read", read).put("written", written).put("quarantined", quarantined);
    }
}
