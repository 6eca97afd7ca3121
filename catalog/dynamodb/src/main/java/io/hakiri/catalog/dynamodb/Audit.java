package io.hakiri.catalog.dynamodb;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.ProjectId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Audit events, written in the transaction of the change and numbered by its head or its project (C-17). */
final class Audit {
    /** Texts that are longer together, such as two large manifests, lie in pages. */
    private static final int INLINE = 64 * 1024;

    /** Events that one write removes. */
    private static final int MOST_LATER = 50;

    private Audit() {}

    static ObjectNode json() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Counts on the head, which the caller saves. */
    static void add(
            Work work, Head head, Actor actor, String action, @Nullable ObjectNode before, @Nullable ObjectNode after) {
        add(work, head, actor, action, text(before), text(after));
    }

    /** As above, of texts that are JSON already, such as manifests. */
    static void add(Work work, Head head, Actor actor, String action, @Nullable String before, @Nullable String after) {
        head.auditNumber++;
        Instant at = work.now();
        if (at.isBefore(head.recordedUntil)) {
            head.auditWentBack = head.auditNumber;
        }
        work.recorded(head);
        AuditEvent event = new AuditEvent(
                work.key().project(), work.key().pipeline(), head.auditNumber, at, actor, action, before, after);
        work.beside(new Table.Change.Put(ofPipeline(work, event, head.recordedUntil), new Table.Condition.Any()));
    }

    /** @param until neither this event nor any before it is later */
    static Map<String, AttributeValue> ofPipeline(Work work, AuditEvent event, Instant until) {
        return item(Items.partition(work.key()), event, until, INLINE, work::kept);
    }

    /** The event of a project, which is never large. */
    static Map<String, AttributeValue> ofProject(AuditEvent event) {
        return item(event.project().value(), event, event.at(), Integer.MAX_VALUE, Bytes::of);
    }

    private static Map<String, AttributeValue> item(
            String partition, AuditEvent event, Instant until, int inline, Function<byte[], Bytes> pages) {
        Map<String, AttributeValue> item =
                Items.of(new Table.Key(partition, Items.AUDIT + Items.number(event.number())));
        Out out = new Out()
                .instant(event.at())
                .instant(until)
                .text(event.actor().name())
                .text(event.actor().reason())
                .text(event.action());
        byte[] texts =
                new Out().textOrNull(event.before()).textOrNull(event.after()).done();
        Blob.write(out, texts, inline, pages);
        item.put(Table.CONTENT, Content.attribute(out.done()));
        return item;
    }

    /** The event of a project, under the number that it has in the project as it is to be written. */
    static Map<String, AttributeValue> ofProject(
            Project project,
            Instant at,
            Actor actor,
            String action,
            @Nullable ObjectNode before,
            @Nullable ObjectNode after) {
        return ofProject(new AuditEvent(
                project.id(), null, project.auditNumber(), at, actor, action, text(before), text(after)));
    }

    private static @Nullable String text(@Nullable ObjectNode json) {
        return json == null ? null : json.toString();
    }

    /** The number of the last event in a partition; 0 where there is none. */
    static long last(Table table, String partition) {
        return table.query(partition, Items.AUDIT, Items.AUDIT + Items.LAST, false, 1).items().stream()
                .mapToLong(item -> Items.number(Items.sortKey(item).substring(Items.AUDIT.length())))
                .findFirst()
                .orElse(0);
    }

    /**
     * What removes the events behind one that will be the last: of an image that was taken back (C-30). Those that are too many for a
     * write are hidden by the number of the last.
     */
    static List<Table.Change> later(Table table, String partition, long last) {
        return table
                .query(partition, Items.AUDIT + Items.number(last + 1), Items.AUDIT + Items.LAST, true, MOST_LATER)
                .items()
                .stream()
                .<Table.Change>map(item -> new Table.Change.Delete(Items.keyOf(item), new Table.Condition.Any()))
                .toList();
    }

    // ---- reading

    static AuditEvent read(
            ProjectId project, @Nullable PipelineId pipeline, Tree.Source source, Map<String, AttributeValue> item) {
        long number = Items.number(Items.sortKey(item).substring(Items.AUDIT.length()));
        In in = Content.read(item);
        Instant at = in.instant();
        in.instant();
        Actor actor = new Actor(in.text(), in.text());
        String action = in.text();
        In texts = Blob.read(in, source);
        String before = texts.textOrNull();
        String after = texts.textOrNull();
        return new AuditEvent(project, pipeline, number, at, actor, action, before, after);
    }

    /** Neither this event of a pipeline nor any before it is later. */
    static Instant until(Map<String, AttributeValue> item) {
        In in = Content.read(item);
        in.instant();
        return in.instant();
    }

    /** The pages that an event lies in. */
    static List<Bytes> pages(Map<String, AttributeValue> item) {
        In in = Content.read(item);
        in.instant();
        in.instant();
        in.text();
        in.text();
        in.text();
        return Blob.pages(in);
    }

    /** Whose events they are, and which of them there are: after a number, up to another one. */
    record Owner(ProjectId project, @Nullable PipelineId pipeline, Tree.Source pages, long horizon, long last) {}

    /** The events of one owner, from the oldest on. */
    static Page<AuditEvent> page(Table table, String partition, Owner owner, PageRequest request) {
        long after = Math.max(owner.horizon(), Paging.numberAfter(request, 0));
        List<AuditEvent> events = new ArrayList<>();
        boolean more = after < owner.last();
        while (more && events.size() <= request.entries()) {
            long from = events.isEmpty() ? after + 1 : events.getLast().number() + 1;
            Table.Slice slice = table.query(
                    partition,
                    Items.AUDIT + Items.number(from),
                    Items.AUDIT + Items.number(owner.last()),
                    true,
                    request.entries() + 1 - events.size());
            slice.items().forEach(item -> events.add(read(owner.project(), owner.pipeline(), owner.pages(), item)));
            more = slice.more() && !slice.items().isEmpty();
        }
        return Paging.page(events, request, event -> Paging.token(Long.toString(event.number())));
    }
}
