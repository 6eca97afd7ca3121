package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.ProjectId;
import io.hakiri.transfer.Row;
import io.hakiri.transfer.RowKeys;
import io.hakiri.transfer.RowKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What belongs to a project itself, as rows (C-30). Keys are spread over partitions, and merged. */
final class TransferRowsOfProject {
    private static final int SLICE = 100;

    private final Heads heads;

    TransferRowsOfProject(Heads heads) {
        this.heads = heads;
    }

    /** The rows behind a key, at most so many. */
    List<Row> of(ProjectId id, RowKind kind, @Nullable String after, int most) {
        Project project = heads.projects().now(id);
        if (project == null) {
            return List.of();
        }
        return switch (kind) {
            case TOKEN -> tokens(id, after, most);
            case KEY -> keys(id, after, most);
            case PROJECT_AUDIT -> audit(project, after, most);
            case FENCE, RECEIPT, QUEUED, BACKFILL, CHUNK, AUDIT ->
                throw new IllegalArgumentException("rows of a pipeline");
        };
    }

    private List<Row> tokens(ProjectId id, @Nullable String after, int most) {
        return TransferRows.read(
                heads.table(),
                id.value(),
                Items.TOKEN + (after == null ? "" : after + "\0"),
                Items.TOKEN + Items.LAST,
                most,
                item -> new Row.TokenRow(ApiTokens.read(id, item)));
    }

    /** Of one that is being received all events that were laid down. */
    private List<Row> audit(Project project, @Nullable String after, int most) {
        long from = Math.max(project.auditHorizon(), after == null ? 0 : RowKeys.number(after)) + 1;
        return TransferRows.read(
                heads.table(),
                project.id().value(),
                Items.AUDIT + Items.number(from),
                Items.AUDIT + (project.received() ? Items.LAST : Items.number(project.auditNumber())),
                most,
                item -> new Row.AuditRow(Audit.read(project.id(), null, _ -> Map.of(), item)));
    }

    // ---- keys

    private List<Row> keys(ProjectId id, @Nullable String after, int most) {
        PriorityQueue<Shard> shards = new PriorityQueue<>(Comparator.comparing(Shard::next));
        for (int shard = 0; shard < Items.KEY_SHARDS; shard++) {
            add(shards, new Shard(Items.keyPartition(id, shard), after, Math.min(SLICE, most)));
        }
        List<Row> rows = new ArrayList<>();
        while (!shards.isEmpty() && rows.size() < most) {
            Shard first = shards.remove();
            rows.add(first.rows.remove());
            add(shards, first);
        }
        return rows;
    }

    private static void add(PriorityQueue<Shard> shards, Shard shard) {
        shard.fill();
        if (!shard.rows.isEmpty()) {
            shards.add(shard);
        }
    }

    /** The keys of one partition, slice by slice. */
    private final class Shard {
        private final String partition;
        private final int slice;
        private final Deque<Row> rows = new ArrayDeque<>();
        private @Nullable String after;
        private boolean ended;

        Shard(String partition, @Nullable String after, int slice) {
            this.partition = partition;
            this.after = after;
            this.slice = slice;
        }

        Bytes next() {
            return Key.of(rows.element().key());
        }

        void fill() {
            if (!rows.isEmpty() || ended) {
                return;
            }
            rows.addAll(TransferRows.read(
                    heads.table(),
                    partition,
                    Items.KEY + (after == null ? "" : after + "\0"),
                    Items.KEY + Items.LAST,
                    slice,
                    this::row));
            ended = rows.size() < slice;
            after = rows.isEmpty() ? after : rows.getLast().key();
        }

        private @Nullable Row row(Map<String, AttributeValue> item) {
            Keys.Stored key = Keys.Stored.read(item);
            String[] names = RowKeys.parts(Items.sortKey(item).substring(Items.KEY.length()), 2);
            return key.goneAt().isAfter(heads.now())
                    ? new Row.KeyRow(
                            names[0], names[1], key.token(), key.until(), key.keepMicros(), key.result(), key.goneAt())
                    : null;
        }
    }
}
