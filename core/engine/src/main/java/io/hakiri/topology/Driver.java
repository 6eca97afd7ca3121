package io.hakiri.topology;

import io.hakiri.catalog.InvalidInput;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What a {@link Part} of a bill goes by: how much of it a month has. */
enum Driver {
    /** It is there whether anything runs or not. */
    ALWAYS(true, _ -> 1),
    TASKS(true, Use::tasks),
    RUNS(false, Use::runs),
    RUN_SECONDS(false, use -> use.runs() * use.secondsPerRun()),
    INVOCATIONS(false, Use::invocations),
    ANSWERS(false, Use::answers),
    ACU_HOURS_ABOVE_LEAST(false, Use::acuHoursAboveLeast),
    CATALOG_GB(false, Use::catalogGb),
    LOG_GB(false, Use::logGb),
    METRICS(false, _ -> Use.METRICS),
    DEPLOYMENTS(false, _ -> Use.DEPLOYMENTS);

    private final boolean fixed;
    private final ToDoubleFunction<Use> count;

    Driver(boolean fixed, ToDoubleFunction<Use> count) {
        this.fixed = fixed;
        this.count = count;
    }

    /** Whether it is paid for when nothing runs. */
    boolean isFixed() {
        return fixed;
    }

    double of(Use use) {
        return count.applyAsDouble(use);
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
