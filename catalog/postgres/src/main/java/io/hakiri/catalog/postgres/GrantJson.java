package io.hakiri.catalog.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult.Granted;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Decision;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.StagedObject;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.StreamSchemas;
import io.hakiri.catalog.Verdict;
import io.hakiri.catalog.Writer;
import io.hakiri.catalog.relational.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answer of {@code begin_1}, as it is given and kept. Its parts are arrays, in the order in which the function builds them. */
final class GrantJson {
    private static final JsonMapper JSON = new JsonMapper();

    private GrantJson() {}

    /**
     * The grant that the answer tells.
     *
     * @param shapes of its schema versions, in their order; {@code null} where it has none
     */
    static Granted read(Begin request, String answer, String @Nullable [] shapes) {
        JsonNode json;
        try {
            json = JSON.readTree(answer);
        } catch (JsonProcessingException e) {
            throw new CatalogException.Corrupt(
                    "the answer kept for request " + request.request() + " cannot be read", e);
        }
        List<Cursor> cursors = new ArrayList<>();
        json.get("cursors").forEach(cursor -> cursors.add(cursor(cursor)));
        List<Receipt> receipts = new ArrayList<>();
        json.get("receipts").forEach(receipt -> receipts.add(receipt(receipt)));
        return new Granted(
                new Writer(request.pipeline(), request.run(), fence(json.get("fence"))),
                Values.instant(json.get("until").longValue()),
                most(cursors, Limits.ADVANCES_PER_COMMIT),
                cursors.size() > Limits.ADVANCES_PER_COMMIT,
                schemas(json.get("schemas"), shapes == null ? new String[0] : shapes),
                most(receipts, Limits.RECEIPTS_PER_COMMIT),
                receipts.size() > Limits.RECEIPTS_PER_COMMIT,
                json.get("failures").intValue(),
                null);
    }

    private static Cursor cursor(JsonNode cursor) {
        return new Cursor(
                new StreamPartition(cursor.get(0).textValue(), cursor.get(1).textValue()),
                Values.position(
                        cursor.get(2).isNull() ? null : cursor.get(2).longValue(),
                        cursor.get(3).textValue(),
                        cursor.get(4).isNull()
                                ? null
                                : HexFormat.of().parseHex(cursor.get(4).textValue())),
                cursor.get(5).longValue(),
                fence(cursor.get(6)),
                Values.instant(cursor.get(7).longValue()));
    }

    /** Ascending: the last of a stream is its latest version, and the one before it the accepted one. */
    private static Map<String, StreamSchemas> schemas(JsonNode versions, String[] shapes) {
        Map<String, StreamSchemas> schemas = new HashMap<>();
        for (int i = 0; i < versions.size(); i++) {
            SchemaVersion version = version(versions.get(i), shapes[i]);
            StreamSchemas before = schemas.get(version.stream());
            boolean accepted = version.decision() != null && version.decision().verdict() == Verdict.ACCEPT;
            SchemaVersion acceptedBefore = before == null ? null : before.accepted();
            schemas.put(version.stream(), new StreamSchemas(version, accepted ? version : acceptedBefore));
        }
        return schemas;
    }

    private static SchemaVersion version(JsonNode version, String shape) {
        return new SchemaVersion(
                version.get(0).textValue(),
                version.get(1).intValue(),
                shape,
                version.get(2).isNull()
                        ? null
                        : new Decision(
                                Verdict.valueOf(version.get(2).textValue()),
                                version.get(3).textValue(),
                                version.get(4).textValue()),
                Values.instant(version.get(5).longValue()),
                fence(version.get(6)));
    }

    private static Receipt receipt(JsonNode receipt) {
        return new Receipt(
                new ReceiptId(
                        fence(receipt.get(0)),
                        receipt.get(1).intValue(),
                        receipt.get(2).intValue()),
                new StagedObject(
                        receipt.get(3).textValue(),
                        StagedObject.Kind.valueOf(receipt.get(4).textValue()),
                        receipt.get(5).textValue(),
                        receipt.get(6).textValue(),
                        receipt.get(7).longValue(),
                        receipt.get(8).longValue()),
                Receipt.State.valueOf(receipt.get(9).textValue()));
    }

    private static Fence fence(JsonNode value) {
        return new Fence(value.longValue());
    }

    private static <T> List<T> most(List<T> all, int most) {
        return all.size() > most ? all.subList(0, most) : all;
    }
}
