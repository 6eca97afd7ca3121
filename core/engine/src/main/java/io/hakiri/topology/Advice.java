package io.hakiri.topology;

import io.hakiri.topology.Rule.Effect;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which topology fits a workload, why, and when another one would.
 *
 * @param fits all topologies, the best first; the first is recommended
 * @param breakEvens where two of those that are not ruled out cost the same, by runs and then by idle hours
 */
public record Advice(Workload workload, RegionPrices prices, List<Fit> fits, List<BreakEven> breakEvens) {
    public Advice {
        fits = List.copyOf(fits);
        breakEvens = List.copyOf(breakEvens);
    }

    /** Of a workload. */
    public static Advice of(Workload workload, RegionPrices prices) {
        List<Fit> fits = prices.bills(Use.of(workload)).stream()
                .map(bill -> Fit.of(bill.topology(), workload, bill))
                .sorted(Fit.BEST_FIRST)
                .toList();
        List<Topology> compared = compared(fits);
        List<BreakEven> breakEvens = new ArrayList<>();
        for (Axis axis : Axis.values()) {
            breakEvens.addAll(BreakEven.search(axis, workload, prices, compared));
        }
        return new Advice(workload, prices, fits, breakEvens);
    }

    /** Those that have a bill and are not ruled out, in their own order. */
    List<Topology> compared() {
        return compared(fits);
    }

    private static List<Topology> compared(List<Fit> fits) {
        return fits.stream()
                .filter(fit -> !fit.isRuledOut() && !fit.bill().lines().isEmpty())
                .map(Fit::topology)
                .sorted()
                .toList();
    }

    /** The one that is recommended. */
    public Fit best() {
        return fits.getFirst();
    }

    /** Why it is: what speaks for it, what stands against the others, and the money. */
    public List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        best().rules(Effect.SPEAKS_FOR).forEach(rule -> reasons.add(rule.reason()));
        List<Fit> rivals = fits.stream()
                .skip(1)
                .filter(fit -> !fit.isRuledOut() && fit.against() == best().against())
                .toList();
        if (fits.stream().filter(fit -> !fit.isRuledOut()).count() == 1) {
            reasons.add("Every other topology is ruled out.");
        } else if (rivals.isEmpty()) {
            reasons.add("Less speaks against it than against any other that could do it.");
        } else {
            reasons.add("It costs " + money(best()) + " a month. Rules decide nothing between it and "
                    + String.join(
                            ", ",
                            rivals.stream()
                                    .map(fit -> fit.topology().word() + " (" + money(fit) + ")")
                                    .toList())
                    + ": it is the cheapest.");
        }
        return reasons;
    }

    private String money(Fit fit) {
        return fit.bill().total() + " " + prices.file().currency();
    }

    /**
     * When to look again: what would rule the recommended one out, speak against it or ask for another setting of it, and what would speak for
     * another one. Where several rules say the same, it is there once.
     */
    public List<Rule> triggers() {
        Set<String> said = new HashSet<>();
        return Rule.all().stream()
                .filter(rule -> !rule.holds(workload))
                .filter(rule -> rule.about().contains(best().topology()) != (rule.effect() == Effect.SPEAKS_FOR))
                .filter(rule -> said.add(rule.trigger()))
                .toList();
    }

    /** Where the answers do not go together, and whose prices stand in for missing ones. */
    public List<String> remarks() {
        double atOnce = workload.atOnceOnAverage();
        String crowded = atOnce <= workload.of(Fact.WRITERS)
                ? ""
                : "So many runs of so many seconds are %s at once in the hours that are not idle, more than the %s writers: rules and bills go by that."
                        .formatted(Picture.number(atOnce), Fact.WRITERS.text(workload.of(Fact.WRITERS)));
        String others = prices.otherRegions().isEmpty()
                ? ""
                : "The file of prices lacks some of " + prices.region() + ": those of "
                        + String.join(", ", prices.otherRegions()) + " stand in.";
        return Stream.of(crowded, others).filter(text -> !text.isEmpty()).toList();
    }
}
