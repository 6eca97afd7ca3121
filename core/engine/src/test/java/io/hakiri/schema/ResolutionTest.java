package io.hakiri.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Decision;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.StreamSchemas;
import io.hakiri.catalog.Verdict;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@SuppressWarnings("NullAway") // a null where there should be none fails the test, as it should
class ResolutionTest {
    private static final Shape DAY_AND_RAIN =
            shape(new Field("day", Type.Plain.DATE, false), new Field("rain", Type.Plain.INT64, true));
    private static final Shape WITH_WIND = shape(
            new Field("day", Type.Plain.DATE, false),
            new Field("rain", Type.Plain.INT64, true),
            new Field("wind", Type.Plain.FLOAT64, true));
    private static final Shape TEXT_RAIN =
            shape(new Field("day", Type.Plain.DATE, false), new Field("rain", Type.Plain.TEXT, true));

    @ParameterizedTest
    @EnumSource(SchemaPolicy.class)
    void theFirstShapeIsAcceptedUnderEveryPolicy(SchemaPolicy policy) {
        Resolution.Write write = write(Resolution.of("s", null, DAY_AND_RAIN, policy));

        assertThat(write.target()).isEqualTo(DAY_AND_RAIN);
        assertThat(write.version()).isEqualTo(1);
        assertThat(write.change().decision().verdict()).isEqualTo(Verdict.ACCEPT);
    }

    @ParameterizedTest
    @EnumSource(SchemaPolicy.class)
    void aShapeThatFitsMakesNoNewVersion(SchemaPolicy policy) {
        Shape narrower = shape(new Field("day", Type.Plain.DATE, false));

        Resolution.Write write = write(Resolution.of("s", accepted(DAY_AND_RAIN), narrower, policy));

        assertThat(write.change()).isNull();
        assertThat(write.version()).isEqualTo(1);
        assertThat(write.target()).isEqualTo(DAY_AND_RAIN);
    }

    @Test
    void evolveTakesANewFieldAndAWiderType() {
        Resolution.Write wider = write(Resolution.of("s", accepted(DAY_AND_RAIN), WITH_WIND, SchemaPolicy.EVOLVE));
        assertThat(wider.version()).isEqualTo(2);
        assertThat(wider.target()).isEqualTo(WITH_WIND);
        assertThat(wider.change().decision().reason()).contains("new field \"wind\" (float64)");

        Resolution.Write text = write(Resolution.of("s", accepted(DAY_AND_RAIN), TEXT_RAIN, SchemaPolicy.EVOLVE));
        assertThat(text.target().field("rain").type()).isEqualTo(Type.Plain.TEXT);
    }

    @Test
    void evolveKeepsADroppedFieldAndLetsItBeMissing() {
        Shape withoutDay = shape(new Field("rain", Type.Plain.INT64, true));

        Resolution.Write write = write(Resolution.of("s", accepted(DAY_AND_RAIN), withoutDay, SchemaPolicy.EVOLVE));

        assertThat(write.target().field("day").nullable()).isTrue();
        assertThat(write.version()).isEqualTo(2);
    }

    @Test
    void freezeRecordsTheShapeAndStops() {
        Resolution stop = Resolution.of("s", accepted(DAY_AND_RAIN), WITH_WIND, SchemaPolicy.FREEZE);

        assertThat(stop).isInstanceOfSatisfying(Resolution.Stop.class, stopped -> {
            assertThat(stopped.change().decision()).isNull();
            assertThat(stopped.change().baseVersion()).isEqualTo(1);
            assertThat(stopped.version()).isEqualTo(2);
            assertThat(stopped.reason()).contains("waits for a decision").contains("wind");
        });
    }

    @Test
    void aShapeThatWaitsForADecisionIsNotRecordedAgain() {
        StreamSchemas waiting =
                new StreamSchemas(version(2, WITH_WIND, null), version(1, DAY_AND_RAIN, Verdict.ACCEPT));

        Resolution stop = Resolution.of("s", waiting, WITH_WIND, SchemaPolicy.EVOLVE);

        assertThat(stop)
                .isInstanceOfSatisfying(
                        Resolution.Stop.class,
                        stopped -> assertThat(stopped.change()).isNull());
    }

    @Test
    void ignoreWritesUnderTheAcceptedShapeAndLeavesTheNewFieldOut() {
        Resolution.Write write = write(Resolution.of("s", accepted(DAY_AND_RAIN), WITH_WIND, SchemaPolicy.IGNORE));

        assertThat(write.target()).isEqualTo(DAY_AND_RAIN);
        assertThat(write.version()).isEqualTo(1);
        assertThat(write.setAsideNewFields()).isFalse();
        assertThat(write.change().decision().verdict()).isEqualTo(Verdict.IGNORE);
    }

    @Test
    void quarantineSetsRowsWithNewFieldsAside() {
        Resolution.Write write = write(Resolution.of("s", accepted(DAY_AND_RAIN), WITH_WIND, SchemaPolicy.QUARANTINE));

        assertThat(write.setAsideNewFields()).isTrue();
        assertThat(write.target()).isEqualTo(DAY_AND_RAIN);
    }

    @Test
    void anEarlierVerdictHoldsForTheSameShapeWhateverThePolicyIsNow() {
        StreamSchemas ignored =
                new StreamSchemas(version(2, WITH_WIND, Verdict.IGNORE), version(1, DAY_AND_RAIN, Verdict.ACCEPT));
        StreamSchemas rejected =
                new StreamSchemas(version(2, WITH_WIND, Verdict.REJECT), version(1, DAY_AND_RAIN, Verdict.ACCEPT));

        assertThat(write(Resolution.of("s", ignored, WITH_WIND, SchemaPolicy.EVOLVE))
                        .change())
                .isNull();
        assertThat(Resolution.of("s", rejected, WITH_WIND, SchemaPolicy.EVOLVE)).isInstanceOf(Resolution.Stop.class);
    }

    @Test
    void differencesThatComeAndGoMakeNoVersionsWithoutEnd() {
        Shape withSun = shape(
                new Field("day", Type.Plain.DATE, false),
                new Field("rain", Type.Plain.INT64, true),
                new Field("sun", Type.Plain.TEXT, true));
        StreamSchemas known = accepted(DAY_AND_RAIN);
        int versions = 1;
        for (int i = 0; i < 10; i++) {
            Shape observed = i % 2 == 0 ? WITH_WIND : withSun;
            Resolution.Write write = write(Resolution.of("s", known, observed, SchemaPolicy.IGNORE));
            if (write.change() != null) {
                versions++;
                known = new StreamSchemas(
                        version(versions, Shape.ofJson(write.change().shape()), Verdict.IGNORE), known.accepted());
            }
        }
        assertThat(versions).isEqualTo(3);
    }

    private static Resolution.Write write(Resolution resolution) {
        assertThat(resolution).isInstanceOf(Resolution.Write.class);
        return (Resolution.Write) resolution;
    }

    private static StreamSchemas accepted(Shape shape) {
        SchemaVersion version = version(1, shape, Verdict.ACCEPT);
        return new StreamSchemas(version, version);
    }

    private static SchemaVersion version(int number, Shape shape, @Nullable Verdict verdict) {
        Decision decision = verdict == null ? null : new Decision(verdict, "test", "test");
        return new SchemaVersion("s", number, shape.toJson(), decision, Instant.EPOCH, Fence.NONE);
    }

    private static Shape shape(Field... fields) {
        return new Shape(List.of(fields));
    }
}
