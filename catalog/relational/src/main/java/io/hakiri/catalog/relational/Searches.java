package io.hakiri.catalog.relational;

import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.AuditSearch;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Found;
import io.hakiri.catalog.HistoryFilter;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunSearch;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.SchemaSearch;
import io.hakiri.catalog.SeenSchema;
import io.hakiri.catalog.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Searches in the tables that are written, so without lag (C-28). A page's token is the place of its last entry in the
 * order: the number alone within one pipeline; else microseconds, pipeline (empty for the project itself) and what tells
 * apart within it. Texts are searched as one, with a line's end between them, which no search text holds.
 *
 * <p>In the language of SQLite, whose {@code lower} changes {@code A} to {@code Z} only. A backend that searches in another
 * way overrides the calls.
 */
final class Searches {
    private static final String RUNS = "SELECT " + Runs.COLUMNS + """
            , p.name, p.id FROM run r JOIN pipeline p ON p.id = r.pipeline
            WHERE p.project = ? AND r.fence IS NOT NULL AND r.started_at BETWEEN ? AND ?
              AND r.status IN (SELECT s.name FROM {names} s)
              AND instr(lower(r.worker || '\n' || r.cause || '\n' || coalesce(r.error_kind, '') || '\n'
                || coalesce(r.error_message, '') || '\n' || coalesce(r.replaced_by, '')), ?) > 0""";

    private static final String RUNS_OF_PIPELINE =
            RUNS + " AND p.name = ? AND r.fence < ? ORDER BY r.fence DESC LIMIT ?";

    private static final String RUNS_OF_PROJECT = RUNS + " " + """
            AND (r.started_at < ? OR p.name > ? OR (p.name = ? AND r.fence < ?))
            ORDER BY r.started_at DESC, p.name, r.fence DESC LIMIT ?""";

    private static final String SCHEMAS = "SELECT " + Schemas.COLUMNS + """
            , p.name FROM schema_version v JOIN pipeline p ON p.id = v.pipeline
            WHERE p.project = ? AND v.seen_at BETWEEN ? AND ? AND (? OR p.name = ?) AND (? OR v.stream = ?)
              AND coalesce(v.verdict, '') IN (SELECT s.name FROM {names} s)
              AND instr(lower(v.shape || '\n' || coalesce(v.reason, '') || '\n' || coalesce(v.decided_by, '')), ?) > 0
              AND (v.seen_at < ? OR p.name > ? OR (p.name = ? AND (v.stream > ? OR (v.stream = ? AND v.version < ?))))
            ORDER BY v.seen_at DESC, p.name, v.stream, v.version DESC LIMIT ?""";

    private static final String AUDIT = "SELECT " + Audit.COLUMNS + """
            , coalesce(p.name, '') AS place FROM audit a LEFT JOIN pipeline p ON p.id = a.pipeline
            WHERE a.at BETWEEN ? AND ?
              AND instr(lower(a.actor || '\n' || a.reason || '\n' || a.action || '\n' || coalesce(a.before, '') || '\n'
                || coalesce(a.after, '')), ?) > 0""";

    private static final String AUDIT_OF_PIPELINE =
            AUDIT + " AND p.project = ? AND p.name = ? AND a.number < ? ORDER BY a.number DESC LIMIT ?";

    private static final String AUDIT_OF_PROJECT = AUDIT + " " + """
            AND (p.project = ? OR a.pipeline = ?)
              AND (a.at < ? OR coalesce(p.name, '') > ? OR (coalesce(p.name, '') = ? AND a.number < ?))
            ORDER BY a.at DESC, place, a.number DESC LIMIT ?""";

    /** Behind {@link Runs#COLUMNS}, {@link Schemas#COLUMNS} and {@link Audit#COLUMNS}. */
    private static final int RUN_NAME = 13;

    private static final int SCHEMA_NAME = 9;
    private static final int AUDIT_NAME = 8;

    private static final List<String> BEGUN = Arrays.stream(RunStatus.values())
            .filter(status -> status != RunStatus.QUEUED)
            .map(RunStatus::name)
            .toList();

    private Searches() {}

    static Found<Run> runs(Sql sql, RunSearch search) {
        HistoryFilter filter = search.filter();
        PipelineId pipeline = filter.pipeline();
        SearchRange time = SearchRange.of(filter);
        PageRequest page = search.page();
        String statuses = Cursors.names(
                search.statuses().isEmpty()
                        ? BEGUN
                        : search.statuses().stream().map(RunStatus::name).toList());
        Sql.Mapping<Runs.Found> mapping = row ->
                new Runs.Found(row.number(RUN_NAME + 1), Runs.plain(key(filter, row.text(RUN_NAME)), row, sql.now()));
        List<Runs.Found> found;
        if (pipeline != null) {
            found = sql.list(
                    RUNS_OF_PIPELINE,
                    mapping,
                    sql.project(),
                    time.first(),
                    time.last(),
                    statuses,
                    filter.foldedText(),
                    pipeline.value(),
                    Pages.numberAfter(page, Long.MAX_VALUE),
                    page.entries() + 1);
        } else {
            SearchPlace after = SearchPlace.after(page);
            found = sql.list(
                    RUNS_OF_PROJECT,
                    mapping,
                    sql.project(),
                    time.first(),
                    Math.min(time.last(), after.micros()),
                    statuses,
                    filter.foldedText(),
                    after.micros(),
                    after.pipeline(),
                    after.pipeline(),
                    after.number(),
                    page.entries() + 1);
        }
        List<Run> runs = Runs.whole(sql, found);
        return Found.now(Pages.page(
                runs,
                page,
                run -> pipeline == null
                        ? SearchPlace.key(run.startedAt(), run.pipeline().pipeline(), fence(run))
                        : Long.toString(fence(run))));
    }

    static Found<SeenSchema> schemas(Sql sql, SchemaSearch search) {
        HistoryFilter filter = search.filter();
        SearchRange time = SearchRange.of(filter);
        PageRequest page = search.page();
        PipelineId pipeline = filter.pipeline();
        String stream = search.stream();
        SchemaPlace after = SchemaPlace.after(page);
        List<SeenSchema> found = sql.list(
                SCHEMAS,
                row -> new SeenSchema(key(filter, row.text(SCHEMA_NAME)), Schemas.version(row)),
                sql.project(),
                time.first(),
                Math.min(time.last(), after.micros()),
                pipeline == null,
                pipeline == null ? null : pipeline.value(),
                stream == null,
                stream,
                Cursors.names(verdicts(search)),
                filter.foldedText(),
                after.micros(),
                after.pipeline(),
                after.pipeline(),
                after.stream(),
                after.stream(),
                after.version(),
                page.entries() + 1);
        return Found.now(Pages.page(found, page, SchemaPlace::key));
    }

    static Found<AuditEvent> audit(Sql sql, AuditSearch search) {
        HistoryFilter filter = search.filter();
        PipelineId pipeline = filter.pipeline();
        SearchRange time = SearchRange.of(filter);
        PageRequest page = search.page();
        Sql.Mapping<AuditEvent> mapping = row -> Audit.event(
                filter.project(), row.text(AUDIT_NAME).isEmpty() ? null : new PipelineId(row.text(AUDIT_NAME)), row);
        if (pipeline != null) {
            List<AuditEvent> events = sql.list(
                    AUDIT_OF_PIPELINE,
                    mapping,
                    time.first(),
                    time.last(),
                    filter.foldedText(),
                    sql.project(),
                    pipeline.value(),
                    Pages.numberAfter(page, Long.MAX_VALUE),
                    page.entries() + 1);
            return Found.now(Pages.page(events, page, last -> Long.toString(last.number())));
        }
        SearchPlace after = SearchPlace.after(page);
        List<AuditEvent> events = sql.list(
                AUDIT_OF_PROJECT,
                mapping,
                time.first(),
                Math.min(time.last(), after.micros()),
                filter.foldedText(),
                sql.project(),
                sql.ofProject(),
                after.micros(),
                after.pipeline(),
                after.pipeline(),
                after.number(),
                page.entries() + 1);
        return Found.now(Pages.page(events, page, last -> SearchPlace.key(last.at(), last.pipeline(), last.number())));
    }

    private static PipelineKey key(HistoryFilter filter, String name) {
        return new PipelineKey(filter.project(), new PipelineId(name));
    }

    private static long fence(Run run) {
        Fence fence = run.fence();
        return fence == null ? 0 : fence.value();
    }

    /** Words of the column, where the empty one stands for no decision. */
    private static List<String> verdicts(SchemaSearch search) {
        boolean any = search.verdicts().isEmpty() && !search.undecided();
        List<String> words = new ArrayList<>();
        for (Verdict verdict : any ? Set.of(Verdict.values()) : search.verdicts()) {
            words.add(verdict.name());
        }
        if (any || search.undecided()) {
            words.add("");
        }
        return words;
    }
}
