package io.hakiri.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The program as a process of its own, from the folder that ships. */
final class PackagedProgramTest {
    private static final Path APP = Path.of(System.getProperty("hakiri.app", "../runtime-fargate/target/hakiri"));
    private static final int DEADLINE_SECONDS = 60;

    @Test
    void saysItsVersion() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        APP.resolve("hakiri.jar").toString(),
                        "--version")
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(said.strip()).matches("hakiri \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
    }
}
