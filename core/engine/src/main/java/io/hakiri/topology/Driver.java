package io.hakiri.topology;

import io.hakiri.catalog.InvalidInput;
import java.util.Arrays;
import java.util.Locale;

/** What a {@link Part} of a bill goes by: how much of it a month has. */
enum Driver {
    /** Once, whether anything runs or not. */
    ALWAYS,
    TASKS,
    RUNS,
    RUN_SECONDS,
    INVOCATIONS,
    ANSWERS,
    ACU_HOURS_ABOVE_LEAST,
    CATALOG_GB,
    LOG_GB,
    METRICS,
    DEPLOYMENTS;

    /** Whether it is paid for when nothing runs. */
    boolean isFixed() {
        return this == ALWAYS || this == TASKS;
    }

    double of(Use use) {
        return switch (this) {
            case ALWAYS -> 1;
            case TASKS -> use.tasks();
            case RUNS -> use.runs();
            case RUN_SECONDS -> use.runs() * use.secondsPerRun();
            case INVOCATIONS -> use.invocations();
            case ANSWERS -> use.answers();
            case ACU_HOURS_ABOVE_LEAST -> use.acuHoursAboveLeast();
            case CATALOG_GB -> use.catalogGb();
            case LOG_GB -> use.logGb();
            case METRICS -> Use.METRICS;
            case DEPLOYMENTS -> Use.DEPLOYMENTS;
        };
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Driver of(String word) {
        return Arrays.stream(values())
                .filter(driver -> driver.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidInput(
                        "by",
                        "one of " + Arrays.stream(values()).map(Driver::word).toList(),
                        word));
    }
}
