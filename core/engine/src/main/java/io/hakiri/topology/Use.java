package io.hakiri.topology;

/**
 * What a workload makes of a month of 730 hours, as far as a bill goes by it. What nobody is asked for is assumed here, and stands in
 * {@code docs/choosing.md}.
 *
 * @param runs in the month
 * @param secondsPerRun of each
 * @param answersPerDay of the API
 * @param idleHours of each day
 * @param busyAcu what Aurora has in the other hours, for each of its instances: 1 to 16
 * @param catalogGb what the catalog holds
 * @param logGb of logs that the month brings
 * @param tasks of the service on Fargate, on average; 2 at least
 */
public record Use(
        double runs,
        double secondsPerRun,
        double answersPerDay,
        double idleHours,
        double busyAcu,
        double catalogGb,
        double logGb,
        double tasks) {
    /** As on AWS' own pages. */
    static final double HOURS = 730;

    /** Metrics of ours that CloudWatch keeps. */
    public static final double METRICS = 20;

    /** In the month. */
    public static final double DEPLOYMENTS = 4;

    /** Pipelines at once in a task: {@code hakiri:runs}. */
    static final double RUNS_OF_A_TASK = 8;

    /** {@code hakiri:tasks} in {@code prod}. */
    static final double LEAST_TASKS = 2;

    /** {@code hakiri:functionTimeout}. */
    static final double SECONDS_OF_AN_INVOCATION = 900;

    /** {@code hakiri:leastAcu} and {@code hakiri:mostAcu} in {@code prod}. */
    static final double LEAST_ACU = 1;

    static final double MOST_ACU = 16;

    private static final double HOURS_OF_A_DAY = 24;
    private static final double DAYS = HOURS / HOURS_OF_A_DAY;
    private static final double ANSWERS_OF_A_READER = 1000;
    private static final double GB_OF_AN_EMPTY_CATALOG = 0.1;

    /** The record of a run with eight streams, in any of the catalogs (docs/performance.md). */
    private static final double GB_OF_A_RECORD = 2e-6;

    private static final double GB_OF_AN_IDLE_LOG = 0.5;
    private static final double GB_OF_A_RUNS_LOG = 1e-5;
    private static final double ACU_OF_FEW = 2;
    private static final double RUNS_OF_AN_ACU = 50;

    /** Of a workload, with what is assumed. */
    public static Use of(Workload workload) {
        double perDay = workload.of(Fact.RUNS_PER_DAY);
        double most = workload.atOnce();
        return new Use(
                perDay * DAYS,
                workload.of(Fact.SECONDS_PER_RUN),
                workload.of(Fact.READERS) * ANSWERS_OF_A_READER,
                workload.of(Fact.IDLE_HOURS),
                Math.clamp(ACU_OF_FEW + Math.max(0, most - RUNS_OF_AN_ACU) / RUNS_OF_AN_ACU, LEAST_ACU, MOST_ACU),
                GB_OF_AN_EMPTY_CATALOG + perDay * workload.of(Fact.HISTORY_DAYS) * GB_OF_A_RECORD,
                GB_OF_AN_IDLE_LOG + perDay * DAYS * GB_OF_A_RUNS_LOG,
                Math.max(
                        Math.max(LEAST_TASKS, Math.ceil(workload.of(Fact.WRITERS) / RUNS_OF_A_TASK)),
                        workload.atOnceOnAverage() / RUNS_OF_A_TASK));
    }

    double answers() {
        return answersPerDay * DAYS;
    }

    /** Hours of the month in which anything runs, times the capacity that Aurora has then above its least one. */
    double acuHoursAboveLeast() {
        return (busyAcu - LEAST_ACU) * (HOURS_OF_A_DAY - idleHours) * DAYS;
    }

    /** A run that is longer than an invocation goes on in the next one. */
    double invocations() {
        return runs * (Math.floor(secondsPerRun / SECONDS_OF_AN_INVOCATION) + 1);
    }
}
