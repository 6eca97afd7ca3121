package io.hakiri.schema;

import io.hakiri.catalog.InvalidInput;
import java.util.Locale;

/** What the values of a field are. No value is ever put into a type that cannot give it back exactly. */
public sealed interface Type {
    /** The types without parameters. */
    enum Plain implements Type {
        BOOLEAN,
        /** Signed, 64 bits. */
        INT64,
        /** IEEE 754, 64 bits. */
        FLOAT64,
        /** A day of the proleptic Gregorian calendar. */
        DATE,
        /** An instant in microseconds since 1970-01-01T00:00:00Z. */
        TIMESTAMP,
        /** A date and a time of day in microseconds, without a zone. */
        LOCAL_TIMESTAMP,
        /** Any Unicode text. */
        TEXT,
        /** A JSON document, kept as text. */
        JSON
    }

    /**
     * An exact decimal number.
     *
     * @param precision digits in all, 1 to 38
     * @param scale digits after the point, 0 to {@code precision}
     */
    record Decimal(int precision, int scale) implements Type {
        public static final int MAX_PRECISION = 38;

        public Decimal {
            if (precision < 1 || precision > MAX_PRECISION || scale < 0 || scale > precision) {
                throw new InvalidInput(
                        "decimal type", "precision 1 to 38, scale 0 to precision", precision + "," + scale);
            }
        }
    }

    /** The type's word, as it stands in a shape: {@code int64}, {@code decimal(20,2)}. */
    default String word() {
        return switch (this) {
            case Plain plain -> plain.name().toLowerCase(Locale.ROOT).replace('_', '-');
            case Decimal(int precision, int scale) -> "decimal(" + precision + "," + scale + ")";
        };
    }

    /** Reads {@link #word}; {@link InvalidInput} where it is none. */
    static Type parse(String word) {
        for (Plain plain : Plain.values()) {
            if (plain.word().equals(word)) {
                return plain;
            }
        }
        if (word.matches("decimal\\([0-9]{1,2},[0-9]{1,2}\\)")) {
            int comma = word.indexOf(',');
            return new Decimal(
                    Integer.parseInt(word.substring("decimal(".length(), comma)),
                    Integer.parseInt(word.substring(comma + 1, word.length() - 1)));
        }
        throw new InvalidInput("type", "a known type", word);
    }

    /**
     * The narrowest type that holds every value of both, {@code TEXT} at the last. A 64-bit integer and a float make a
     * float: whoever infers types checks that the values at hand are exact in it.
     */
    static Type join(Type one, Type other) {
        if (one.equals(other)) {
            return one;
        }
        if (one instanceof Decimal a && other instanceof Decimal b) {
            return decimal(Math.max(a.precision - a.scale, b.precision - b.scale), Math.max(a.scale, b.scale));
        }
        if (one == Plain.INT64 && other instanceof Decimal(int precision, int scale)) {
            return decimal(Math.max(INT64_DIGITS, precision - scale), scale);
        }
        if (other == Plain.INT64 && one instanceof Decimal) {
            return join(other, one);
        }
        if (either(one, other, Plain.INT64, Plain.FLOAT64)) {
            return Plain.FLOAT64;
        }
        if (either(one, other, Plain.DATE, Plain.LOCAL_TIMESTAMP)) {
            return Plain.LOCAL_TIMESTAMP;
        }
        return Plain.TEXT;
    }

    /** Whether every value of {@code narrow} is a value of this type. */
    default boolean holds(Type narrow) {
        return join(this, narrow).equals(this);
    }

    /** Decimal digits of the widest 64-bit integer. */
    int INT64_DIGITS = 19;

    private static boolean either(Type one, Type other, Type a, Type b) {
        return (one.equals(a) && other.equals(b)) || (one.equals(b) && other.equals(a));
    }

    private static Type decimal(int whole, int scale) {
        return whole + scale > Decimal.MAX_PRECISION ? Plain.TEXT : new Decimal(Math.max(1, whole + scale), scale);
    }
}
