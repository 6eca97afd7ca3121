package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.HistoryFilter;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The audit events of a pipeline or of a project, the newest first. */
final class Events {
    private Events() {}

    /** Whose events they are, and which there are. */
    private record Owner(
            String partition,
            @Nullable PipelineId pipeline,
            Tree.Source pages,
            long horizon,
            long last,
            long wentBack) {}

    /**
     * @param name of the pipeline; empty for the project itself
     * @param below events before this number
     * @param until where the number does not say it: events before this time
     */
    static List<Backwards.Entry<AuditEvent>> newest(
            Heads heads, HistoryFilter filter, String name, long below, @Nullable Instant until, int most) {
        Owner owner = owner(heads, filter, name);
        if (owner == null) {
            return List.of();
        }
        long top = Math.min(below, owner.last() + 1);
        if (below == Long.MAX_VALUE && until != null) {
            top = Math.max(firstNotBefore(heads, owner, until), owner.wentBack() + 1);
        }
        if (top - 1 <= owner.horizon()) {
            return List.of();
        }
        List<Backwards.Entry<AuditEvent>> events = new ArrayList<>();
        while (events.size() < most && top - 1 > owner.horizon()) {
            Table.Slice slice = heads.table()
                    .query(
                            owner.partition(),
                            Items.AUDIT + Items.number(owner.horizon() + 1),
                            Items.AUDIT + Items.number(top - 1),
                            false,
                            most - events.size());
            slice.items().forEach(item -> events.add(read(filter, owner, item)));
            if (!slice.more() || slice.items().isEmpty()) {
                break;
            }
            top = events.getLast().number();
        }
        return events;
    }

    private static @Nullable Owner owner(Heads heads, HistoryFilter filter, String name) {
        if (name.isEmpty()) {
            Project project = heads.projects().now(filter.project());
            return project == null
                    ? null
                    : new Owner(
                            filter.project().value(),
                            null,
                            _ -> Map.of(),
                            project.auditHorizon(),
                            project.auditNumber(),
                            // of a project's own events, which are few, all are looked at
                            project.auditNumber());
        }
        PipelineKey key = new PipelineKey(filter.project(), new PipelineId(name));
        return heads.<@Nullable Owner>read(key, work -> {
            Head head = work.head();
            return head == null
                    ? null
                    : new Owner(
                            Items.partition(key),
                            key.pipeline(),
                            work.pages(),
                            head.auditHorizon,
                            head.auditNumber,
                            head.auditWentBack);
        });
    }

    /** The number of the first event whose bound of the time, which never goes back, is not before a time. */
    private static long firstNotBefore(Heads heads, Owner owner, Instant until) {
        long low = owner.horizon() + 1;
        long high = owner.last() + 1;
        while (low < high) {
            long middle = low + (high - low) / 2;
            Map<String, AttributeValue> item =
                    heads.table().get(new Table.Key(owner.partition(), Items.AUDIT + Items.number(middle)));
            if (item == null || Audit.until(item).isBefore(until)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static Backwards.Entry<AuditEvent> read(
            HistoryFilter filter, Owner owner, Map<String, AttributeValue> item) {
        AuditEvent event = Audit.read(filter.project(), owner.pipeline(), owner.pages(), item);
        // what a project itself records has no bound: any event may be the latest
        Instant until = owner.pipeline() == null ? Instant.MAX : Audit.until(item);
        return new Backwards.Entry<>(event, event.number(), event.at(), until);
    }
}
