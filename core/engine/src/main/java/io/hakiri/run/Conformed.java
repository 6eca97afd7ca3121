package io.hakiri.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.batch.Batch;
import io.hakiri.batch.Cell;
import io.hakiri.batch.Column;
import io.hakiri.batch.Conversion;
import io.hakiri.batch.Selection;
import io.hakiri.catalog.Counts;
import io.hakiri.connector.RejectedRow;
import io.hakiri.connector.SourceBatch;
import io.hakiri.connector.Staging;
import io.hakiri.schema.Field;
import io.hakiri.schema.Resolution;
import io.hakiri.schema.Shape;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Rows brought into the shape they are written in, and those that do not fit there, with the reason.
 *
 * @param rows of exactly the target's shape
 */
record Conformed(Batch rows, List<RejectedRow> setAside) {

    static Conformed of(SourceBatch read, Resolution.Write resolution) {
        Batch batch = read.rows();
        Shape target = resolution.target();
        if (batch.shape().equals(target)) {
            return new Conformed(batch, List.of());
        }
        Map<Integer, String> reasons = new TreeMap<>();
        List<Column> columns = new ArrayList<>(target.fields().size());
        for (Field field : target.fields()) {
            columns.add(column(batch, field, reasons));
        }
        if (resolution.setAsideNewFields()) {
            newFields(batch, target, reasons);
        }
        Batch whole = new Batch(target, columns, batch.rows());
        if (reasons.isEmpty()) {
            return new Conformed(whole, List.of());
        }
        BitSet keep = new BitSet(batch.rows());
        keep.set(0, batch.rows());
        List<RejectedRow> setAside = new ArrayList<>(reasons.size());
        reasons.forEach((row, reason) -> {
            keep.clear(row);
            setAside.add(new RejectedRow(read.where().where(row), reason, json(batch, row)));
        });
        return new Conformed(Selection.of(whole, keep), setAside);
    }

    /**
     * Stages what a batch brings: its rows in the shape they are written in, and what is set aside of them.
     *
     * @param write {@code null} where it has no rows
     * @param staging asked only where there is something to stage
     */
    static Counts stage(String stream, SourceBatch batch, Resolution.@Nullable Write write, Supplier<Staging> staging) {
        long written = 0;
        List<RejectedRow> setAside = new ArrayList<>(batch.rejected());
        if (write != null) {
            Conformed conformed = of(batch, write);
            setAside.addAll(conformed.setAside());
            written = conformed.rows().rows();
            if (written > 0) {
                staging.get().write(stream, conformed.rows());
            }
        }
        if (!setAside.isEmpty()) {
            staging.get().quarantine(stream, setAside);
        }
        long read = batch.rows().rows() + (long) batch.rejected().size();
        return new Counts(read, written, setAside.size(), batch.bytes());
    }

    private static Column column(Batch batch, Field field, Map<Integer, String> reasons) {
        int index = batch.shape().indexOf(field.name());
        if (index < 0) {
            if (!field.nullable()) {
                for (int row = 0; row < batch.rows(); row++) {
                    reasons.putIfAbsent(row, "field \"" + field.name() + "\" is missing");
                }
            }
            return Conversion.missing(field.type(), batch.rows());
        }
        Column given = batch.columns().get(index);
        BitSet unfit = new BitSet();
        Column column = Conversion.of(given, batch.rows(), field.type(), unfit);
        unfit.stream()
                .forEach(row -> reasons.putIfAbsent(
                        row,
                        "field \"" + field.name() + "\": not " + field.type().word()));
        BitSet nulls = given.nulls();
        if (!field.nullable() && nulls != null) {
            nulls.stream()
                    .filter(row -> row < batch.rows())
                    .forEach(row -> reasons.putIfAbsent(row, "field \"" + field.name() + "\" has no value"));
        }
        return column;
    }

    private static void newFields(Batch batch, Shape target, Map<Integer, String> reasons) {
        for (int i = 0; i < batch.columns().size(); i++) {
            String name = batch.shape().fields().get(i).name();
            if (target.indexOf(name) >= 0) {
                continue;
            }
            Column column = batch.columns().get(i);
            for (int row = 0; row < batch.rows(); row++) {
                if (!column.isNull(row)) {
                    reasons.putIfAbsent(row, "new field \"" + name + "\"");
                }
            }
        }
    }

    private static String json(Batch batch, int row) {
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < batch.columns().size(); i++) {
            values.put(
                    batch.shape().fields().get(i).name(),
                    Cell.text(batch.columns().get(i), row));
        }
        return values.toString();
    }
}
