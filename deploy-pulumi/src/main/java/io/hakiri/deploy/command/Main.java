package io.hakiri.deploy.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.pulumi.Context;
import io.hakiri.deploy.Program;
import io.hakiri.deploy.cost.Estimate;
import io.hakiri.deploy.cost.EstimateJson;
import io.hakiri.deploy.cost.EstimateText;
import io.hakiri.deploy.cost.Usage;
import io.hakiri.deploy.preview.GraphJson;
import io.hakiri.deploy.preview.GraphTree;
import io.hakiri.deploy.preview.Picture;
import io.hakiri.deploy.preview.Preview;
import io.hakiri.deploy.preview.PreviewFailed;
import io.hakiri.deploy.preview.ResourceGraph;
import io.hakiri.deploy.settings.Environment;
import io.hakiri.topology.Prices;
import io.hakiri.topology.WrongInput;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what a stack would be made of. */
@Command(
        name = "hakiri deploy preview",
        description = {
            "Shows what a stack would be made of: runs the program with an engine of its own, without an account and without Pulumi.",
            "What only AWS can say is shown as ${name.property}."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Exit codes: 0 shown, 1 the program failed, 2 usage or a configuration that is refused."})
public final class Main implements Callable<Integer> {
    static final String PROJECT = "hakiri";
    private static final Pattern STACK = Pattern.compile("[A-Za-z0-9_.-]{1,100}");
    private static final Pattern STACK_FILE = Pattern.compile("Pulumi\\.(?<stack>.+)\\.yaml");
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

    private final Consumer<Context> program;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Option(names = "--directory", hidden = true)
    private Path directory = Path.of("");

    @Option(
            names = "--stack",
            paramLabel = "STACK",
            required = true,
            description = "The stack, whose configuration is in Pulumi.STACK.yaml.")
    private String stack = "";

    @Option(names = "--topology", paramLabel = "TOPOLOGY", description = "Another topology than the stack has.")
    private @Nullable String topology;

    @Option(names = "--region", paramLabel = "REGION", description = "Another region than the stack has.")
    private @Nullable String region;

    @Option(
            names = "--account",
            paramLabel = "ACCOUNT",
            description = "The account's number in what is shown (default: " + Preview.SAMPLE_ACCOUNT + ").")
    private String account = Preview.SAMPLE_ACCOUNT;

    @Option(
            names = "--config",
            paramLabel = "KEY=VALUE",
            description =
                    "A setting that the stack has not, or has another value for, such as topology=fargate-rds; more than"
                            + " once for more.")
    private Map<String, String> settings = new HashMap<>();

    @Option(
            names = "--prices",
            paramLabel = "FILE",
            description = "Another file of prices than the one of this version.")
    private @Nullable Path prices;

    @Option(
            names = "--usage",
            paramLabel = "NAME=NUMBER,…",
            description = "What the cost grows with, such as runs-per-day=500; the estimate shows all of it.")
    private String usage = "";

    @Option(names = "--output", paramLabel = "FORMAT", description = "text, json or mermaid (default: text).")
    private Format output = Format.TEXT;

    /** What is printed. */
    enum Format {
        TEXT,
        JSON,
        MERMAID
    }

    Main(Consumer<Context> program) {
        this.program = program;
    }

    /** The command. */
    public static void main(String[] args) {
        // the tree has letters that not every locale has
        PrintWriter out = new PrintWriter(System.out, false, UTF_8);
        int exit = line(Program::define).setOut(out).execute(args);
        out.flush();
        System.exit(exit);
    }

    static CommandLine line(Consumer<Context> program) {
        return new CommandLine(new Main(program))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, line, _) -> explain(e, line));
    }

    @Override
    public Integer call() throws IOException {
        if (!STACK.matcher(stack).matches()) {
            throw wrong("--stack: expected letters, digits, '.', '-' and '_', given " + stack);
        }
        if (!ACCOUNT.matcher(account).matches()) {
            throw wrong("--account: expected 12 digits, given " + account);
        }
        StackFile file = stackFile();
        Map<String, String> config = new HashMap<>(file.config());
        settings.forEach((key, value) -> config.put(StackFile.key(PROJECT, key), value));
        if (topology != null) {
            config.put("hakiri:topology", topology);
        }
        if (region != null) {
            config.put("aws:region", region);
        }

        ResourceGraph graph = new Preview(PROJECT, stack, config, file.secrets(), account).of(program);
        Estimate estimate = Estimate.of(
                graph,
                prices == null ? Prices.standard() : Prices.read(prices),
                Usage.parse(environment(config), usage));
        PrintWriter out = spec.commandLine().getOut();
        out.print(
                switch (output) {
                    case TEXT -> GraphTree.of(graph) + "\n" + EstimateText.of(estimate);
                    case JSON -> GraphJson.of(graph, EstimateJson.of(estimate));
                    case MERMAID -> Picture.of(graph);
                });
        out.flush();
        PrintWriter err = spec.commandLine().getErr();
        graph.notes().forEach(note -> err.println("hakiri: " + (note.warning() ? "warning: " : "") + note.message()));
        err.flush();
        return ExitCode.OK;
    }

    /** As the stack says, or its name; otherwise as if it were production. */
    private Environment environment(Map<String, String> config) {
        String word = config.getOrDefault("hakiri:environment", stack);
        return Stream.of(Environment.values())
                .filter(environment -> environment.word().equals(word))
                .findFirst()
                .orElse(Environment.PROD);
    }

    private StackFile stackFile() throws IOException {
        Path file = directory.resolve("Pulumi." + stack + ".yaml");
        if (!Files.isRegularFile(file)) {
            List<String> stacks = stacks();
            throw wrong("--stack: " + file + ": there is no such file"
                    + (stacks.isEmpty() ? "" : "; stacks are " + String.join(", ", stacks)));
        }
        return StackFile.read(file, PROJECT);
    }

    private List<String> stacks() throws IOException {
        Path folder = directory.toAbsolutePath();
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> STACK_FILE.matcher(String.valueOf(file.getFileName())))
                    .filter(Matcher::matches)
                    .map(name -> name.group("stack"))
                    .sorted()
                    .toList();
        }
    }

    /** What a person did wrong has no stack trace. */
    private static int explain(Exception e, CommandLine line) throws Exception {
        int exit = switch (e) {
            case StackFile.Wrong _, WrongInput _, IOException _ -> ExitCode.USAGE;
            case PreviewFailed failed -> failed.isRefusal() ? ExitCode.USAGE : ExitCode.SOFTWARE;
            default -> throw e;
        };
        List<String> messages = e instanceof PreviewFailed failed
                ? failed.problems().stream().map(Object::toString).toList()
                : List.of(e instanceof IOException ? e.toString() : String.valueOf(e.getMessage()));
        messages.forEach(message -> line.getErr().println("hakiri: " + message));
        line.getErr().flush();
        return exit;
    }

    private ParameterException wrong(String what) {
        return new ParameterException(spec.commandLine(), what);
    }
}
