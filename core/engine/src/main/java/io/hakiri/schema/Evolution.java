package io.hakiri.schema;

import java.util.ArrayList;
import java.util.List;

/** How shapes differ, and the shape that holds two of them. Pure. */
public final class Evolution {
    private Evolution() {}

    /** In which ways {@code observed} differs from {@code accepted}, in the order of the fields. */
    public static List<Difference> differences(Shape accepted, Shape observed) {
        List<Difference> found = new ArrayList<>();
        for (Field field : accepted.fields()) {
            Field now = observed.field(field.name());
            if (now == null) {
                found.add(new Difference.DroppedField(field));
                continue;
            }
            if (!field.type().holds(now.type())) {
                found.add(new Difference.WidenedType(field.name(), field.type(), Type.join(field.type(), now.type())));
            } else if (!field.type().equals(now.type())) {
                found.add(new Difference.NarrowedType(field.name(), field.type(), now.type()));
            }
            if (now.nullable() && !field.nullable()) {
                found.add(new Difference.NowNullable(field.name()));
            }
        }
        for (Field field : observed.fields()) {
            if (accepted.indexOf(field.name()) < 0) {
                found.add(new Difference.NewField(field));
            }
        }
        return found;
    }

    /**
     * The narrowest shape that holds both: the fields of {@code accepted} in their order, types joined, then the new ones,
     * which may be missing, because rows before them lack them. Nobody who reads it reads less than before (C-14).
     */
    public static Shape holdingBoth(Shape accepted, Shape observed) {
        List<Field> fields = new ArrayList<>();
        for (Field field : accepted.fields()) {
            Field now = observed.field(field.name());
            fields.add(
                    now == null
                            ? new Field(field.name(), field.type(), true)
                            : new Field(
                                    field.name(),
                                    Type.join(field.type(), now.type()),
                                    field.nullable() || now.nullable()));
        }
        for (Field field : observed.fields()) {
            if (accepted.indexOf(field.name()) < 0) {
                fields.add(new Field(field.name(), field.type(), true));
            }
        }
        return new Shape(fields);
    }
}
