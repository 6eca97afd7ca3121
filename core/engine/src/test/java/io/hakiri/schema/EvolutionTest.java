package io.hakiri.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EvolutionTest {
    private static final int SHAPES = 2_000;
    private static final List<Type.Plain> PLAIN = List.of(Type.Plain.values());

    @Test
    void theShapeThatHoldsBothFitsBothAndKeepsWhatReadersKnow() {
        SplittableRandom random = new SplittableRandom(20260101);
        for (int i = 0; i < SHAPES; i++) {
            Shape accepted = shape(random);
            Shape observed = shape(random);
            Shape both = Evolution.holdingBoth(accepted, observed);

            assertThat(Evolution.differences(both, observed)).allMatch(Difference::fits);
            assertThat(Evolution.differences(both, accepted)).allMatch(Difference::fits);
            assertThat(both.fields().subList(0, accepted.fields().size()))
                    .extracting(Field::name)
                    .containsExactlyElementsOf(
                            accepted.fields().stream().map(Field::name).toList());
            assertThat(Evolution.holdingBoth(both, observed)).isEqualTo(both);
        }
    }

    @Test
    void namesEachKindOfDifference() {
        Shape accepted = new Shape(List.of(
                new Field("gone", Type.Plain.TEXT, true),
                new Field("wider", Type.Plain.INT64, true),
                new Field("narrower", Type.Plain.TEXT, true),
                new Field("null", Type.Plain.TEXT, false)));
        Shape observed = new Shape(List.of(
                new Field("wider", Type.Plain.FLOAT64, true),
                new Field("narrower", Type.Plain.INT64, true),
                new Field("null", Type.Plain.TEXT, true),
                new Field("new", Type.Plain.DATE, true)));

        assertThat(Evolution.differences(accepted, observed))
                .containsExactly(
                        new Difference.DroppedField(accepted.fields().getFirst()),
                        new Difference.WidenedType("wider", Type.Plain.INT64, Type.Plain.FLOAT64),
                        new Difference.NarrowedType("narrower", Type.Plain.TEXT, Type.Plain.INT64),
                        new Difference.NowNullable("null"),
                        new Difference.NewField(observed.fields().getLast()));
    }

    private static Shape shape(SplittableRandom random) {
        List<Field> fields = new ArrayList<>();
        for (String name : List.of("a", "b", "c", "d")) {
            if (random.nextBoolean()) {
                Type type = random.nextInt(4) == 0
                        ? new Type.Decimal(random.nextInt(1, 39), 0)
                        : PLAIN.get(random.nextInt(PLAIN.size()));
                fields.add(new Field(name, type, random.nextBoolean()));
            }
        }
        return new Shape(fields);
    }
}
