package io.hakiri.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The commands of the program, by their names. */
public final class Commands {
    private static final String HELP = "help";
    private static final String COMPLETION = "generate-completion";

    /** What is about all commands. */
    private static final Set<String> ABOUT_ALL = Set.of(HELP, COMPLETION, "--help", "-h");

    private static final Map<String, Class<?>> ALL = all();

    private Commands() {}

    private static Map<String, Class<?>> all() {
        Map<String, Class<?>> all = new LinkedHashMap<>();
        all.put("init", InitCommand.class);
        all.put("run", RunCommand.class);
        all.put("plan", PlanCommand.class);
        all.put("pipeline", PipelineCommands.class);
        all.put("runs", RunsCommand.class);
        all.put("report", ReportCommands.class);
        all.put("audit", AuditCommand.class);
        all.put("explain", ExplainCommand.class);
        all.put("prove", ProveCommand.class);
        all.put("cursor", CursorCommands.class);
        all.put("backfill", BackfillCommands.class);
        all.put("lease", LeaseCommands.class);
        all.put("schema", SchemaCommands.class);
        all.put("manifest", ManifestCommands.class);
        all.put("catalog", CatalogCommands.class);
        all.put("doctor", DoctorCommand.class);
        all.put("topology", TopologyCommands.class);
        all.put("token", TokenCommands.class);
        all.put("serve", ServeCommand.class);
        all.put("work", WorkCommand.class);
        all.put(COMPLETION, GenerateCompletion.class);
        all.put(HELP, HelpCommand.class);
        return all;
    }

    /** The program with all its commands. */
    public static CommandLine line() {
        return line(ALL);
    }

    /** The program with those commands alone that a line can mean: to describe all takes a short one half as long again. */
    static CommandLine line(String... arguments) {
        Set<String> words = Set.copyOf(Arrays.asList(arguments));
        if (words.stream().anyMatch(ABOUT_ALL::contains)) {
            return line();
        }
        Map<String, Class<?>> meant = new LinkedHashMap<>(ALL);
        meant.keySet().retainAll(words);
        CommandLine line = line(meant);
        return isUnderstood(line, arguments) ? line : line();
    }

    /** What is not is explained by all of them. */
    private static boolean isUnderstood(CommandLine line, String... arguments) {
        try {
            ParseResult parsed = line.parseArgs(arguments);
            return parsed.hasSubcommand() || parsed.isVersionHelpRequested();
        } catch (ParameterException e) {
            return false;
        }
    }

    private static CommandLine line(Map<String, Class<?>> commands) {
        CommandLine line = new CommandLine(new Main());
        commands.forEach(line::addSubcommand);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((e, command, parsed) -> Main.explain(e, command));
        return line;
    }
}
