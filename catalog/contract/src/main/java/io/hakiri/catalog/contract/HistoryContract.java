package io.hakiri.catalog.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.PipelineKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random sequences against the model, and histories of racing threads against every order of them. */
abstract class HistoryContract extends Scene {
    private static final long SEED = 11;
    private static final int SEQUENCES = 150;
    private static final int MOVES = 60;
    private static final int HISTORIES = 60;
    private static final int RACERS = 4;
    private static final int MOVES_EACH = 12;

    private int pipelines;

    HistoryContract(CatalogFixture fixture) {
        super(fixture);
    }

    @Test
    @Clause({"C-1", "C-2", "C-3", "C-5", "C-6", "C-8", "C-9", "C-10", "C-13", "C-25"})
    void everyAnswerOfARandomSequenceIsTheModels() {
        for (long seed = SEED; seed < SEED + SEQUENCES; seed++) {
            List<Sequences.Move> moves = Sequences.random(new SplittableRandom(seed), 3, MOVES);
            String failure = disagreement(moves);
            if (failure != null) {
                List<Sequences.Move> few = shortened(moves);
                throw new AssertionError(
                        "seed " + seed + ": " + failure + "\nshortened to " + few + "\n" + disagreement(few));
            }
        }
    }

    /** Drops one move after another, as long as the rest still disagrees. */
    private List<Sequences.Move> shortened(List<Sequences.Move> moves) {
        List<Sequences.Move> few = new ArrayList<>(moves);
        for (int i = few.size() - 1; i >= 0; i--) {
            List<Sequences.Move> fewer = new ArrayList<>(few);
            fewer.remove(i);
            if (disagreement(fewer) != null) {
                few = fewer;
            }
        }
        return few;
    }

    private @Nullable String disagreement(List<Sequences.Move> moves) {
        pipelines++;
        PipelineKey pipeline = declared("sequence" + pipelines);
        PipelineModel model = PipelineModel.declared(pipeline, fixture.now());
        Map<Integer, Sequences.Asker> askers = new HashMap<>();
        List<String> said = new ArrayList<>();
        for (Sequences.Move move : moves) {
            Sequences.Asker asker =
                    askers.computeIfAbsent(move.actor(), actor -> new Sequences.Asker(pipeline, "worker " + actor));
            if (move.intent() == Sequences.Intent.WAIT) {
                fixture.advance(Sequences.WAIT);
                model = model.at(fixture.now());
            }
            Optional<Operation> operation = asker.asks(move);
            if (operation.isPresent()) {
                PipelineModel.Outcome foretold = model.answer(operation.get());
                Object answer = operation.get().on(catalog(), pipeline);
                said.add(operation.get() + " → " + answer);
                if (!PipelineModel.agrees(foretold.answer(), answer)) {
                    return "expected " + foretold.answer() + "\nafter\n" + String.join("\n", said);
                }
                asker.hears(operation.get(), answer);
                model = foretold.after();
            }
        }
        return null;
    }

    @Test
    @Clause("C-11")
    void whatRacingThreadsSawCouldHaveHappenedOneAfterAnother() {
        for (long seed = SEED; seed < SEED + HISTORIES; seed++) {
            pipelines++;
            PipelineKey pipeline = declared("history" + pipelines);
            List<Linearizability.Call<Operation>> history = raced(pipeline, seed);

            assertThat(Linearizability.failure(
                            HistoryContract::after, PipelineModel.declared(pipeline, fixture.now()), history))
                    .as(() -> told(history))
                    .isNull();
        }
    }

    private List<Linearizability.Call<Operation>> raced(PipelineKey pipeline, long seed) {
        return Race.of(RACERS, i -> () -> {
                    SplittableRandom random = new SplittableRandom(seed * RACERS + i);
                    Sequences.Asker asker = new Sequences.Asker(pipeline, "worker " + i);
                    List<Linearizability.Call<Operation>> calls = new ArrayList<>();
                    for (Sequences.Move move : Sequences.random(random, 1, MOVES_EACH)) {
                        asker.asks(move).ifPresent(operation -> {
                            long invoked = System.nanoTime();
                            Object answer = operation.on(catalog(), pipeline);
                            calls.add(new Linearizability.Call<>(operation, answer, invoked, System.nanoTime()));
                            asker.hears(operation, answer);
                        });
                    }
                    return calls;
                })
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    private static @Nullable PipelineModel after(PipelineModel before, Operation operation, @Nullable Object answer) {
        PipelineModel.Outcome foretold = before.answer(operation);
        return answer == null || PipelineModel.agrees(foretold.answer(), answer) ? foretold.after() : null;
    }

    private static String told(List<Linearizability.Call<Operation>> history) {
        StringBuilder told = new StringBuilder();
        long start =
                history.stream().mapToLong(Linearizability.Call::invoked).min().orElse(0);
        history.forEach(call -> told.append("%n%d–%d µs %s → %s"
                .formatted(
                        (call.invoked() - start) / 1000,
                        (call.returned() - start) / 1000,
                        call.operation(),
                        call.answer())));
        return told.toString();
    }
}
