package io.hakiri.catalog;

import java.util.Set;
import java.util.TreeSet;

/**
 * The one way back for a cursor (C-9).
 *
 * @param request makes a repeat safe (C-10)
 * @param actor who, and the reason that a rewind needs
 */
public record Rewind(PipelineKey pipeline, RequestId request, Target target, Mode mode, Actor actor) {
    /** Where to. */
    public sealed interface Target {
        /** Before the first row of these streams; of all streams where the set is empty. */
        record Start(Set<String> streams) implements Target {
            public Start {
                Limits.count("streams", streams, Limits.STREAMS_PER_PIPELINE);
                streams = Set.copyOf(streams);
            }
        }

        /** To where all cursors stood before this run, which must be an ended one whose record still exists. */
        record BeforeRun(RunId run) implements Target {}

        /** One partition to a position of the caller's; only with {@link Mode#APPEND}, for it need not be a commit's border. */
        record To(StreamPartition at, Position position) implements Target {}
    }

    /** What becomes of the rows after the point. */
    public enum Mode {
        /** They stay, and may come again under new receipts. */
        APPEND,
        /** What was committed after the point is withdrawn from the destination before anything comes again. */
        REPLACE
    }

    /** The digest that tells a repeat of this request from another one under the same request id. */
    public Bytes digest() {
        Digest digest =
                new Digest().text("rewind").text(mode.name()).text(actor.name()).text(actor.reason());
        switch (target) {
            case Target.Start(Set<String> streams) -> new TreeSet<>(streams).forEach(digest::text);
            case Target.BeforeRun(RunId run) -> digest.text(run.toString());
            case Target.To(StreamPartition at, Position position) ->
                digest.text(at.stream()).text(at.partition()).position(position);
        }
        return digest.done();
    }
}
