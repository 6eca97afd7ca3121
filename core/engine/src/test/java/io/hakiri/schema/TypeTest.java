package io.hakiri.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TypeTest {
    private static List<Type> all() {
        List<Type> types = new ArrayList<>(List.of(Type.Plain.values()));
        types.add(new Type.Decimal(20, 2));
        types.add(new Type.Decimal(38, 0));
        types.add(new Type.Decimal(5, 5));
        return types;
    }

    @Test
    void everyWordReadsBack() {
        for (Type type : all()) {
            assertThat(Type.parse(type.word())).isEqualTo(type);
        }
    }

    @Test
    void joinIsSymmetricHoldsBothAndIsIdempotent() {
        for (Type one : all()) {
            assertThat(Type.join(one, one)).isEqualTo(one);
            for (Type other : all()) {
                Type join = Type.join(one, other);
                assertThat(join).as("%s and %s", one.word(), other.word()).isEqualTo(Type.join(other, one));
                assertThat(join.holds(one)).isTrue();
                assertThat(join.holds(other)).isTrue();
            }
        }
    }

    @Test
    void decimalsThatTogetherNeedTooManyDigitsBecomeText() {
        assertThat(Type.join(new Type.Decimal(38, 0), new Type.Decimal(5, 5))).isEqualTo(Type.Plain.TEXT);
        assertThat(Type.join(new Type.Decimal(20, 2), Type.Plain.INT64)).isEqualTo(new Type.Decimal(21, 2));
    }

    @Test
    void aShapeReadsBackFromItsJson() {
        List<Field> fields = new ArrayList<>();
        for (Type type : all()) {
            fields.add(new Field("f " + type.word() + " \"ü😀\"", type, fields.size() % 2 == 0));
        }
        Shape shape = new Shape(fields);
        assertThat(Shape.ofJson(shape.toJson())).isEqualTo(shape);
    }
}
