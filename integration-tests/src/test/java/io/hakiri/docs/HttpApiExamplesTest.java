package io.hakiri.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Role;
import io.hakiri.it.Service;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The workers in docs/http-api.md work as they stand there. The build needs nothing but a JDK, and they need more: where that is not
 * there, the shell has a stand-in for its {@code curl}, and what the worker in Python sends is sent from a {@link Recording} of it.
 */
final class HttpApiExamplesTest {
    private static final Pattern EXAMPLE =
            Pattern.compile("<!-- example: (\\S+) -->\n\n```[a-z]+\n(.*?)```\n", Pattern.DOTALL);
    private static final int DEADLINE_SECONDS = 60;
    private static final Path CALLS =
            Pages.ROOT.resolve("integration-tests/src/test/resources/io/hakiri/docs/worker.py.json");
    private static final boolean UPDATE = System.getProperty("hakiri.update-docs") != null;

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
        String path = System.getenv("PATH");
        String standIn = standIn() + ":" + path;
        String address = service.root().toString();
        assertThat(run("sh", "worker.sh", address, standIn)).contains("up to 3\n");
        assertThat(run("sh", "worker.sh", address, isThere("curl") ? path : standIn))
                .contains("up to 6\n");
        assertThat(Files.readAllLines(folder.resolve("numbers.txt"))).containsExactly("1", "2", "3", "4", "5", "6");
        assertThat(cursor("numbers")).isEqualTo("00000006");
    }

    @Test
    void theWorkerInPythonGoesOnWhereItLeftOff() throws IOException, InterruptedException {
        String token = service.token(Role.OPERATOR);
        if (isThere("python3")) {
            try (Recording recording = Recording.before(service, token)) {
                String path = System.getenv("PATH");
                assertThat(run("python3", "worker.py", recording.address(), path))
                        .contains("up to b\n");
                assertThat(run("python3", "worker.py", recording.address(), path))
                        .contains("up to d\n");
                assertThat(Files.readAllLines(folder.resolve("letters.txt"))).containsExactly("a", "b", "c", "d");
                assertThat(cursor("letters")).isEqualTo("d");
                String seen = recording.text(example("worker.py"));
                if (UPDATE) {
                    Files.writeString(CALLS, seen);
                }
                assertThat(Files.readString(CALLS))
                        .as("what it sends; write it anew with: ./hakiri test -Dhakiri.update-docs")
                        .isEqualTo(seen);
            }
        }
        Recording.replay(CALLS, example("worker.py"), service, token, "letters", "replayed");
        assertThat(cursor("replayed")).isEqualTo("d");
    }

    private static String cursor(String pipeline) {
        return service.call("GET", "/v1/projects/test/pipelines/" + pipeline + "/cursors", null)
                .expect(200)
                .json()
                .at("/cursors/0/position/value")
                .asText();
    }

    private static boolean isThere(String program) throws IOException, InterruptedException {
        return new ProcessBuilder("sh", "-c", program + " --version")
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    /** A folder with a {@code curl} that is {@link Curl}. */
    private static Path standIn() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path curl = bin.resolve("curl");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path classes = Path.of(URI.create(String.valueOf(Curl.class.getResource("/"))));
        Files.writeString(
                curl,
                "#!/bin/sh\nexec '" + java + "' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '" + classes + "' "
                        + Curl.class.getName() + " \"$@\"\n");
        Files.setPosixFilePermissions(curl, PosixFilePermissions.fromString("rwx------"));
        return bin;
    }

    private static String run(String interpreter, String example, String server, String path)
            throws IOException, InterruptedException {
        Path script = folder.resolve(example);
        Files.writeString(script, example(example));
        Path said = folder.resolve(example + ".out");
        ProcessBuilder builder = new ProcessBuilder(List.of(interpreter, script.toString()))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().put("HAKIRI_SERVER", server);
        builder.environment().put("HAKIRI_PROJECT", "test");
        builder.environment().put("HAKIRI_TOKEN", service.token(Role.OPERATOR));
        builder.environment().put("PATH", path);
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
