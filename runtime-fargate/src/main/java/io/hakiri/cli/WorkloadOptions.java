package io.hakiri.cli;

import io.hakiri.catalog.InvalidInput;
import io.hakiri.topology.Answer.By;
import io.hakiri.topology.Fact;
import io.hakiri.topology.Workload;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a person says about a workload on the command line. */
final class WorkloadOptions {
    /** Without a person to ask they are said, or measured: the rest may be assumed. */
    private static final List<Fact> NEEDED = List.of(Fact.WRITERS, Fact.RUNS_PER_DAY, Fact.IDLE_HOURS);

    @Option(names = "--writers", paramLabel = "N", description = "So many pipelines run at once, at most.")
    private @Nullable String writers;

    @Option(names = "--runs-per-day", paramLabel = "N", description = "So many runs a day, of all pipelines together.")
    private @Nullable String runsPerDay;

    @Option(names = "--rows-per-run", paramLabel = "N", description = "A run moves so many rows (default: 50000).")
    private @Nullable String rowsPerRun;

    @Option(
            names = "--seconds-per-run",
            paramLabel = "N",
            description = "A run takes so long (default: 5, and one more for each 10000 rows).")
    private @Nullable String secondsPerRun;

    @Option(names = "--idle-hours", paramLabel = "N", description = "In so many hours of the day nothing runs.")
    private @Nullable String idleHours;

    @Option(
            names = "--readers",
            paramLabel = "N",
            description = "So many people and dashboards ask at once, at most (default: 5).")
    private @Nullable String readers;

    @Option(names = "--history-days", paramLabel = "N", description = "Runs are kept so long (default: 365).")
    private @Nullable String historyDays;

    @Option(
            names = "--shortest-schedule",
            paramLabel = "TIME",
            description = "What is due most often is due again after so long, such as 30s or 15m (default: 15m).")
    private @Nullable String shortestSchedule;

    @Option(
            names = "--scan-tb",
            paramLabel = "N",
            description = "A question about the history reads so many TB, at most (default: 0).")
    private @Nullable String scanTb;

    @Option(
            names = "--one-machine",
            description =
                    "One machine is enough: while it is off or lost, nothing runs. Otherwise SQLite is ruled out.")
    private boolean oneMachine;

    /** The same with what was said; all that is wrong ends the command at once. */
    Workload over(Workload workload) {
        Map<Fact, @Nullable String> said = new EnumMap<>(Fact.class);
        said.put(Fact.WRITERS, writers);
        said.put(Fact.RUNS_PER_DAY, runsPerDay);
        said.put(Fact.ROWS_PER_RUN, rowsPerRun);
        said.put(Fact.SECONDS_PER_RUN, secondsPerRun);
        said.put(Fact.IDLE_HOURS, idleHours);
        said.put(Fact.READERS, readers);
        said.put(Fact.HISTORY_DAYS, historyDays);
        said.put(Fact.SHORTEST_SCHEDULE, shortestSchedule);
        said.put(Fact.SCAN_TB, scanTb);
        said.put(Fact.ONE_MACHINE, oneMachine ? "yes" : null);
        Workload all = workload;
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<Fact, @Nullable String> one : said.entrySet()) {
            String text = one.getValue();
            if (text != null) {
                try {
                    all = all.with(one.getKey(), one.getKey().parse(text), By.SAID);
                } catch (InvalidInput e) {
                    wrong.add("--" + e.getMessage());
                }
            }
        }
        if (!wrong.isEmpty()) {
            throw Refusal.usage(wrong);
        }
        return all;
    }

    /** Ends the command where something is missing that nobody can be asked for. */
    static void expectEnough(Workload workload) {
        List<String> missing = NEEDED.stream()
                .filter(fact -> workload.answer(fact).by() == By.ASSUMED)
                .map(fact -> "--" + fact.word() + ": expected a number (" + fact.meaning() + "), given nothing")
                .toList();
        if (!missing.isEmpty()) {
            List<String> all = new ArrayList<>(missing);
            all.add("Say it, measure it in a project's folder (--measure 30d), or call this on a terminal to be asked");
            throw Refusal.usage(all);
        }
    }
}
