package io.hakiri.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    /** The server that is inside brings ways to log of its own; results are on stdout, and nothing else is. */
    @Test
    void whatIsLoggedByACommandGoesToStderr(@TempDir Path folder) throws IOException, InterruptedException {
        Path source = folder.resolve("Logging.java");
        Files.writeString(source, """
                void main() {
                    System.getLogger("a").log(System.Logger.Level.WARNING, "first");
                    java.util.logging.Logger.getLogger("b").warning("second");
                    org.slf4j.LoggerFactory.getLogger("c").warn("third");
                }
                """);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        APP.resolve("hakiri.jar").toString(),
                        source.toString())
                .redirectError(folder.resolve("err").toFile())
                .start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(out).isEmpty();
        assertThat(Files.readString(folder.resolve("err")))
                .contains("first", "second", "third")
                .doesNotContain("SLF4J", "LogManager");
    }
}
