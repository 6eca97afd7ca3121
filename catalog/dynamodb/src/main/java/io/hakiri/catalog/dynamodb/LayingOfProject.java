package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.ApiToken;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.KeyId;
import io.hakiri.catalog.ProjectId;
import io.hakiri.transfer.Lots;
import io.hakiri.transfer.Row;
import io.hakiri.transfer.RowKeys;
import io.hakiri.transfer.RowKind;
import io.hakiri.transfer.Seal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Lays down, or removes, rows of what belongs to a project itself (C-30): tokens and keys, on the condition that the project is as
 * it was when it said that they may be laid down; audit events, which never change, afterwards.
 */
final class LayingOfProject {
    private static final int MOST_TRIES = 100;

    private final Heads heads;

    LayingOfProject(Heads heads) {
        this.heads = heads;
    }

    /** Decides what is written, and writes what is conditional, until nobody has changed the project meanwhile. */
    private Laid changed(
            ProjectId id,
            List<Row> rows,
            @Nullable Seal under,
            BiConsumer<Map<Table.Key, Table.Change>, Laid> deciding) {
        for (int i = 0; i < MOST_TRIES; i++) {
            Project project = heads.projects().present(id);
            Long takenBack = project == null || project.movedTo() != null ? null : project.receivedAfter();
            if (project == null || takenBack == null) {
                return Laid.refused(new Answers.Invalid(
                        "project",
                        "one that is being received",
                        id + (project == null ? ", which is not there" : ", which is not")));
            }
            Answers.Invalid refusal = Lots.refusal(rows, under, takenBack);
            if (refusal != null) {
                return Laid.refused(refusal);
            }
            Map<Table.Key, Table.Change> changes = new LinkedHashMap<>();
            Laid laid = Laid.done();
            deciding.accept(changes, laid);
            if (changes.isEmpty() || write(project, changes)) {
                return laid;
            }
        }
        throw new CatalogException.Unavailable(
                "project " + id + " was written by others " + MOST_TRIES + " times. Nothing was applied", null);
    }

    private boolean write(Project project, Map<Table.Key, Table.Change> changes) {
        SdkBytes version = project.stored();
        if (version == null) {
            throw new IllegalStateException("a project that was read has a version");
        }
        List<Table.Change> all = new ArrayList<>(changes.values());
        all.add(new Table.Change.Check(Items.project(project.id()), new Table.Condition.Version(version)));
        return heads.table().write(all) instanceof Table.Outcome.Applied;
    }

    /** @param rows of one kind */
    Laid lay(ProjectId id, List<Row> rows, @Nullable Seal under) {
        return changed(id, rows, under, (changes, laid) -> {
            if (!rows.isEmpty() && rows.getFirst() instanceof Row.TokenRow) {
                tokens(id, rows.stream().map(Row::key).toList())
                        .values()
                        .forEach(item -> add(changes, Laying.gone(hash(id, item))));
            }
            Map<Table.Key, Map<String, AttributeValue>> keys = under == null ? keys(id, rows) : Map.of();
            for (Row row : rows) {
                switch (row) {
                    case Row.TokenRow(ApiToken token) -> {
                        add(changes, put(ApiTokens.byHash(token), new Table.Condition.Any()));
                        add(changes, put(ApiTokens.item(token), new Table.Condition.Any()));
                    }
                    case Row.KeyRow key -> {
                        Table.Condition condition = under == null
                                ? missing(keys.get(Items.key(name(id, key.key()))))
                                : new Table.Condition.Any();
                        if (condition != null) {
                            add(changes, put(key(id, key), condition));
                        }
                    }
                    case Row.AuditRow(var event) -> laid.put(Audit.ofProject(event));
                    case Row.FenceRow _, Row.ReceiptRow _, Row.QueuedRow _, Row.BackfillRow _, Row.ChunkRow _ ->
                        throw new IllegalArgumentException("rows of a pipeline");
                }
            }
        });
    }

    private static void add(Map<Table.Key, Table.Change> changes, Table.Change change) {
        changes.put(change.key(), change);
    }

    private static Table.Change put(Map<String, AttributeValue> item, Table.Condition condition) {
        return new Table.Change.Put(item, condition);
    }

    /** The condition under which a key is laid down while its source goes on; {@code null} where one is here that lives. */
    private Table.@Nullable Condition missing(@Nullable Map<String, AttributeValue> item) {
        if (item == null) {
            return new Table.Condition.Absent();
        }
        Keys.Stored stored = Keys.Stored.read(item);
        return stored.goneAt().isAfter(heads.now()) ? null : stored.unchanged();
    }

    private Map<Table.Key, Map<String, AttributeValue>> keys(ProjectId id, List<Row> rows) {
        List<Table.Key> keys = rows.stream()
                .filter(Row.KeyRow.class::isInstance)
                .map(row -> Items.key(name(id, row.key())))
                .toList();
        return keys.isEmpty() ? Map.of() : heads.table().getAll(keys);
    }

    private Map<String, AttributeValue> key(ProjectId id, Row.KeyRow row) {
        return new Keys.Stored(null, row.token(), row.until(), row.keepMicros(), row.result(), row.goneAt())
                .item(new KeyId(id, row.scope(), row.name()), heads.newVersion());
    }

    private Map<Table.Key, Map<String, AttributeValue>> tokens(ProjectId id, List<String> names) {
        return heads.table()
                .getAll(names.stream().map(name -> ApiTokens.tokenKey(id, name)).toList());
    }

    private static Table.Key hash(ProjectId id, Map<String, AttributeValue> token) {
        return ApiTokens.hashKey(id, ApiTokens.read(id, token).hash());
    }

    Laid remove(ProjectId id, RowKind kind, List<String> keys, Seal under) {
        return changed(id, List.of(), under, (changes, laid) -> {
            switch (kind) {
                case TOKEN ->
                    tokens(id, keys).forEach((key, item) -> {
                        add(changes, Laying.gone(key));
                        add(changes, Laying.gone(hash(id, item)));
                    });
                case KEY -> keys.forEach(key -> add(changes, Laying.gone(Items.key(name(id, key)))));
                case PROJECT_AUDIT ->
                    keys.forEach(key -> add(
                            changes,
                            Laying.gone(new Table.Key(id.value(), Items.AUDIT + Items.number(RowKeys.number(key))))));
                case FENCE, RECEIPT, QUEUED, BACKFILL, CHUNK, AUDIT ->
                    throw new IllegalArgumentException("rows of a pipeline");
            }
        });
    }

    private static KeyId name(ProjectId id, String key) {
        String[] parts = RowKeys.parts(key, 2);
        return new KeyId(id, parts[0], parts[1]);
    }
}
