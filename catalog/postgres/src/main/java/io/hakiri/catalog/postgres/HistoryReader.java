package io.hakiri.catalog.postgres;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.AuditSearch;
import io.hakiri.catalog.Decision;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Found;
import io.hakiri.catalog.HistoryFilter;
import io.hakiri.catalog.HistorySearch;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunSearch;
import io.hakiri.catalog.SchemaSearch;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.SeenSchema;
import io.hakiri.catalog.Verdict;
import io.hakiri.catalog.relational.Pages;
import io.hakiri.catalog.relational.SearchPlace;
import io.hakiri.catalog.relational.Values;
import jakarta.persistence.criteria.Predicate;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.hibernate.reactive.stage.Stage.StatelessSession;

/**
 * Searches in the views of the history (C-28), on the reader of the address where it has one: never for decisions (C-11). Each
 * search is one transaction that sees one instant: 1. how far the server lags, and the number of the pipeline or project; 2. a
 * page in the order of an index; 3. for runs, what they read and how far they came.
 */
final class HistoryReader implements HistorySearch, AutoCloseable {
    private static final int SCHEMA_PARTS = 4;

    private final HistorySessions sessions;

    /** Nothing is connected to, and nothing of Hibernate is made, before the first search. */
    HistoryReader(PostgresAddress address) {
        this.sessions = new HistorySessions(address);
    }

    @Override
    public void close() {
        sessions.close();
    }

    // ---- runs

    @Override
    public Found<Run> searchRuns(RunSearch search) {
        HistoryFilter filter = search.filter();
        Function<RunRecord, String> key = filter.pipeline() == null
                ? last -> SearchPlace.key(Values.instant(last.startedMicros), new PipelineId(last.pipeline), last.fence)
                : last -> Long.toString(last.fence);
        return sessions.read(
                "searchRuns",
                filter,
                (session, criteria, id) -> runs(session, new Question<>(criteria, RunRecord.class), search, id)
                        .thenApply(read -> Pages.page(read, search.page(), key))
                        .thenCompose(page -> new RunDetails(session, sessions.schema())
                                .runs(filter.project(), page.entries())
                                .thenApply(runs -> new Page<>(runs, page.next()))));
    }

    private static CompletionStage<List<RunRecord>> runs(
            StatelessSession session, Question<RunRecord> runs, RunSearch search, long id) {
        HistoryFilter filter = search.filter();
        PageRequest page = search.page();
        if (!search.statuses().isEmpty()) {
            runs.and(runs.in("status", search.statuses()));
        }
        runs.containing(filter, "worker", "trigger", "errorKind", "errorMessage", "replacedBy");
        if (filter.pipeline() != null) {
            runs.and(runs.is("pipelineId", id))
                    .and(runs.less("fence", Pages.numberAfter(page, Long.MAX_VALUE)))
                    .within(filter, "startedMicros", Long.MAX_VALUE);
            return runs.list(session, page, runs.down("fence"));
        }
        // those that have begun: the others have none
        runs.and(runs.less("fence", Long.MAX_VALUE));
        ofProject(runs, filter, page, id, "startedMicros", "pipeline", "fence");
        return runs.list(session, page, runs.down("startedMicros"), runs.up("pipeline"), runs.down("fence"));
    }

    // ---- schemas

    @Override
    public Found<SeenSchema> searchSchemas(SchemaSearch search) {
        ProjectId project = search.filter().project();
        return sessions.read(
                "searchSchemas",
                search.filter(),
                (session, criteria, id) -> schemas(session, new Question<>(criteria, SchemaRecord.class), search, id)
                        .thenApply(read -> Pages.page(
                                read.stream().map(one -> seen(project, one)).toList(),
                                search.page(),
                                last -> Pages.key(
                                        Long.toString(
                                                Values.micros(last.version().seenAt())),
                                        last.pipeline().pipeline().value(),
                                        last.version().stream(),
                                        Integer.toString(last.version().version())))));
    }

    private static CompletionStage<List<SchemaRecord>> schemas(
            StatelessSession session, Question<SchemaRecord> schemas, SchemaSearch search, long id) {
        HistoryFilter filter = search.filter();
        String stream = search.stream();
        if (stream != null) {
            schemas.and(schemas.is("stream", stream));
        }
        if (search.undecided()) {
            schemas.and(
                    search.verdicts().isEmpty()
                            ? schemas.absent("verdict")
                            : schemas.any(schemas.absent("verdict"), schemas.in("verdict", search.verdicts())));
        } else if (!search.verdicts().isEmpty()) {
            schemas.and(schemas.in("verdict", search.verdicts()));
        }
        String[] after = Pages.partsAfter(search.page(), SCHEMA_PARTS);
        schemas.and(schemas.is(filter.pipeline() == null ? "projectId" : "pipelineId", id))
                .within(filter, "seenMicros", after == null ? Long.MAX_VALUE : Pages.number(after[0]))
                .containing(filter, "shape", "reason", "decidedBy");
        if (after != null) {
            Predicate lower = schemas.both(
                    schemas.is("stream", after[2]),
                    schemas.less("version", Math.clamp(Pages.number(after[3]), 0, Integer.MAX_VALUE)));
            Predicate later = schemas.any(schemas.greater("stream", after[2]), lower);
            schemas.and(schemas.any(
                    schemas.less("seenMicros", Pages.number(after[0])),
                    schemas.greater("pipeline", after[1]),
                    schemas.both(schemas.is("pipeline", after[1]), later)));
        }
        return schemas.list(
                session,
                search.page(),
                schemas.down("seenMicros"),
                schemas.up("pipeline"),
                schemas.up("stream"),
                schemas.down("version"));
    }

    private static SeenSchema seen(ProjectId project, SchemaRecord one) {
        String verdict = one.verdict;
        return new SeenSchema(
                new PipelineKey(project, new PipelineId(one.pipeline)),
                new SchemaVersion(
                        one.stream,
                        one.version,
                        one.shape,
                        verdict == null
                                ? null
                                : new Decision(
                                        Verdict.valueOf(verdict),
                                        Objects.requireNonNull(one.decidedBy),
                                        Objects.requireNonNull(one.reason)),
                        Values.instant(one.seenMicros),
                        new Fence(one.seenBy)));
    }

    // ---- audit

    @Override
    public Found<AuditEvent> searchAudit(AuditSearch search) {
        HistoryFilter filter = search.filter();
        Function<AuditEvent, String> key = filter.pipeline() == null
                ? last -> SearchPlace.key(last.at(), last.pipeline(), last.number())
                : last -> Long.toString(last.number());
        return sessions.read(
                "searchAudit",
                filter,
                (session, id) -> events(search, id)
                        .list(session, search.page())
                        .thenApply(read -> Pages.page(
                                read.stream()
                                        .map(one -> event(filter.project(), one))
                                        .toList(),
                                search.page(),
                                key)));
    }

    private static CompletionStage<List<AuditRecord>> events(
            StatelessSession session, Question<AuditRecord> events, AuditSearch search, long id) {
        HistoryFilter filter = search.filter();
        PageRequest page = search.page();
        events.containing(filter, "actor", "reason", "action", "before", "after");
        if (filter.pipeline() != null) {
            events.and(events.is("ownerId", id))
                    .and(events.less("number", Pages.numberAfter(page, Long.MAX_VALUE)))
                    .within(filter, "atMicros", Long.MAX_VALUE);
            return events.list(session, page, events.down("number"));
        }
        ofProject(events, filter, page, id, "atMicros", "place", "number");
        return events.list(session, page, events.down("atMicros"), events.up("place"), events.down("number"));
    }

    private static AuditEvent event(ProjectId project, AuditRecord one) {
        return new AuditEvent(
                project,
                one.place.isEmpty() ? null : new PipelineId(one.place),
                one.number,
                Values.instant(one.atMicros),
                new Actor(one.actor, one.reason),
                one.action,
                one.before,
                one.after);
    }

    /** What a project has from the place on where the page begins. */
    private static void ofProject(
            Question<?> question,
            HistoryFilter filter,
            PageRequest page,
            long id,
            String micros,
            String pipeline,
            String number) {
        SearchPlace after = SearchPlace.after(page);
        question.and(question.is("projectId", id)).within(filter, micros, after.micros());
        if (page.after() != null) {
            question.and(question.any(
                    question.less(micros, after.micros()),
                    question.greater(pipeline, after.pipeline()),
                    question.both(question.is(pipeline, after.pipeline()), question.less(number, after.number()))));
        }
    }
}
