package io.hakiri.connectors.parquet;

import static org.apache.parquet.schema.LogicalTypeAnnotation.dateType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.decimalType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.jsonType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import io.hakiri.schema.Field;
import io.hakiri.schema.Shape;
import io.hakiri.schema.Type;
import java.math.BigInteger;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/** A shape as a Parquet schema: flat, field i is column i. */
final class ParquetSchema {
    /** The most digits that every 32-bit, and every 64-bit integer has room for. */
    static final int INT32_DIGITS = 9;

    static final int INT64_DIGITS = 18;

    private ParquetSchema() {}

    static MessageType of(Shape shape) {
        Types.MessageTypeBuilder message = Types.buildMessage();
        shape.fields().forEach(field -> message.addField(column(field)));
        return message.named("hakiri");
    }

    private static PrimitiveType column(Field field) {
        Repetition repetition = field.nullable() ? Repetition.OPTIONAL : Repetition.REQUIRED;
        return switch (field.type()) {
            case Type.Plain plain -> plain(plain, repetition).named(field.name());
            case Type.Decimal decimal -> decimal(decimal, repetition).named(field.name());
        };
    }

    private static Types.PrimitiveBuilder<PrimitiveType> plain(Type.Plain type, Repetition repetition) {
        return switch (type) {
            case BOOLEAN -> Types.primitive(BOOLEAN, repetition);
            case INT64 -> Types.primitive(INT64, repetition);
            case FLOAT64 -> Types.primitive(DOUBLE, repetition);
            case DATE -> Types.primitive(INT32, repetition).as(dateType());
            case TIMESTAMP -> Types.primitive(INT64, repetition).as(timestampType(true, TimeUnit.MICROS));
            case LOCAL_TIMESTAMP -> Types.primitive(INT64, repetition).as(timestampType(false, TimeUnit.MICROS));
            case TEXT -> Types.primitive(BINARY, repetition).as(stringType());
            case JSON -> Types.primitive(BINARY, repetition).as(jsonType());
        };
    }

    private static Types.PrimitiveBuilder<PrimitiveType> decimal(Type.Decimal type, Repetition repetition) {
        PrimitiveTypeName primitive = decimalPrimitive(type);
        Types.PrimitiveBuilder<PrimitiveType> column = Types.primitive(primitive, repetition);
        return (primitive == FIXED_LEN_BYTE_ARRAY ? column.length(bytes(type)) : column)
                .as(decimalType(type.scale(), type.precision()));
    }

    static PrimitiveTypeName decimalPrimitive(Type.Decimal type) {
        if (type.precision() <= INT32_DIGITS) {
            return INT32;
        }
        return type.precision() <= INT64_DIGITS ? INT64 : FIXED_LEN_BYTE_ARRAY;
    }

    /** How many bytes the largest unscaled value needs, with its sign. */
    static int bytes(Type.Decimal type) {
        return BigInteger.TEN.pow(type.precision()).bitLength() / Byte.SIZE + 1;
    }
}
