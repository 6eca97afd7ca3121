package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * {@code kill -9} of real runs at random instants, with more data before each, until so many have died; then one is let to its
 * end. How many die is {@code -Dhakiri.deaths}; without it few, so that the suite stays short (CONTRIBUTING.md).
 */
final class Deaths {
    /** What a test within the suite takes. */
    static final int FEW = 8;

    private static final int STARTS_PER_DEATH = 10;

    /** Of the deaths, one in so many at least comes while a run is at work, or the test shows nothing. */
    private static final int AT_WORK = 5;

    /** What the data and its readers do meanwhile. */
    interface Scene {
        /** Before each start: there is more to read. */
        void more() throws Exception;

        /** Just before a death. */
        default void dying(SplittableRandom random) throws Exception {}

        /** After a death, with how many there were. */
        default void look(int deaths) throws Exception {}
    }

    private final Program hakiri;
    private final int wanted;
    private final long seed;
    private final List<Long> killed = new ArrayList<>();

    Deaths(Program hakiri, int unlessSaid, long seed) {
        this.hakiri = hakiri;
        this.wanted = Integer.getInteger("hakiri.deaths", unlessSaid);
        this.seed = seed;
    }

    /** The ids of the processes that died. */
    List<Long> happen(Scene scene) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        long whole = millisOfAWholeRun(scene);
        int starts = 0;
        while (killed.size() < wanted) {
            assertThat(starts++)
                    .as("starts needed for %s deaths (seed %s)", killed.size(), seed)
                    .isLessThan(wanted * STARTS_PER_DEATH);
            scene.more();
            Process run = hakiri.start("run");
            if (!run.waitFor(random.nextLong(whole / 2, whole), TimeUnit.MILLISECONDS)) {
                scene.dying(random);
                run.destroyForcibly();
                run.waitFor();
                killed.add(run.pid());
                scene.look(killed.size());
            }
        }
        hakiri.run("run").expect(0);
        System.out.println(killed.size() + " deaths in " + starts + " starts");
        return List.copyOf(killed);
    }

    /** So that a death comes while the run is at work, however fast the machine is. The first run is slower than the others. */
    private long millisOfAWholeRun(Scene scene) throws Exception {
        scene.more();
        hakiri.run("run").expect(0);
        scene.more();
        long start = System.nanoTime();
        assertThat(hakiri.start("run").waitFor()).isZero();
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    /** Whether enough of them came while these pipelines' runs were at work. */
    void wereAtWork(String... pipelines) {
        long atWork = 0;
        for (String pipeline : pipelines) {
            for (JsonNode run : hakiri.run("runs", pipeline, "--limit", "1000", "--output", "json")
                    .expect(0)
                    .json()
                    .path("runs")) {
                atWork += run.path("status").asText().equals("abandoned") ? 1 : 0;
            }
        }
        System.out.println(atWork + " of them within a run");
        assertThat(atWork)
                .as("runs that died at work, seed %s", seed)
                .isGreaterThanOrEqualTo(Math.max(1, wanted / AT_WORK));
    }
}
