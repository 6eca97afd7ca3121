package io.hakiri.report;

import io.hakiri.catalog.Run;
import java.util.List;

/** What is kept while runs go by: groups, and no runs. Those of one pipeline come newest first, and each once. */
sealed interface Tally permits LagTally, RunTally {
    /** Counts a run that began within the time asked for. */
    void add(Run run);

    /** What was counted. */
    List<Report.Row> rows();
}
