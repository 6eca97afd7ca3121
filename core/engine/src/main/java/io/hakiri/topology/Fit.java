package io.hakiri.topology;

import io.hakiri.topology.Rule.Effect;
import java.util.Comparator;
import java.util.List;

/**
 * How well a topology fits a workload.
 *
 * @param holding the rules about it that hold
 */
public record Fit(Topology topology, Bill bill, List<Rule> holding) {
    /**
     * The best first: what is ruled out comes last; then counts how many rules speak against it, less those that speak for it; then what it
     * costs.
     */
    static final Comparator<Fit> BEST_FIRST = Comparator.comparing(Fit::isRuledOut)
            .thenComparingInt(Fit::against)
            .thenComparing(fit -> fit.bill().total())
            .thenComparing(Fit::topology);

    public Fit {
        holding = List.copyOf(holding);
    }

    static Fit of(Topology topology, Workload workload, Bill bill) {
        return new Fit(
                topology,
                bill,
                Rule.all().stream()
                        .filter(rule -> rule.about().contains(topology) && rule.holds(workload))
                        .toList());
    }

    /** Whether it cannot do it. */
    public boolean isRuledOut() {
        return !rules(Effect.RULES_OUT).isEmpty();
    }

    /** More speaks against it than for it by so many; negative where more speaks for it. */
    int against() {
        return rules(Effect.SPEAKS_AGAINST).size() - rules(Effect.SPEAKS_FOR).size();
    }

    /** Those of one effect. */
    public List<Rule> rules(Effect effect) {
        return holding.stream().filter(rule -> rule.effect() == effect).toList();
    }
}
