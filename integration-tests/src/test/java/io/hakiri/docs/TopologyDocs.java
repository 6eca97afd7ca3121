package io.hakiri.docs;

import io.hakiri.topology.Advice;
import io.hakiri.topology.Answer.By;
import io.hakiri.topology.Fact;
import io.hakiri.topology.Picture;
import io.hakiri.topology.Prices;
import io.hakiri.topology.RegionPrices;
import io.hakiri.topology.Rule;
import io.hakiri.topology.Topology;
import io.hakiri.topology.Workload;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** What `docs/choosing.md` says of the rules and of an example, from the program itself. */
final class TopologyDocs {
    private static final String[] EXAMPLE = {
        "topology",
        "advise",
        "--writers",
        "12",
        "--runs-per-day",
        "2400",
        "--idle-hours",
        "10",
        "--shortest-schedule",
        "30s"
    };

    private TopologyDocs() {}

    /** What is asked, and what is assumed. */
    static String facts() {
        StringBuilder text = new StringBuilder("| fact | meaning | assumed |\n|---|---|---|\n");
        for (Fact fact : Fact.values()) {
            text.append("| `%s` | %s | %s |\n"
                    .formatted(
                            fact.word(),
                            capital(fact.meaning()),
                            fact.text(Workload.ASSUMED.answer(fact).value())));
        }
        return text.toString();
    }

    /** A row for each rule. */
    static String rules() {
        StringBuilder text =
                new StringBuilder("| topologies | where | effect | why | rests on |\n|---|---|---|---|---|\n");
        for (Rule rule : Rule.all()) {
            String about = rule.about().stream()
                    .sorted()
                    .map(Topology::word)
                    .map(word -> "`" + word + "`")
                    .collect(Collectors.joining(", "));
            text.append("| %s | `%s` %s %s | %s | %s | [%s](%s) |\n"
                    .formatted(
                            about,
                            rule.fact().word(),
                            isYesOrNo(rule) ? "is" : rule.comparison().sign(),
                            isYesOrNo(rule)
                                    ? rule.fact().text(rule.comparison() == Rule.Comparison.UNDER ? 0 : 1)
                                    : rule.fact().text(rule.border()),
                            rule.effect().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                            rule.reason(),
                            rule.basis().name().toLowerCase(Locale.ROOT),
                            rule.source()));
        }
        return text.toString();
    }

    private static boolean isYesOrNo(Rule rule) {
        return rule.fact() == Fact.ONE_MACHINE;
    }

    /** A command line and what it says on a terminal. */
    static String example() {
        StringWriter out = new StringWriter();
        CommandLine program = CommandReference.program().setOut(new PrintWriter(out));
        if (program.execute(EXAMPLE) != 0) {
            throw new AssertionError("exit code of " + String.join(" ", EXAMPLE));
        }
        return "```\nhakiri " + String.join(" ", EXAMPLE) + "\n```\n\n```text\n"
                + aligned(out.toString().lines().toList()) + "```\n";
    }

    /** Tables as a terminal has them: their columns below each other. */
    private static String aligned(List<String> lines) {
        StringBuilder text = new StringBuilder();
        for (int from = 0; from < lines.size(); ) {
            int to = from + 1;
            while (lines.get(from).contains("\t")
                    && to < lines.size()
                    && lines.get(to).contains("\t")) {
                to++;
            }
            List<String[]> rows = lines.subList(from, to).stream()
                    .map(line -> line.split("\t", -1))
                    .toList();
            for (String[] row : rows) {
                StringBuilder line = new StringBuilder();
                for (int column = 0; column < row.length; column++) {
                    int at = column;
                    int width = rows.stream()
                            .mapToInt(one -> one[at].length())
                            .max()
                            .orElse(0);
                    line.append(column == 0 ? "" : "  ")
                            .append(row[column])
                            .append(" ".repeat(width - row[column].length()));
                }
                text.append(line.toString().stripTrailing()).append('\n');
            }
            from = to;
        }
        return text.toString();
    }

    /** What the example's picture is. */
    static String picture() {
        Workload workload = Workload.ASSUMED;
        for (int i = 2; i < EXAMPLE.length; i += 2) {
            Fact fact = Fact.valueOf(EXAMPLE[i].substring(2).replace('-', '_').toUpperCase(Locale.ROOT));
            workload = workload.with(fact, fact.parse(EXAMPLE[i + 1]), By.SAID);
        }
        return Picture.of(Advice.of(workload, RegionPrices.in("eu-central-1", Prices.standard())));
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
