package io.hakiri.log;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.ChunkCommitResult;
import io.hakiri.catalog.ChunkWriter;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Progress;
import io.hakiri.catalog.RenewResult;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Writer;
import io.hakiri.watch.CatalogWatch;
import io.hakiri.watch.Ending;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;

/**
 * A line for each run that begins, commits, loses its right or ends, whoever runs it. Positions, and what workers say of themselves
 * and of their errors, are not in it.
 */
public final class RunLog implements CatalogWatch {
    private static final System.Logger LOG = System.getLogger("io.hakiri.run");

    @Override
    public void began(Begin asked, BeginResult answer, boolean first, Duration took) {
        if (first && answer instanceof BeginResult.Granted granted) {
            Writer writer = granted.writer();
            say(
                    Level.INFO,
                    writer,
                    "began under fence " + writer.fence() + " ("
                            + asked.trigger().word() + ")"
                            + (granted.abandoned() == null ? "" : ", after run " + granted.abandoned()));
        }
    }

    @Override
    public void renewed(Writer writer, RenewResult answer, Duration took) {
        if (answer instanceof Answers.Fenced(Fence current)) {
            say(Level.WARNING, writer, "was fenced when it renewed its lease: the fence is " + current);
        }
    }

    @Override
    public void committed(Commit asked, CommitResult answer, boolean first, Duration took) {
        Writer writer = asked.writer();
        switch (answer) {
            case CommitResult.Committed _ -> {
                if (first && !asked.progress().equals(Progress.NONE)) {
                    say(Level.INFO, writer, "committed step " + asked.step() + ": " + sums(asked.progress()));
                }
            }
            case CommitResult.AlreadyApplied _ -> {} // a repeat that came late: nothing is wrong
            case Answers.Fenced(Fence current) ->
                say(
                        Level.WARNING,
                        writer,
                        "was fenced at step " + asked.step() + ", which changed nothing: the fence is " + current);
            case CommitResult.Conflict _ -> refused(asked, "someone else moved a cursor or a schema");
            case CommitResult.NotGreater _ -> refused(asked, "a position is not greater than its cursor");
            case CommitResult.Undecided _ -> refused(asked, "nobody has accepted a schema version");
            case Answers.NotFound _ -> refused(asked, "there is no such pipeline");
            case Answers.Moving _ -> refused(asked, "the pipeline is sealed for a move");
            case Answers.Moved _ -> refused(asked, "the pipeline lives elsewhere now");
            case Answers.Invalid invalid -> refused(asked, "invalid " + invalid.field());
        }
    }

    private static void refused(Commit asked, String why) {
        say(Level.WARNING, asked.writer(), "step " + asked.step() + " was refused and changed nothing: " + why);
    }

    private static String sums(Progress progress) {
        Counts sum = progress.counts().values().stream().reduce(Counts.NONE, Counts::plus);
        return progress.advances().size() + " cursors moved, "
                + progress.staged().size() + " objects, " + sum.written() + " rows written, " + sum.quarantined()
                + " set aside";
    }

    @Override
    public void ended(Ending ending) {
        RunError error = ending.error();
        try (RunFields _ = RunFields.of(ending.pipeline(), ending.run(), ending.fence())) {
            LOG.log(
                    ending.status() == RunStatus.SUCCEEDED ? Level.INFO : Level.WARNING,
                    ending.pipeline() + ": run " + ending.run() + " "
                            + ending.status().name().toLowerCase(Locale.ROOT)
                            + (error == null ? "" : ": " + error.kind()));
        }
    }

    @Override
    public void chunkAnswered(ChunkWriter writer, ChunkCommitResult answer) {
        if (answer instanceof Answers.Fenced) {
            PipelineKey pipeline = writer.pipeline();
            try (RunFields _ = RunFields.of(pipeline)) {
                LOG.log(
                        Level.WARNING,
                        pipeline + ": chunk " + writer.chunk() + " of backfill " + writer.backfill()
                                + " was fenced, which changed nothing");
            }
        }
    }

    private static void say(Level level, Writer writer, String what) {
        try (RunFields _ = RunFields.of(writer)) {
            LOG.log(level, writer.pipeline() + ": run " + writer.run() + " " + what);
        }
    }
}
