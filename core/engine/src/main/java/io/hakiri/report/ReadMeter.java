package io.hakiri.report;

import io.hakiri.catalog.InvalidInput;
import java.time.Duration;

/** How much was read for a report, and how old that is. */
final class ReadMeter {
    private final long most;
    private long looks;
    private long counted;
    private Duration lag = Duration.ZERO;

    /** So many runs and searches at most, together. */
    ReadMeter(long most) {
        this.most = most;
    }

    /** A search was answered, which may have found nothing. */
    void asked(Duration lagOfAnswer) {
        lag = lagOfAnswer.compareTo(lag) > 0 ? lagOfAnswer : lag;
        looked();
    }

    /** A run was looked at. */
    void looked() {
        if (++looks > most) {
            throw new InvalidInput(
                    "since",
                    "a time with at most " + most + " runs: ask for less (since, until), or name pipelines",
                    "more");
        }
    }

    /** A run is in the report. */
    void counted() {
        counted++;
    }

    /** How many runs are in the report. */
    long runs() {
        return counted;
    }

    /** The greatest that an answer named. */
    Duration lag() {
        return lag;
    }
}
