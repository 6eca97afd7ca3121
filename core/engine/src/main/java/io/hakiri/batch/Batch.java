package io.hakiri.batch;

import io.hakiri.schema.Shape;
import java.util.List;

/**
 * Some rows of one stream.
 *
 * @param shape of these rows; column i is field i, of the field's type
 */
public record Batch(Shape shape, List<Column> columns, int rows) {
    public Batch {
        columns = List.copyOf(columns);
        if (columns.size() != shape.fields().size()) {
            throw new IllegalArgumentException(columns.size() + " columns for the shape " + shape);
        }
        for (int i = 0; i < columns.size(); i++) {
            if (!columns.get(i).type().equals(shape.fields().get(i).type())) {
                throw new IllegalArgumentException(columns.get(i).type().word() + " for the field "
                        + shape.fields().get(i));
            }
        }
    }
}
