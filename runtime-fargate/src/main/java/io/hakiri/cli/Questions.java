package io.hakiri.cli;

import io.hakiri.catalog.InvalidInput;
import io.hakiri.topology.Answer;
import io.hakiri.topology.Answer.By;
import io.hakiri.topology.Fact;
import io.hakiri.topology.Workload;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Asks a person for what was not said, one line each; an empty line takes what is proposed. */
final class Questions {
    /** A wrong answer is asked for again, so often in all for one question. */
    private static final int TIMES = 3;

    private final BufferedReader in;
    private final PrintWriter out;

    Questions(BufferedReader in, PrintWriter out) {
        this.in = in;
        this.out = out;
    }

    /** The same with the answers; where the input ends, the rest is taken as proposed. */
    Workload about(Workload workload) throws IOException {
        Workload answered = workload;
        for (Fact fact : Fact.values()) {
            if (answered.answer(fact).by() != By.SAID) {
                answered = about(fact, answered);
            }
        }
        return answered;
    }

    private Workload about(Fact fact, Workload workload) throws IOException {
        Answer proposed = workload.answer(fact);
        for (int i = 0; i < TIMES; i++) {
            out.print(fact.meaning() + " [" + fact.text(proposed.value()) + ", "
                    + proposed.by().name().toLowerCase(Locale.ROOT) + "]: ");
            out.flush();
            String line = in.readLine();
            if (line == null || line.isBlank()) {
                return workload;
            }
            try {
                return workload.with(fact, fact.parse(line), By.SAID);
            } catch (InvalidInput e) {
                out.println("  " + e.getMessage());
            }
        }
        throw Refusal.usage(fact.word() + ": no answer that could be read, in " + TIMES + " times");
    }

    /** One of the regions that there are prices of; an empty line takes the proposed one. */
    String region(List<String> regions, String proposed) throws IOException {
        for (int i = 0; i < TIMES; i++) {
            out.print("region, one of " + String.join(", ", regions) + " [" + proposed + ", assumed]: ");
            out.flush();
            String line = in.readLine();
            if (line == null || line.isBlank()) {
                return proposed;
            }
            if (regions.contains(line.strip())) {
                return line.strip();
            }
        }
        throw Refusal.usage("region: no answer that could be read, in " + TIMES + " times");
    }
}
