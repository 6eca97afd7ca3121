package io.hakiri.schema;

/** One way in which observed data differs from the shape that was accepted for its stream. */
public sealed interface Difference {
    /** A field that the accepted shape does not have. */
    record NewField(Field field) implements Difference {}

    /** Values that the accepted type does not hold. */
    record WidenedType(String field, Type accepted, Type needed) implements Difference {}

    /** Values of a narrower type; the accepted one holds them all. */
    record NarrowedType(String field, Type accepted, Type observed) implements Difference {}

    /** A field that the data does not have any more. */
    record DroppedField(Field field) implements Difference {}

    /** Missing values where none were missing. */
    record NowNullable(String field) implements Difference {}

    /** Whether the accepted shape holds the data in spite of the difference. */
    default boolean fits() {
        return switch (this) {
            case NarrowedType _ -> true;
            case DroppedField(Field field) -> field.nullable();
            case NewField _, WidenedType _, NowNullable _ -> false;
        };
    }

    /** For a person: {@code new field "wind" (float64)}. */
    default String text() {
        return switch (this) {
            case NewField(Field field) ->
                "new field \"" + field.name() + "\" (" + field.type().word() + ")";
            case WidenedType(String field, Type accepted, Type needed) ->
                "field \"" + field + "\" needs " + needed.word() + ", was " + accepted.word();
            case NarrowedType(String field, Type accepted, Type observed) ->
                "field \"" + field + "\" has only " + observed.word() + ", is " + accepted.word();
            case DroppedField(Field field) -> "field \"" + field.name() + "\" is gone";
            case NowNullable(String field) -> "field \"" + field + "\" has missing values";
        };
    }
}
