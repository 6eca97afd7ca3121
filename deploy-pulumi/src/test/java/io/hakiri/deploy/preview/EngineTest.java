package io.hakiri.deploy.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a process is told is what a program in this process is. */
@Timeout(120)
final class EngineTest {
    private static final int DEADLINE_SECONDS = 60;

    @TempDir
    Path folder;

    @Test
    void aProcessHasTheSameGraph() throws Exception {
        Preview preview = preview(Map.of("hakiri:topology", "fargate-rds"));
        try (Engine engine = new Engine(preview)) {
            assertThat(run(engine)).isZero();
            assertThat(engine.graph()).isEqualTo(preview.of(Sample::define));
        }
    }

    @Test
    void aProcessThatFailsSaysWhy() throws Exception {
        try (Engine engine = new Engine(preview(Map.of()))) {
            assertThat(run(engine)).isNotZero();
            PreviewFailed failed = catchThrowableOfType(PreviewFailed.class, engine::graph);
            assertThat(failed.getMessage()).contains("hakiri:topology");
        }
    }

    private static Preview preview(Map<String, String> config) {
        return new Preview("hakiri", "dev", config, Set.of(), Preview.SAMPLE_ACCOUNT);
    }

    private int run(Engine engine) throws IOException, InterruptedException {
        ProcessBuilder program = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.util.concurrent.ForkJoinPool.common.parallelism=4",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SampleProgram.class.getName());
        program.environment().putAll(engine.environment());
        Process process = program.redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        try {
            assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }
}
