package io.hakiri.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CatalogTypesTest {
    private final RunIds ids =
            RunIds.uuid7(InstantSource.fixed(Instant.parse("2026-03-01T00:00:00Z")), new SplittableRandom(7));

    @Test
    void fencesCompareByGenerationThenCounterAndStayExactInJson() {
        Fence late = new Fence((1L << 22) - 1);
        assertThat(Fence.startOf(1)).isGreaterThan(late);
        assertThat(Fence.startOf(3).next().generation()).isEqualTo(3);
        assertThat(Fence.startOf(3).next().counter()).isEqualTo(1);
        assertThat(Fence.startOf(Fence.MAX_GENERATION).value()).isLessThan(1L << 53);
        assertThat(Fence.NONE.next().value()).isEqualTo(1);
        assertThat(late.next()).isEqualTo(Fence.startOf(1));
    }

    @Test
    void generationsOfTheClockBeginWithTheirSecond() {
        Instant now = Instant.parse("2026-03-01T00:00:00.999Z");
        int generation = Fence.generationAt(now);
        assertThat(Fence.beginOf(generation)).isEqualTo(Instant.parse("2026-03-01T00:00:00Z"));
        assertThat(Fence.generationAt(Instant.EPOCH)).isZero();
        assertThat(Fence.beginOf(Fence.MAX_GENERATION)).isAfter(Instant.parse("2094-01-01T00:00:00Z"));
    }

    @Test
    void runIdsAreVersion7AndCarryTheirTime() {
        RunId id = ids.next();
        assertThat(id.value().version()).isEqualTo(7);
        assertThat(id.value().variant()).isEqualTo(2);
        assertThat(id.value().getMostSignificantBits() >>> 16)
                .isEqualTo(Instant.parse("2026-03-01T00:00:00Z").toEpochMilli());
        assertThat(RunId.parse(id.toString())).isEqualTo(id);
        assertThatExceptionOfType(InvalidInput.class).isThrownBy(() -> RunId.parse("nonsense"));
    }

    @Test
    void theDigestOfACommitSeesEveryPartOfItAndNotTheLease() {
        Commit commit = commit("10", 1, 5, new Next.GoOn(Duration.ofMinutes(1)));

        assertThat(commit("10", 1, 5, new Next.GoOn(Duration.ofMinutes(9))).digest())
                .isEqualTo(commit.digest());
        assertThat(commit("11", 1, 5, new Next.GoOn(Duration.ofMinutes(1))).digest())
                .isNotEqualTo(commit.digest());
        assertThat(commit("10", 2, 5, new Next.GoOn(Duration.ofMinutes(1))).digest())
                .isNotEqualTo(commit.digest());
        assertThat(commit("10", 1, 6, new Next.GoOn(Duration.ofMinutes(1))).digest())
                .isNotEqualTo(commit.digest());
        assertThat(commit("10", 1, 5, new Next.Finish(RunStatus.SUCCEEDED, null, null))
                        .digest())
                .isNotEqualTo(commit.digest());
    }

    private Commit commit(String position, long revision, long rows, Next next) {
        Position to = new Position.Monotonic(position, Bytes.of((byte) 1));
        Progress progress = new Progress(
                List.of(new Advance(StreamPartition.of("s"), revision, to)),
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                Map.of("s", new Counts(rows, rows, 0, 0)));
        return new Commit(new Writer(PipelineKey.of("demo", "p"), ids.next(), new Fence(1)), 1, progress, next);
    }

    @Test
    void aTroubleInTheInputNamesFieldLimitAndWhatCame() {
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> new PipelineId("Weather\u0007"))
                .satisfies(e -> {
                    assertThat(e.field()).isEqualTo("pipeline");
                    assertThat(e.getMessage()).contains("[a-z0-9]").contains("Weather\\u0007");
                });
    }

    /** What a chunk stages is told from what runs stage, and from what other chunks do, by the id alone. */
    @Test
    void aChunkHasTheSameIdWhoeverWorksOnIt() {
        PipelineKey pipeline = PipelineKey.of("shop", "orders");
        ChunkWriter chunk = new ChunkWriter(pipeline, new BackfillId("january"), 7, new Fence(1));
        RunId id = chunk.staging().run();
        assertThat(id.ofChunk()).isTrue();
        assertThat(new ChunkWriter(pipeline, new BackfillId("january"), 7, new Fence(2))
                        .staging()
                        .run())
                .isEqualTo(id);
        assertThat(new ChunkWriter(pipeline, new BackfillId("january"), 8, new Fence(1))
                        .staging()
                        .run())
                .isNotEqualTo(id);
        assertThat(new ChunkWriter(pipeline, new BackfillId("may"), 7, new Fence(1))
                        .staging()
                        .run())
                .isNotEqualTo(id);
        assertThat(RunId.parse(id.toString())).isEqualTo(id);
        assertThat(RunIds.uuid7(InstantSource.system(), new SecureRandom())
                        .next()
                        .ofChunk())
                .isFalse();
    }
}
