package io.hakiri.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hakiri.catalog.Role;
import io.hakiri.it.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The workers in docs/http-api.md work: they are run as they stand there, with what they say they need. */
final class HttpApiExamplesTest {
    private static final Pattern EXAMPLE =
            Pattern.compile("<!-- example: (\\S+) -->\n\n```[a-z]+\n(.*?)```\n", Pattern.DOTALL);
    private static final int DEADLINE_SECONDS = 60;

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Service service;

    @BeforeAll
    static void serve() {
        service = Service.in(folder);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void theWorkerInTheShellGoesOnWhereItLeftOff() throws IOException, InterruptedException {
        needs("curl");
        assertThat(run("sh", "worker.sh")).contains("up to 3\n");
        assertThat(run("sh", "worker.sh")).contains("up to 6\n");
        assertThat(Files.readAllLines(folder.resolve("numbers.txt"))).containsExactly("1", "2", "3", "4", "5", "6");
        assertThat(cursor("numbers")).isEqualTo("00000006");
    }

    @Test
    void theWorkerInPythonGoesOnWhereItLeftOff() throws IOException, InterruptedException {
        needs("python3");
        assertThat(run("python3", "worker.py")).contains("up to b\n");
        assertThat(run("python3", "worker.py")).contains("up to d\n");
        assertThat(Files.readAllLines(folder.resolve("letters.txt"))).containsExactly("a", "b", "c", "d");
        assertThat(cursor("letters")).isEqualTo("d");
    }

    private static String cursor(String pipeline) {
        return service.call("GET", "/v1/projects/test/pipelines/" + pipeline + "/cursors", null)
                .expect(200)
                .json()
                .at("/cursors/0/position/value")
                .asText();
    }

    /** Nothing else of the suite needs it, so a machine without it goes without this test, and is told. */
    private static void needs(String program) throws IOException, InterruptedException {
        boolean there = new ProcessBuilder("sh", "-c", "command -v " + program)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
        assumeTrue(there, "this example of docs/http-api.md needs " + program + " on the PATH, and there is none");
    }

    private static String run(String interpreter, String example) throws IOException, InterruptedException {
        Path script = folder.resolve(example);
        Files.writeString(script, example(example));
        Path said = folder.resolve(example + ".out");
        ProcessBuilder builder = new ProcessBuilder(List.of(interpreter, script.toString()))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().put("HAKIRI_SERVER", service.root().toString());
        builder.environment().put("HAKIRI_PROJECT", "test");
        builder.environment().put("HAKIRI_TOKEN", service.token(Role.OPERATOR));
        builder.environment().put("no_proxy", "127.0.0.1");
        Process process = builder.start();
        assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(said)).isZero();
        return Files.readString(said);
    }

    private static String example(String name) {
        Matcher examples = EXAMPLE.matcher(Pages.text(Pages.DOCS.resolve("http-api.md")));
        while (examples.find()) {
            if (examples.group(1).equals(name)) {
                return examples.group(2);
            }
        }
        throw new AssertionError("no example " + name);
    }
}
