package io.hakiri.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.dynamodb.server.LocalDynamo;
import io.hakiri.deployment.Variables;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Invokes the packaged function, and what that invokes, until nothing is under way. */
@Command(
        name = "hakiri lambda invoke",
        description = {
            "Invokes the packaged function on this machine, and what it invokes itself, until nothing is under way.",
            "The answer goes to stdout, what the function logs to stderr. The function works in this folder, and gets the variables"
                    + " " + Variables.PREFIX + "… of this environment.",
            "With " + Variables.CATALOG
                    + " it gets those that begin with AWS_ too, and works with what they open; without, its state is in"
                    + " .hakiri/lambda, in a DynamoDB of its own."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Exit codes: 0 answered, 1 an invocation failed or was killed, 2 usage."})
public final class Main implements Callable<Integer> {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MOST_SECONDS = 900;
    private static final int LEAST_MEGABYTES = 128;
    private static final int MOST_MEGABYTES = 10_240;
    private static final int AT_ONCE = 10;
    private static final String NAME = "hakiri";
    /** Who signs the sample events. */
    private static final String YOU = "arn:aws:iam::123456789012:user/you";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Option(names = "--zip", hidden = true, required = true)
    private Path zip = Path.of("");

    @Parameters(
            paramLabel = "EVENT.json",
            description =
                    "The event. With \"emulator\": {\"kill_after_millis\": N} in it the process is killed then, with"
                            + " kill_invoked_after_millis those of the invocations that it makes.")
    private Path event = Path.of("");

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "Of an invocation, 1 to 900 (default: 900).")
    private int seconds = MOST_SECONDS;

    @Option(
            names = "--memory",
            paramLabel = "MEGABYTES",
            description = "Of the function, 128 to 10240 (default: 1024). Only the JVM is kept to it.")
    private int megabytes = 1024;

    /** The command. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (seconds < 1 || seconds > MOST_SECONDS) {
            throw wrong("--timeout: expected 1 to " + MOST_SECONDS + ", given " + seconds);
        }
        if (megabytes < LEAST_MEGABYTES || megabytes > MOST_MEGABYTES) {
            throw wrong("--memory: expected " + LEAST_MEGABYTES + " to " + MOST_MEGABYTES + ", given " + megabytes);
        }
        if (!Files.isRegularFile(event)) {
            throw wrong(event + ": there is no such file");
        }
        if (!(JSON.readTree(event.toFile()) instanceof ObjectNode object)) {
            throw wrong(event + ": expected an event, one JSON object");
        }
        Path code = Files.createTempDirectory("hakiri-function");
        try {
            FunctionPackage.unpack(zip, code);
            return invoke(object, code);
        } finally {
            delete(code);
        }
    }

    private int invoke(ObjectNode object, Path code) throws IOException, InterruptedException {
        if (System.getenv(Variables.CATALOG) != null) {
            return invoke(object, code, environment("AWS_"));
        }
        Path state = Files.createDirectories(Path.of(".hakiri", "lambda"));
        try (LocalDynamo dynamo = new LocalDynamo(state, 0)) {
            Map<String, String> environment = environment();
            environment.put(Variables.CATALOG, "dynamodb://hakiri?endpoint=" + dynamo.endpoint());
            return invoke(object, code, environment);
        }
    }

    private int invoke(ObjectNode object, Path code, Map<String, String> environment) throws InterruptedException {
        JsonNode wishes = object.path("emulator");
        Optional<Duration> kill = millis(wishes.path("kill_after_millis"));
        Optional<Duration> killInvoked = millis(wishes.path("kill_invoked_after_millis"));
        object.remove("emulator");
        PrintWriter err = spec.commandLine().getErr();
        try (Emulator lambda = new Emulator(
                endpoint -> {
                    environment.putIfAbsent(
                            Variables.EXECUTOR, "lambda:" + NAME + "?starts-within=10s&endpoint=" + endpoint);
                    return new FunctionConfiguration(
                            NAME,
                            code,
                            FunctionConfiguration.QUARKUS,
                            Path.of("").toAbsolutePath(),
                            environment,
                            Duration.ofSeconds(seconds),
                            megabytes,
                            AT_ONCE,
                            true,
                            List.of());
                },
                err::println)) {
            lambda.killAfter(() -> killInvoked);
            Outcome outcome = lambda.invoke(object.toString(), kill.orElse(null));
            boolean isQuiet = lambda.awaitQuiet(Duration.ofDays(1));
            say(outcome);
            List<Outcome> others = lambda.asynchronous();
            others.forEach(other -> err.println("hakiri: what it invoked: " + other));
            boolean isAnswered = outcome instanceof Outcome.Answered
                    && others.stream().allMatch(other -> other instanceof Outcome.Answered);
            return isQuiet && isAnswered ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }
    }

    private static Optional<Duration> millis(JsonNode wish) {
        return wish.isInt() ? Optional.of(Duration.ofMillis(wish.asInt())) : Optional.empty();
    }

    private void say(Outcome outcome) {
        PrintWriter err = spec.commandLine().getErr();
        if (outcome instanceof Outcome.Answered(String body, Duration took)) {
            err.println("hakiri: answered in " + took.toMillis() + " ms");
            spec.commandLine().getOut().println(body);
        } else {
            err.println("hakiri: " + outcome);
        }
    }

    /**
     * As a function's configuration would have it.
     *
     * @param more how else the names begin that it gets of this environment
     */
    private static Map<String, String> environment(String... more) {
        List<String> wanted =
                Stream.concat(Stream.of(Variables.PREFIX), Stream.of(more)).toList();
        Map<String, String> environment = new HashMap<>();
        System.getenv().forEach((name, value) -> {
            if (wanted.stream().anyMatch(name::startsWith)) {
                environment.put(name, value);
            }
        });
        environment.putIfAbsent("AWS_REGION", "eu-central-1");
        environment.putIfAbsent("AWS_ACCESS_KEY_ID", "local");
        environment.putIfAbsent("AWS_SECRET_ACCESS_KEY", "local");
        environment.putIfAbsent(Variables.IAM_GRANTS, YOU + "=*:admin");
        return environment;
    }

    private ParameterException wrong(String what) {
        return new ParameterException(spec.commandLine(), what);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
