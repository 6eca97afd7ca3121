package io.hakiri.catalog.relational;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Audit events, written in the transaction of the change and numbered by its row (C-17). */
final class Audit {
    private static final String INSERT = "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

    private static final String NEXT_OF_PROJECT = "UPDATE project SET audit_number = audit_number + 1 WHERE id = ?";

    static final String COLUMNS = "a.number, a.at, a.actor, a.reason, a.action, a.before, a.after";

    static final String PAGE = "SELECT " + COLUMNS + """
             FROM audit a
            WHERE pipeline = ? AND number > ? ORDER BY number LIMIT ?""";

    private Audit() {}

    static ObjectNode json() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Counts on the row, which the caller saves. */
    static void add(
            Tx tx,
            PipelineRow pipeline,
            Actor actor,
            String action,
            @Nullable ObjectNode before,
            @Nullable ObjectNode after) {
        add(tx, pipeline, actor, action, text(before), text(after));
    }

    /** As above, of texts that are JSON already, such as manifests. */
    static void add(
            Tx tx, PipelineRow pipeline, Actor actor, String action, @Nullable String before, @Nullable String after) {
        pipeline.auditNumber++;
        insert(tx, pipeline.id, pipeline.auditNumber, actor, action, before, after);
    }

    static void addToProject(
            Tx tx, Actor actor, String action, @Nullable ObjectNode before, @Nullable ObjectNode after) {
        tx.sql().change(NEXT_OF_PROJECT, tx.sql().project());
        long number = tx.sql()
                .number(
                        "SELECT audit_number FROM project WHERE id = ?",
                        tx.sql().project());
        insert(tx, tx.sql().ofProject(), number, actor, action, text(before), text(after));
    }

    static Page<AuditEvent> page(Sql sql, PipelineKey key, PageRequest page) {
        PipelineRow pipeline = PipelineRow.load(sql, key);
        return pipeline == null
                ? new Page<>(List.of(), null)
                : page(sql, key.project(), key.pipeline(), pipeline.id, page);
    }

    static Page<AuditEvent> page(Sql sql, ProjectId project, PageRequest page) {
        return page(sql, project, null, sql.ofProject(), page);
    }

    private static Page<AuditEvent> page(
            Sql sql, ProjectId project, @Nullable PipelineId pipeline, long id, PageRequest page) {
        List<AuditEvent> events = sql.list(
                PAGE, row -> event(project, pipeline, row), id, Pages.numberAfter(page, 0), page.entries() + 1);
        return Pages.page(events, page, event -> Long.toString(event.number()));
    }

    static AuditEvent event(ProjectId project, @Nullable PipelineId pipeline, Row row) {
        return new AuditEvent(
                project,
                pipeline,
                row.number(1),
                row.instant(2),
                new Actor(row.text(3), row.text(4)),
                row.text(5),
                row.textOrNull(6),
                row.textOrNull(7));
    }

    private static void insert(
            Tx tx,
            long pipeline,
            long number,
            Actor actor,
            String action,
            @Nullable String before,
            @Nullable String after) {
        tx.sql().change(INSERT, pipeline, number, tx.now(), actor.name(), actor.reason(), action, before, after);
    }

    private static @Nullable String text(@Nullable ObjectNode json) {
        return json == null ? null : json.toString();
    }
}
