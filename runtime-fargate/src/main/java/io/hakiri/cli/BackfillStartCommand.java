package io.hakiri.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.backfill.Range;
import io.hakiri.backfill.RangeWish;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Backfill;
import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.BackfillResult;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.StartBackfill;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.Source;
import io.hakiri.connector.StreamRead;
import io.hakiri.pipeline.Pipeline;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Splits a range into chunks, for workers to do (C-21). */
@Command(
        name = "start",
        description = {
            "Splits a range of a stream into chunks, for workers to do: rows whose cursor field is greater than --from, and not"
                    + " greater than --to.",
            "Behind the cursor it is history done again, beside the runs of the pipeline. Ahead of it the cursor follows, and runs"
                    + " wait until it is over."
        },
        mixinStandardHelpOptions = true)
final class BackfillStartCommand implements Callable<Integer> {
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
    /** How a catalog names a backfill that holds a pipeline. */
    private static final String BACKFILL = "backfill:";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "PIPELINE")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Option(names = "--stream", description = "Which stream; needed where there are several.")
    private @Nullable String stream;

    @Option(names = "--name", description = "What to call it (default: the time, such as 20260131-060000).")
    private @Nullable String backfill;

    @Option(
            names = "--from",
            paramLabel = "VALUE",
            description =
                    "Rows behind this value of the cursor field, without those that have it (default: ahead of the cursor"
                            + " from there on, behind it from the first row on).")
    private @Nullable String from;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "VALUE",
            description =
                    "Up to this value, with the rows that have it; ahead of the cursor no further than all rows are there.")
    @SuppressWarnings("NullAway.Init")
    private String to;

    @Option(
            names = "--chunks",
            paramLabel = "NUMBER",
            description = "Into how many parts, evenly by value: 1 (default) to 10,000.")
    private int chunks = 1;

    @Option(
            names = "--border",
            paramLabel = "VALUE",
            description = "In place of --chunks: where a part ends. May be repeated, in the order of the field.")
    private List<String> borders = new ArrayList<>();

    @Option(names = "--reason", required = true, description = "Why, for the audit.")
    @SuppressWarnings("NullAway.Init")
    private String reason;

    @Option(
            names = "--work",
            paramLabel = "NUMBER",
            description = "Also do its chunks, with so many workers in this process, as `backfill work` does.")
    private int work;

    @Override
    public Integer call() {
        Main main = Main.of(spec);
        if (work < 0 || work > BackfillWorkers.MOST) {
            throw Refusal.usage("--work: expected 0 to " + BackfillWorkers.MOST + ", given " + work);
        }
        RangeWish wish = new RangeWish(from, to, chunks, borders);
        try (Session session = main.open()) {
            PipelineKey key = session.known(name);
            Pipeline pipeline = session.pipeline(name);
            session.declare(pipeline);
            session.takeFromTheDead(key);
            BackfillId id = new BackfillId(
                    backfill == null ? NAME.format(session.clock().instant()) : backfill);
            ObjectNode started = started(main, session, pipeline, key, id, wish);
            if (work == 0) {
                main.output().one(started);
                return Exit.DONE;
            }
            return BackfillWorkers.work(main, session, pipeline, id, work);
        }
    }

    private ObjectNode started(
            Main main, Session session, Pipeline pipeline, PipelineKey key, BackfillId id, RangeWish wish) {
        StreamPartition at = StreamPartition.of(Session.streamOrOnly(pipeline, stream));
        StreamRead read = session.reading(pipeline, at.stream());
        if (read.known() == null) {
            throw Refusal.refused(
                    "stream " + at.stream() + " was never read, so that no shape of it is accepted, and a backfill"
                            + " decides about none; run the pipeline once before: hakiri run " + pipeline.id());
        }
        try (Source source = session.open(pipeline)) {
            Range range = Range.of(source, read, standing(session, key, at), wish);
            BackfillResult answer = session.catalog().startBackfill(request(key, id, at, range));
            Backfill state = started(answer, id);
            Position.Monotonic end = range.borders().getLast();
            if (range.cut()) {
                say(main, id + " ends at " + source.shown(end) + ": so far are all rows there by now");
            }
            if (wish.chunks() > state.chunks()) {
                say(main, state.chunks() + " chunks, because there are not more different values");
            }
            ObjectNode node = BackfillJson.of(state, session.clock().instant());
            node.put("from", range.from() == null ? null : source.shown(range.from()));
            node.put("to", source.shown(end));
            return node;
        } catch (ConnectorException e) {
            String said = main.secrets().redacted(String.valueOf(e.getMessage()));
            throw e.kind().mayPass() ? Refusal.refused(said) : Refusal.usage(said);
        }
    }

    @SuppressWarnings("NullAway") // it does not see the annotation of a nested type in a class file
    private StartBackfill request(PipelineKey key, BackfillId id, StreamPartition at, Range range) {
        return new StartBackfill(key, id, at, range.from(), range.borders(), Session.actor(reason));
    }

    private static void say(Main main, String text) {
        main.err().println("hakiri: " + text);
        main.err().flush();
    }

    private static @Nullable Position standing(Session session, PipelineKey key, StreamPartition at) {
        Page<Cursor> page = session.catalog().cursors(key, PageRequest.first()).pageOrNull();
        while (page != null) {
            for (Cursor cursor : page.entries()) {
                if (cursor.at().equals(at)) {
                    return cursor.position();
                }
            }
            page = page.next() == null
                    ? null
                    : session.catalog()
                            .cursors(key, new PageRequest(page.next(), Limits.PAGE_ENTRIES))
                            .pageOrNull();
        }
        return null;
    }

    private Backfill started(BackfillResult answer, BackfillId id) {
        return switch (answer) {
            case BackfillResult.Started(Backfill state) -> state;
            case Answers.Held held
            when held.holder().startsWith(BACKFILL) ->
                throw Refusal.refused(
                        name + ": a backfill goes on there; let it end, or end it: hakiri backfill cancel " + name + " "
                                + held.holder().substring(BACKFILL.length()) + " --reason TEXT");
            case Answers.Held held -> throw Changes.held(name, held);
            case Answers.NotFound() -> throw Changes.notFound(name);
            case Answers.Moving() -> throw Changes.moving(name);
            case Answers.Moved(String address) -> throw Changes.moved(name, address);
            case Answers.Invalid(String field, String limit, String given) ->
                throw Refusal.usage(id + ": " + field + ": expected " + limit + ", given " + given);
        };
    }
}
