package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.ApiToken;
import io.hakiri.catalog.KeyId;
import io.hakiri.catalog.ProjectId;
import io.hakiri.transfer.Row;
import io.hakiri.transfer.RowKeys;
import io.hakiri.transfer.RowKind;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Lays down, or removes, rows of what belongs to a project itself (C-30): tokens, keys, audit events. */
final class LayingOfProject {
    private final Heads heads;

    LayingOfProject(Heads heads) {
        this.heads = heads;
    }

    private Laid begin(ProjectId id) {
        Project project = heads.projects().present(id);
        return project != null && project.received() && project.movedTo() == null
                ? Laid.done()
                : Laid.refused(new Answers.Invalid(
                        "project",
                        "one that is being received",
                        id + (project == null ? ", which is not there" : ", which is not")));
    }

    Laid lay(ProjectId id, List<Row> rows) {
        Laid laid = begin(id);
        if (laid.refused() || rows.isEmpty()) {
            return laid;
        }
        if (rows.getFirst() instanceof Row.TokenRow) {
            Map<Table.Key, Map<String, AttributeValue>> there =
                    tokens(id, rows.stream().map(Row::key).toList());
            there.values().forEach(item -> laid.remove(hash(id, item)));
        }
        for (Row row : rows) {
            switch (row) {
                case Row.TokenRow(ApiToken token) -> {
                    laid.pointer(ApiTokens.byHash(token));
                    laid.put(ApiTokens.item(token));
                }
                case Row.KeyRow key -> laid.put(key(id, key));
                case Row.AuditRow(var event) -> laid.put(Audit.ofProject(event));
                case Row.FenceRow _, Row.ReceiptRow _, Row.QueuedRow _, Row.BackfillRow _, Row.ChunkRow _ ->
                    throw new IllegalArgumentException("rows of a pipeline");
            }
        }
        return laid;
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

    Laid remove(ProjectId id, RowKind kind, List<String> keys) {
        Laid laid = begin(id);
        if (laid.refused()) {
            return laid;
        }
        switch (kind) {
            case TOKEN ->
                tokens(id, keys).forEach((key, item) -> {
                    laid.remove(key);
                    laid.remove(hash(id, item));
                });
            case KEY -> keys.forEach(key -> laid.remove(Items.key(name(id, key))));
            case PROJECT_AUDIT ->
                keys.forEach(
                        key -> laid.remove(new Table.Key(id.value(), Items.AUDIT + Items.number(RowKeys.number(key)))));
            case FENCE, RECEIPT, QUEUED, BACKFILL, CHUNK, AUDIT ->
                throw new IllegalArgumentException("rows of a pipeline");
        }
        return laid;
    }

    private static KeyId name(ProjectId id, String key) {
        String[] parts = RowKeys.parts(key, 2);
        return new KeyId(id, parts[0], parts[1]);
    }
}
