package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory does not grow with the input: the short form of the benchmark with 5 GB in a heap of 256 MB. */
final class BoundedMemoryTest {
    private static final int ROWS = 3_000_000;

    @TempDir
    private Path folder;

    @Test
    void aFileSeveralTimesTheHeapIsWrittenWhole() throws IOException {
        Projects.csv(folder, "parquet", "", "");
        Path data = folder.resolve("data.csv");
        try (BufferedWriter out = Files.newBufferedWriter(data)) {
            out.write("n,text,share\n");
            for (int i = 0; i < ROWS; i++) {
                out.write(i + ",a text that is not the same in any two rows " + Integer.toHexString(i * 31) + ","
                        + i / 8.0 + "\n");
            }
        }
        assertThat(Files.size(data)).isGreaterThan(2L * 80 * 1024 * 1024);

        Program.in(folder, "-Xmx80m", "-XX:+UseSerialGC").run("run").expect(0);

        try (Lake lake = new Lake(folder.resolve("lake"))) {
            assertThat(lake.rows("select count(*), count(distinct n), sum(share) from " + lake.parquet("s")))
                    .containsExactly(ROWS + "|" + ROWS + "|" + (ROWS - 1L) * ROWS / 2 / 8.0);
        }
    }
}
