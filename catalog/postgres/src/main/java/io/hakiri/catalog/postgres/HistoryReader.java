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
import io.hakiri.catalog.relational.SchemaPlace;
import io.hakiri.catalog.relational.SearchPlace;
import io.hakiri.catalog.relational.Values;
import jakarta.persistence.criteria.Predicate;
import java.util.Objects;
import java.util.function.Function;

/**
 * Searches in the views of the history (C-28), on the reader of the address where it has one: never for decisions (C-11). Each
 * search is one transaction that sees one instant: 1. how far the server lags, and the number of the pipeline or project; 2. a
 * page in the order of an index; 3. for runs, what they read and how far they came.
 */
final class HistoryReader implements HistorySearch, AutoCloseable {
    private final HistorySessions sessions;

    /** Nothing is connected to, and nothing of Hibernate is made, before the first search. */
    HistoryReader(PostgresAddress address) {
        this(address, Credentials.of(address.reader().orElse(address)));
    }

    /** With other credentials of the reader than its address names. */
    HistoryReader(PostgresAddress address, Credentials credentials) {
        this.sessions = new HistorySessions(address, address.reader().orElse(address), credentials);
    }

    @Override
    public void close() {
        sessions.close();
    }

    // ---- runs

    @Override
    public Found<Run> searchRuns(RunSearch search) {
        HistoryFilter filter = search.filter();
        SearchPlace after = after(filter, search.page());
        Function<RunRecord, String> key = filter.pipeline() == null
                ? last -> SearchPlace.key(Values.instant(last.startedMicros), new PipelineId(last.pipeline), last.fence)
                : last -> Long.toString(last.fence);
        return sessions.read("searchRuns", filter, (session, criteria, id) -> {
            Question<RunRecord> runs = new Question<>(criteria, RunRecord.class);
            ask(runs, search, after, id);
            return runs.list(session, search.page())
                    .thenApply(read -> Pages.page(read, search.page(), key))
                    .thenCompose(page -> new RunDetails(session, criteria)
                            .runs(filter.project(), page.entries())
                            .thenApply(whole -> new Page<>(whole, page.next())));
        });
    }

    private static void ask(Question<RunRecord> runs, RunSearch search, SearchPlace after, long id) {
        HistoryFilter filter = search.filter();
        if (filter.pipeline() == null) {
            ofProject(runs, filter, after, id, "startedMicros", "pipeline", "fence");
        } else {
            ofPipeline(runs, filter, after, "pipelineId", id, "startedMicros", "fence");
        }
        // whoever has not begun has no fence, and what is absent is not less
        runs.and(runs.less("fence", Long.MAX_VALUE));
        if (!search.statuses().isEmpty()) {
            runs.and(runs.in("status", search.statuses()));
        }
        runs.containing(filter, "worker", "trigger", "errorKind", "errorMessage", "replacedBy");
    }

    // ---- schemas

    @Override
    public Found<SeenSchema> searchSchemas(SchemaSearch search) {
        ProjectId project = search.filter().project();
        SchemaPlace after = SchemaPlace.after(search.page());
        return sessions.read("searchSchemas", search.filter(), (session, criteria, id) -> {
            Question<SchemaRecord> schemas = new Question<>(criteria, SchemaRecord.class);
            ask(schemas, search, after, id);
            return schemas.list(session, search.page())
                    .thenApply(read -> Pages.page(
                            read.stream().map(one -> seen(project, one)).toList(), search.page(), SchemaPlace::key));
        });
    }

    private static void ask(Question<SchemaRecord> schemas, SchemaSearch search, SchemaPlace after, long id) {
        HistoryFilter filter = search.filter();
        schemas.and(schemas.is(filter.pipeline() == null ? "projectId" : "pipelineId", id))
                .within(filter, "seenMicros", after.micros());
        if (search.page().after() != null) {
            Predicate lower =
                    schemas.both(schemas.is("stream", after.stream()), schemas.less("version", after.version()));
            Predicate later = schemas.any(schemas.greater("stream", after.stream()), lower);
            schemas.and(schemas.any(
                    schemas.less("seenMicros", after.micros()),
                    schemas.greater("pipeline", after.pipeline()),
                    schemas.both(schemas.is("pipeline", after.pipeline()), later)));
        }
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
        schemas.containing(filter, "shape", "reason", "decidedBy")
                .down("seenMicros")
                .up("pipeline")
                .up("stream")
                .down("version");
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
        SearchPlace after = after(filter, search.page());
        Function<AuditEvent, String> key = filter.pipeline() == null
                ? last -> SearchPlace.key(last.at(), last.pipeline(), last.number())
                : last -> Long.toString(last.number());
        return sessions.read("searchAudit", filter, (session, criteria, id) -> {
            Question<AuditRecord> events = new Question<>(criteria, AuditRecord.class);
            if (filter.pipeline() == null) {
                ofProject(events, filter, after, id, "atMicros", "place", "number");
            } else {
                ofPipeline(events, filter, after, "ownerId", id, "atMicros", "number");
            }
            return events.containing(filter, "actor", "reason", "action", "before", "after")
                    .list(session, search.page())
                    .thenApply(read -> Pages.page(
                            read.stream()
                                    .map(one -> event(filter.project(), one))
                                    .toList(),
                            search.page(),
                            key));
        });
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

    // ---- where a page begins

    /** Of one pipeline only the number counts. */
    private static SearchPlace after(HistoryFilter filter, PageRequest page) {
        return filter.pipeline() == null
                ? SearchPlace.after(page)
                : new SearchPlace(Long.MAX_VALUE, "", Pages.numberAfter(page, Long.MAX_VALUE));
    }

    private static void ofPipeline(
            Question<?> question,
            HistoryFilter filter,
            SearchPlace after,
            String owner,
            long id,
            String micros,
            String number) {
        question.and(question.is(owner, id))
                .and(question.less(number, after.number()))
                .within(filter, micros, Long.MAX_VALUE)
                .down(number);
    }

    private static void ofProject(
            Question<?> question,
            HistoryFilter filter,
            SearchPlace after,
            long id,
            String micros,
            String pipeline,
            String number) {
        question.and(question.is("projectId", id)).within(filter, micros, after.micros());
        if (after.micros() < Long.MAX_VALUE) {
            question.and(question.any(
                    question.less(micros, after.micros()),
                    question.greater(pipeline, after.pipeline()),
                    question.both(question.is(pipeline, after.pipeline()), question.less(number, after.number()))));
        }
        question.down(micros).up(pipeline).down(number);
    }
}
