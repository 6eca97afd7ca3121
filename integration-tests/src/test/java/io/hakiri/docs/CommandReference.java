package io.hakiri.docs;

import io.hakiri.cli.Commands;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What each command takes, as Markdown, from the program itself. */
final class CommandReference {
    private CommandReference() {}

    /** The program's own command line, to be asked, not to be run. */
    static CommandLine program() {
        return Commands.line();
    }

    /** By the words that call it, such as {@code cursor rewind}; commands that only hold others are not there. */
    static Map<String, String> all() {
        Map<String, String> found = new LinkedHashMap<>();
        program().getSubcommands().forEach((name, command) -> add(name, command.getCommandSpec(), found));
        return found;
    }

    private static void add(String words, CommandSpec command, Map<String, String> found) {
        if (command.subcommands().isEmpty() || words.equals("help")) {
            found.put(words, markdown(command));
        }
        command.subcommands().forEach((name, sub) -> add(words + " " + name, sub.getCommandSpec(), found));
    }

    private static String markdown(CommandSpec command) {
        StringBuilder rows = new StringBuilder();
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            boolean several = parameter.arity().max() > 1;
            String meaning = cell(String.join(" ", parameter.description()));
            rows.append("| `%s%s` | %s | %s |\n"
                    .formatted(
                            parameter.paramLabel(),
                            several ? "…" : "",
                            parameter.required() ? "yes" : "no",
                            meaning.isEmpty() ? "The pipeline's name." : meaning));
        }
        for (OptionSpec option : command.options()) {
            if (!option.inherited() && !option.usageHelp() && !option.versionHelp()) {
                rows.append("| `%s%s` | %s | %s |\n"
                        .formatted(
                                option.longestName(),
                                option.arity().max() == 0 ? "" : " " + label(option),
                                option.group() != null ? "one of these" : option.required() ? "yes" : "no",
                                cell(String.join(" ", option.description()))));
            }
        }
        String said = cell(String.join(" ", command.usageMessage().description()));
        String table = rows.isEmpty()
                ? "It takes no options of its own."
                : "| takes | required | meaning |\n|---|---|---|\n"
                        + rows.toString().strip();
        return said + "\n\n" + table + "\n";
    }

    private static String label(OptionSpec option) {
        return option.paramLabel().replaceAll("[<>]", "").toUpperCase(Locale.ROOT);
    }

    private static String cell(String text) {
        return text.replace("%n", " ").replaceAll("\\s+", " ").strip().replace("|", "\\|");
    }
}
