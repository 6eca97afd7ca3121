package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.KeyId;
import io.hakiri.catalog.PastRows.Kind;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.RetentionPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What retention lets go that belongs to the project itself (C-29): audit events, keys that are over. */
final class PastOfProject {
    private final Heads heads;

    PastOfProject(Heads heads) {
        this.heads = heads;
    }

    List<PastRow> rows(ProjectId id, RetentionPolicy policy, Retaining.Place place, int most) {
        return switch (place.kind()) {
            case AUDIT -> audit(id, policy, place.key(), most);
            case KEY -> keys(id, place.key(), most);
            case RECEIPT, COUNTS, MOVE, RUN, QUEUED_RUN ->
                throw new InvalidInput("place of retention", "one that an answer before named", place.token());
        };
    }

    private List<PastRow> audit(ProjectId id, RetentionPolicy policy, List<String> after, int most) {
        Duration kept = policy.audit();
        Project project = heads.projects().now(id);
        return kept == null || project == null
                ? List.of()
                : PastOfPipeline.audit(
                        heads.table(),
                        id.value(),
                        id,
                        null,
                        _ -> Map.of(),
                        new PastOfPipeline.Numbers(project.auditHorizon(), project.auditNumber()),
                        heads.now().minus(kept),
                        after,
                        most);
    }

    /** Keys that are over, by scope and key, over all partitions. */
    private List<PastRow> keys(ProjectId id, List<String> after, int most) {
        TreeMap<io.hakiri.catalog.Bytes, PastRow> found = new TreeMap<>();
        String from = after.isEmpty() ? Items.KEY : Items.KEY + String.join("\n", after) + "\0";
        for (int shard = 0; shard < Items.KEY_SHARDS; shard++) {
            int ofShard = 0;
            for (Map<String, AttributeValue> item :
                    Paging.items(heads.table(), Items.keyPartition(id, shard), from, Items.after(Items.KEY))) {
                Keys.Stored stored = Keys.Stored.read(item);
                if (!stored.goneAt().isAfter(heads.now()) && ofShard < most) {
                    String[] names = Items.sortKey(item).substring(1).split("\n", -1);
                    found.put(
                            Key.of(Items.sortKey(item)),
                            new PastRow(
                                    List.of(names[0], names[1]),
                                    Audit.json()
                                            .put("scope", names[0])
                                            .put("key", names[1])
                                            .put("result", stored.result())
                                            .put("over_at", stored.goneAt().toString())));
                    ofShard++;
                }
            }
        }
        return found.values().stream().limit(most).toList();
    }

    boolean remove(
            ProjectId id, RetentionPolicy policy, Retaining.Place after, Retaining.Place through, List<String> lines) {
        List<PastRow> found = rows(id, policy, after, lines.size());
        if (!found.stream().map(row -> row.line().toString()).toList().equals(lines)) {
            return false;
        }
        return through.kind() == Kind.AUDIT
                ? removeAudit(id, Long.parseLong(through.key().getFirst()))
                : removeKeys(id, found);
    }

    private boolean removeAudit(ProjectId id, long through) {
        boolean removed = heads.projects()
                .change(
                        id,
                        false,
                        false,
                        project -> new Projects.Change<>(true, project.withoutAuditTo(through), List.of()));
        if (removed) {
            heads.table()
                    .deleteAll(
                            Paging.items(heads.table(), id.value(), Items.AUDIT, Items.AUDIT + Items.number(through))
                                    .stream()
                                    .map(Items::keyOf)
                                    .toList());
        }
        return removed;
    }

    /** Each where it is still over: one that was started again meanwhile stays. */
    private boolean removeKeys(ProjectId id, List<PastRow> rows) {
        for (PastRow row : rows) {
            Table.Key key = Items.key(new KeyId(id, row.key().get(0), row.key().get(1)));
            Map<String, AttributeValue> item = heads.table().get(key);
            if (item != null && !Keys.Stored.read(item).goneAt().isAfter(heads.now())) {
                heads.table()
                        .write(List.of(new Table.Change.Delete(key, new Table.Condition.Version(Items.version(item)))));
            }
        }
        return true;
    }

    int forgetRequests(ProjectId id, int most) {
        int forgotten = 0;
        for (int shard = 0; shard < Items.KEY_SHARDS && forgotten < most; shard++) {
            forgotten += PastOfPipeline.forgetRequests(
                    heads, Items.keyPartition(id, shard), most - forgotten, _ -> List.of());
        }
        return forgotten;
    }
}
