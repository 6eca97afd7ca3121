package io.hakiri.connectors.postgres;

import io.hakiri.schema.Type;

/**
 * How the values of a type of PostgreSQL are read, and in which order they are.
 *
 * @param type of a batch all of whose values fit; where one does not ({@code infinity}, {@code NaN} in a decimal), the column
 *     of that batch is text
 * @param reading how a value is read
 * @param order how the database compares values, as far as it matters
 */
record ColumnType(Type type, Reading reading, Order order) {
    /** How a value's text is read. */
    enum Reading {
        BOOLEAN,
        INT64,
        FLOAT32,
        FLOAT64,
        DECIMAL,
        DATE,
        MICROS,
        /** As it stands. */
        TEXT
    }

    /** How values compare, and as what SQL compares them. */
    enum Order {
        NUMBER("numeric"),
        FLOAT32("float4"),
        FLOAT64("float8"),
        BOOLEAN("boolean"),
        DATE("date"),
        LOCAL_TIME("timestamp"),
        TIME("timestamptz"),
        /** Ids of transactions: 64 bits that never wrap around. */
        TRANSACTION("xid8"),
        UUID("uuid"),
        /** Text by its bytes, as the collation "C" has it, whatever the column's own collation is. */
        TEXT("text"),
        /** None that means anything to people; two different values still differ as texts. */
        NONE("text");

        private final String sqlType;

        Order(String sqlType) {
            this.sqlType = sqlType;
        }

        /** Whether values are compared by their texts. */
        boolean byText() {
            return this == TEXT || this == NONE;
        }

        /** What stands in a comparison for a column. */
        String compared(String column) {
            return byText() ? column + "::text COLLATE \"C\"" : column;
        }

        /** A value as it stands in SQL. */
        String literal(String value) {
            return "'" + value.replace("'", "''") + "'::" + sqlType;
        }
    }

    private static final int LARGEST_SCALE = 1_000;
    private static final ColumnType AS_TEXT = new ColumnType(Type.Plain.TEXT, Reading.TEXT, Order.NONE);

    /**
     * @param name as the driver says it; types outside of the search path with their schema
     * @param array whether its values are arrays
     */
    static ColumnType of(String name, int precision, int scale, boolean array, boolean isEnum) {
        if (array) {
            return new ColumnType(Type.Plain.JSON, Reading.TEXT, Order.NONE);
        }
        if (isEnum) {
            return new ColumnType(Type.Plain.TEXT, Reading.TEXT, Order.NONE);
        }
        return switch (name) {
            case "bool" -> new ColumnType(Type.Plain.BOOLEAN, Reading.BOOLEAN, Order.BOOLEAN);
            case "int2", "int4", "int8", "smallserial", "serial", "bigserial", "oid" ->
                new ColumnType(Type.Plain.INT64, Reading.INT64, Order.NUMBER);
            case "float4" -> new ColumnType(Type.Plain.FLOAT64, Reading.FLOAT32, Order.FLOAT32);
            case "float8" -> new ColumnType(Type.Plain.FLOAT64, Reading.FLOAT64, Order.FLOAT64);
            case "numeric" -> numeric(precision, scale);
            case "xid8" -> new ColumnType(new Type.Decimal(20, 0), Reading.DECIMAL, Order.TRANSACTION);
            case "date" -> new ColumnType(Type.Plain.DATE, Reading.DATE, Order.DATE);
            case "timestamp" -> new ColumnType(Type.Plain.LOCAL_TIMESTAMP, Reading.MICROS, Order.LOCAL_TIME);
            case "timestamptz" -> new ColumnType(Type.Plain.TIMESTAMP, Reading.MICROS, Order.TIME);
            case "json", "jsonb" -> new ColumnType(Type.Plain.JSON, Reading.TEXT, Order.NONE);
            case "uuid" -> new ColumnType(Type.Plain.TEXT, Reading.TEXT, Order.UUID);
            case "text", "varchar", "bpchar", "name", "char", "citext", "bytea" ->
                new ColumnType(Type.Plain.TEXT, Reading.TEXT, Order.TEXT);
            default -> AS_TEXT;
        };
    }

    /** A scale may be negative, or more than the precision; without a precision any number may come. */
    private static ColumnType numeric(int precision, int said) {
        // the driver takes the 11 bits of a scale for a number without a sign
        int scale = said > LARGEST_SCALE ? said - (1 << 11) : said;
        int digits = scale < 0 ? precision - scale : Math.max(precision, scale);
        boolean fits = precision > 0 && digits <= Type.Decimal.MAX_PRECISION;
        return fits
                ? new ColumnType(new Type.Decimal(digits, Math.max(0, scale)), Reading.DECIMAL, Order.NUMBER)
                : new ColumnType(Type.Plain.TEXT, Reading.TEXT, Order.NUMBER);
    }
}
