package io.hakiri.catalog.dynamodb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What else retention lets go of a pipeline (C-29): runs that never began, audit events, answers for repeats, stray pages. */
final class PastOfPipeline {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A page that nothing names is not one that a slow writer is about to name, when it is so old. */
    private static final Duration STRAY_AFTER = Duration.ofDays(1);

    private PastOfPipeline() {}

    // ---- runs that never began

    static List<PastRow> queuedRuns(Work work, Instant before, List<String> after, int most) {
        List<PastRow> rows = new ArrayList<>();
        String start = Items.QUEUED + (after.isEmpty() ? "" : after.getFirst() + "\0");
        for (Map<String, AttributeValue> item :
                Paging.items(work.table(), Items.partition(work.key()), start, Items.QUEUED + Items.LAST)) {
            In in = Content.read(item);
            if (in.flag()) {
                continue;
            }
            in.fence();
            QueuedRun run = QueuedRun.read(in);
            Instant ended = run.endedAt();
            if (ended != null && ended.isBefore(before) && rows.size() < most) {
                rows.add(new PastRow(
                        List.of(run.id().toString()),
                        Audit.json()
                                .put("id", run.id().toString())
                                .put("status", run.status().name())
                                .put("queued_at", run.queuedAt().toString())
                                .put("ended_at", ended.toString())
                                .put("replaced_by", run.replacedBy())));
            }
        }
        return rows;
    }

    static void deleteQueued(Heads heads, PipelineKey key, List<String> lines) {
        List<Table.Key> gone = new ArrayList<>();
        for (String line : lines) {
            try {
                gone.add(Items.queued(
                        key, RunId.parse(JSON.readTree(line).get("id").asText())));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a row that was just compared", e);
            }
        }
        heads.table().deleteAll(gone);
    }

    // ---- audit

    static List<PastRow> audit(Work work, Head head, Instant before, List<String> after, int most) {
        return audit(
                work.table(),
                Items.partition(head.key),
                head.key.project(),
                head.key.pipeline(),
                work.pages(),
                new Numbers(head.auditHorizon, head.auditNumber),
                before,
                after,
                most);
    }

    /** Events after the first number, up to the last. */
    record Numbers(long horizon, long last) {}

    /** From the oldest on up to the first that is kept, so that what is left has no gaps. */
    static List<PastRow> audit(
            Table table,
            String partition,
            ProjectId project,
            @Nullable PipelineId pipeline,
            Tree.Source pages,
            Numbers numbers,
            Instant before,
            List<String> after,
            int most) {
        long from = Math.max(numbers.horizon(), after.isEmpty() ? 0 : Long.parseLong(after.getFirst())) + 1;
        List<PastRow> rows = new ArrayList<>();
        while (rows.size() < most && from <= numbers.last()) {
            Table.Slice slice = table.query(
                    partition,
                    Items.AUDIT + Items.number(from),
                    Items.AUDIT + Items.number(numbers.last()),
                    true,
                    most - rows.size());
            for (Map<String, AttributeValue> item : slice.items()) {
                AuditEvent event = Audit.read(project, pipeline, pages, item);
                if (!event.at().isBefore(before)) {
                    return rows;
                }
                rows.add(new PastRow(List.of(Long.toString(event.number())), line(event)));
                from = event.number() + 1;
            }
            if (!slice.more() || slice.items().isEmpty()) {
                break;
            }
        }
        return rows;
    }

    private static ObjectNode line(AuditEvent event) {
        return Audit.json()
                .put("number", event.number())
                .put("at", event.at().toString())
                .put("actor", event.actor().name())
                .put("reason", event.actor().reason())
                .put("action", event.action())
                .put("before", event.before())
                .put("after", event.after());
    }

    static void deleteAudit(Heads heads, PipelineKey key, long through) {
        String partition = Items.partition(key);
        List<Table.Key> gone = new ArrayList<>();
        for (Map<String, AttributeValue> item :
                Paging.items(heads.table(), partition, Items.AUDIT, Items.AUDIT + Items.number(through))) {
            gone.add(Items.keyOf(item));
            Audit.pages(item).forEach(page -> gone.add(Pages.key(partition, page)));
        }
        heads.table().deleteAll(gone);
    }

    // ---- answers and pages

    static int forgetRequests(Heads heads, PipelineKey key, int most) {
        String partition = Items.partition(key);
        return forgetRequests(
                heads,
                partition,
                most,
                item -> FirstAnswers.pages(item).stream()
                        .map(page -> Pages.key(partition, page))
                        .toList());
    }

    interface Belongings {
        List<Table.Key> of(Map<String, AttributeValue> item);
    }

    static int forgetRequests(Heads heads, String partition, int most, Belongings belongings) {
        List<Table.Key> gone = new ArrayList<>();
        int forgotten = 0;
        for (Map<String, AttributeValue> item :
                Paging.items(heads.table(), partition, Items.REQUEST, Items.after(Items.REQUEST))) {
            if (forgotten < most && Items.expired(item, heads.now())) {
                gone.add(Items.keyOf(item));
                gone.addAll(belongings.of(item));
                forgotten++;
            }
        }
        heads.table().deleteAll(gone);
        return forgotten;
    }

    /** Pages that were written before a head that was then not written, or replaced by one whose writer died. */
    static void removeStrayPages(Heads heads, PipelineKey key) {
        String upTo = Pages.upTo(heads.now().minus(STRAY_AFTER));
        List<Map<String, AttributeValue>> pages =
                Paging.items(heads.table(), Items.partition(key), Pages.OF_TREES, upTo);
        if (pages.isEmpty()) {
            return;
        }
        Set<Bytes> named = heads.read(key, work -> {
            Set<Bytes> ids = new HashSet<>();
            Head head = work.head();
            if (head != null) {
                ids.addAll(head.pages());
            }
            return ids;
        });
        heads.table()
                .deleteAll(pages.stream()
                        .map(Items::keyOf)
                        .filter(page -> !named.contains(Pages.id(page)))
                        .toList());
    }
}
