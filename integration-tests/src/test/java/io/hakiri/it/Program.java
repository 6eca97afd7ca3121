package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged program as a process of its own, at work on one project folder. */
public final class Program {
    private static final Path APP = Path.of(System.getProperty("hakiri.app", "../runtime-fargate/target/hakiri"));
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** What a short process wants. */
    private static final List<String> QUICK = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xlog:disable");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final List<String> before;
    private final List<String> jvmOptions;
    private final Map<String, String> environment;
    private final Duration patience;

    private Program(Path folder, List<String> before, List<String> jvmOptions, Map<String, String> environment) {
        this(folder, before, jvmOptions, environment, PATIENCE);
    }

    private Program(
            Path folder,
            List<String> before,
            List<String> jvmOptions,
            Map<String, String> environment,
            Duration patience) {
        this.folder = folder;
        this.before = before;
        this.jvmOptions = jvmOptions;
        this.environment = environment;
        this.patience = patience;
    }

    /** As a user has it. */
    public static Program in(Path folder) {
        List<String> options = new ArrayList<>(QUICK);
        options.add("-XX:SharedArchiveFile=" + Classes.ARCHIVE);
        return new Program(folder, List.of(), options, Map.of());
    }

    /** With options for the JVM. */
    public static Program in(Path folder, String... jvmOptions) {
        return new Program(folder, List.of(), List.of(jvmOptions), Map.of());
    }

    /**
     * To be started many times at what is not in {@link Classes}: the first run that ends leaves its own classes, so that the
     * next ones start quickly.
     */
    public static Program startedOften(Path folder) {
        List<String> options = new ArrayList<>(QUICK);
        options.add("-XX:+AutoCreateSharedArchive");
        options.add("-XX:SharedArchiveFile=" + folder.resolve("classes.jsa"));
        return new Program(folder, List.of(), options, Map.of());
    }

    /** The classes of a service and of its runs, loaded and looked at once for all tests: as the container's image does it for a user. */
    private static final class Classes {
        static final Path ARCHIVE = written();

        private static Path written() {
            try {
                Path folder = Files.createTempDirectory("hakiri-classes-");
                Path archive = folder.resolve("classes.jsa");
                Projects.csv(folder, "parquet", "schedule = \"every 1h\"", "");
                Projects.write(folder.resolve("data.csv"), "n,word\n1,one\n");
                List<String> options = new ArrayList<>(QUICK);
                options.add("-XX:ArchiveClassesAtExit=" + archive);
                try (Service service = Service.of(new Program(folder, List.of(), options, Map.of()), folder)) {
                    awaitRun(service);
                }
                Runtime.getRuntime().addShutdownHook(new Thread(() -> Projects.removeAll(folder)));
                return archive;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void awaitRun(Service service) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            String runs = "";
            while (!runs.contains("succeeded")) {
                assertThat(System.nanoTime()).as("a run; there are: %s", runs).isLessThan(deadline);
                runs = service.call("GET", "/v1/projects/test/pipelines/p/runs", null)
                        .text();
            }
        }
    }

    /** On a disk that takes no file longer than this, in blocks of 512 bytes: every write beyond fails. */
    public static Program onDiskThatTakes(int blocks, Path folder) {
        return new Program(
                folder,
                List.of("sh", "-c", "ulimit -f " + blocks + "; exec \"$0\" \"$@\""),
                List.of("-XX:+UseSerialGC", "-XX:-UsePerfData"),
                Map.of());
    }

    /** The same with its state at this address, by {@code HAKIRI_CATALOG}. */
    public Program at(String catalog) {
        return with(Map.of("HAKIRI_CATALOG", catalog));
    }

    /** The same with more in its environment. */
    public Program with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(more);
        return new Program(folder, before, jvmOptions, all, patience);
    }

    /** The same, and it may take so long. */
    public Program within(Duration time) {
        return new Program(folder, before, jvmOptions, environment, time);
    }

    /** What a process said and how it ended. */
    public record Ended(int exit, String out, String err) {
        public JsonNode json() {
            try {
                return JSON.readTree(out);
            } catch (JsonProcessingException e) {
                throw new AssertionError("not JSON: " + out + err, e);
            }
        }

        public Ended expect(int expected) {
            assertThat(exit).as("exit code; it said: %s%s", out, err).isEqualTo(expected);
            return this;
        }

        /** The entry of a pipeline in the answer of {@code run}. */
        public JsonNode pipeline(String id) {
            for (JsonNode pipeline : json().path("pipelines")) {
                if (pipeline.path("id").asText().equals(id)) {
                    return pipeline;
                }
            }
            throw new AssertionError("no pipeline " + id + " in " + out);
        }
    }

    /** Starts it and does not wait; what it says is thrown away. */
    public Process start(String... arguments) {
        return start(ProcessBuilder.Redirect.DISCARD, ProcessBuilder.Redirect.DISCARD, Map.of(), arguments);
    }

    /** Starts it and does not wait; what it says to people goes into a file. */
    public Process start(Path err, String... arguments) {
        return start(ProcessBuilder.Redirect.DISCARD, ProcessBuilder.Redirect.to(err.toFile()), Map.of(), arguments);
    }

    /** Starts it and does not wait; all that it says goes into one file, as what collects the log of a container has it. */
    public Process startLogged(Path log, String... arguments) {
        ProcessBuilder.Redirect to = ProcessBuilder.Redirect.appendTo(log.toFile());
        return start(to, to, Map.of(), arguments);
    }

    private Process start(
            ProcessBuilder.Redirect out, ProcessBuilder.Redirect err, Map<String, String> more, String... arguments) {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.add("-Dorg.sqlite.tmpdir="
                + folder.toAbsolutePath()); // a killed process leaves its native library: not in /tmp
        command.add("-jar");
        command.add(APP.resolve("hakiri.jar").toString());
        command.add("-C");
        command.add(folder.toString());
        command.addAll(List.of(arguments));
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(out).redirectError(err);
            builder.environment().remove("HAKIRI_CATALOG");
            builder.environment().putAll(environment);
            builder.environment().putAll(more);
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs it to its end. */
    public Ended run(String... arguments) {
        return run(Map.of(), arguments);
    }

    /** Runs it to its end with more in its environment. */
    public Ended run(Map<String, String> more, String... arguments) {
        try {
            Path out = Files.createTempFile("hakiri-said", ".out");
            Path err = Files.createTempFile("hakiri-said", ".err");
            try {
                Process process = start(
                        ProcessBuilder.Redirect.to(out.toFile()),
                        ProcessBuilder.Redirect.to(err.toFile()),
                        more,
                        arguments);
                if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("still at work after " + patience + ": " + List.of(arguments));
                }
                return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
