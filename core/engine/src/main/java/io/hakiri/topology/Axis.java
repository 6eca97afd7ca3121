package io.hakiri.topology;

/** What a workload is varied by, to see where one topology becomes cheaper than another. */
public enum Axis {
    RUNS_PER_DAY(Fact.RUNS_PER_DAY, true, 1, 10_000_000),
    IDLE_HOURS(Fact.IDLE_HOURS, false, 0, 23);

    /** More at once than this is no workload that anybody has. */
    private static final double MOST_AT_ONCE = 10_000;

    private final Fact fact;
    private final boolean logarithmic;
    private final double from;
    private final double to;

    Axis(Fact fact, boolean logarithmic, double from, double to) {
        this.fact = fact;
        this.logarithmic = logarithmic;
        this.from = from;
        this.to = to;
    }

    /** That is varied. */
    public Fact fact() {
        return fact;
    }

    boolean isLogarithmic() {
        return logarithmic;
    }

    double from() {
        return from;
    }

    /** Where it ends; by the runs, where ten thousand would run at once. */
    double to(Workload workload) {
        if (this != RUNS_PER_DAY) {
            return to;
        }
        double atOnceOfOne = workload.with(fact, from, Answer.By.ASSUMED).atOnceOnAverage();
        return atOnceOfOne == 0 ? to : Math.clamp(MOST_AT_ONCE / atOnceOfOne, from + 1, to);
    }

    /** The value at a share of the axis, 0 to 1; with {@link StrictMath}, so that a picture is the same wherever it is drawn. */
    double at(double share, Workload workload) {
        double last = to(workload);
        return logarithmic ? from * StrictMath.pow(last / from, share) : from + (last - from) * share;
    }

    /** What it costs with that value. */
    double cost(Topology topology, double value, Workload workload, RegionPrices prices) {
        return prices.cost(topology, Use.of(workload.with(fact, value, Answer.By.ASSUMED)));
    }
}
