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
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answer of {@code begin_1}, as it is given and kept. Its parts
 * are tables, kept by columns in the order in which the function builds them. */
final class GrantJson {
    private static final JsonMapper JSON = new JsonMapper();

    /** The server breaks long ones into lines. */
    private static final Base64.Decoder BASE64 = Base64.getMimeDecoder();

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
        List<Cursor> cursors = rows(json.get("cursors"), GrantJson::cursor);
        List<Receipt> receipts = rows(json.get("receipts"), GrantJson::receipt);
        return new Granted(
                new Writer(
                        request.pipeline(),
                        request.run(),
                        new Fence(json.get("fence").longValue())),
                Values.instant(json.get("until").longValue()),
                most(cursors, Limits.ADVANCES_PER_COMMIT),
                cursors.size() > Limits.ADVANCES_PER_COMMIT,
                schemas(json.get("schemas"), shapes == null ? new String[0] : shapes),
                most(receipts, Limits.RECEIPTS_PER_COMMIT),
                receipts.size() > Limits.RECEIPTS_PER_COMMIT,
                json.get("failures").intValue(),
                null);
    }

    /** Reads a row of a table that is kept by columns. */
    private interface Reading<T> {
        T row(JsonNode columns, int row);
    }

    private static <T> List<T> rows(JsonNode columns, Reading<T> reading) {
        // a column of nothing is null; an empty one has no rows
        int size = columns.get(0).size();
        List<T> rows = new ArrayList<>(size);
        for (int row = 0; row < size; row++) {
            rows.add(reading.row(columns, row));
        }
        return rows;
    }

    private static Cursor cursor(JsonNode columns, int row) {
        JsonNode kind = columns.get(2).get(row);
        String orderKey = columns.get(4).get(row).textValue();
        return new Cursor(
                new StreamPartition(text(columns, 0, row), text(columns, 1, row)),
                Values.position(
                        kind.isNull() ? null : kind.longValue(),
                        columns.get(3).get(row).textValue(),
                        orderKey == null ? null : BASE64.decode(orderKey)),
                number(columns, 5, row),
                new Fence(number(columns, 6, row)),
                Values.instant(number(columns, 7, row)));
    }

    /** The latest version of a stream comes first, and after it the accepted one where that is another. */
    private static Map<String, StreamSchemas> schemas(JsonNode columns, String[] shapes) {
        Map<String, StreamSchemas> schemas = new HashMap<>();
        for (SchemaVersion version : rows(columns, (all, row) -> version(all, row, shapes[row]))) {
            boolean accepted = version.decision() != null && version.decision().verdict() == Verdict.ACCEPT;
            StreamSchemas latest = schemas.get(version.stream());
            schemas.put(
                    version.stream(),
                    new StreamSchemas(latest == null ? version : latest.latest(), accepted ? version : null));
        }
        return schemas;
    }

    private static SchemaVersion version(JsonNode columns, int row, String shape) {
        String verdict = columns.get(2).get(row).textValue();
        return new SchemaVersion(
                text(columns, 0, row),
                (int) number(columns, 1, row),
                shape,
                verdict == null
                        ? null
                        : new Decision(Verdict.valueOf(verdict), text(columns, 3, row), text(columns, 4, row)),
                Values.instant(number(columns, 5, row)),
                new Fence(number(columns, 6, row)));
    }

    private static Receipt receipt(JsonNode columns, int row) {
        return new Receipt(
                new ReceiptId(new Fence(number(columns, 0, row)), (int) number(columns, 1, row), (int)
                        number(columns, 2, row)),
                new StagedObject(
                        text(columns, 3, row),
                        StagedObject.Kind.valueOf(text(columns, 4, row)),
                        text(columns, 5, row),
                        text(columns, 6, row),
                        number(columns, 7, row),
                        number(columns, 8, row)),
                Receipt.State.valueOf(text(columns, 9, row)));
    }

    private static String text(JsonNode columns, int column, int row) {
        return columns.get(column).get(row).textValue();
    }

    private static long number(JsonNode columns, int column, int row) {
        return columns.get(column).get(row).longValue();
    }

    private static <T> List<T> most(List<T> all, int most) {
        return all.size() > most ? all.subList(0, most) : all;
    }
}
