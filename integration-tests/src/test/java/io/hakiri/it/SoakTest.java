package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of `./hakiri bench soak`. */
final class SoakTest {
    private static final int WORKERS = 8;
    private static final long CYCLES = 1_200;
    private static final int CYCLES_OF_A_LIFE = 300;
    private static final long SEED = 20_261_130;

    @TempDir
    Path folder;

    @Test
    void cyclesOverAServiceThatIsKilledAgainAndAgainAreAllThereOnce() throws Exception {
        Soak.Report report = new Soak(folder, WORKERS, CYCLES, CYCLES_OF_A_LIFE, SEED).run();
        assertThat(report.kills()).isGreaterThan(1);
    }
}
