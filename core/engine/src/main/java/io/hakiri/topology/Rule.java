package io.hakiri.topology;

import java.util.List;
import java.util.Set;

/**
 * What follows for some topologies where a fact is beyond a border.
 *
 * @param id by which tests and pages name it
 * @param about the topologies
 * @param effect on them
 * @param fact that is looked at
 * @param comparison with the border
 * @param border in the fact's units
 * @param reason for people, where it holds
 * @param trigger for people, where it does not hold: what would have to change, and what to do then
 * @param basis what it rests on
 * @param source where that can be read: a page of {@code docs}, or a link
 */
public record Rule(
        String id,
        Set<Topology> about,
        Effect effect,
        Fact fact,
        Comparison comparison,
        double border,
        String reason,
        String trigger,
        Basis basis,
        String source) {
    private static final List<Rule> ALL = DataFile.rules();

    /** What a rule does. */
    public enum Effect {
        /** The topology cannot do it. */
        RULES_OUT,
        /** It can, but another one does it better. */
        SPEAKS_AGAINST,
        SPEAKS_FOR,
        /** It can, with a setting that is not the default. */
        ADVISES
    }

    /** When a rule holds. */
    public enum Comparison {
        OVER(">"),
        FROM("≥"),
        UNDER("<");

        private final String sign;

        Comparison(String sign) {
            this.sign = sign;
        }

        /** As mathematicians write it. */
        public String sign() {
            return sign;
        }
    }

    /** How sure a border is. */
    public enum Basis {
        /** By a benchmark of ours. */
        MEASURED,
        /** By what AWS says, or by what our own program refuses. */
        DOCUMENTED,
        /** By experience: another one may be right elsewhere. */
        JUDGEMENT
    }

    public Rule {
        about = Set.copyOf(about);
    }

    /** All of them, in the order in which they are shown. */
    public static List<Rule> all() {
        return ALL;
    }

    /** Whether it holds for this workload. */
    public boolean holds(Workload workload) {
        double value = fact == Fact.WRITERS ? workload.atOnce() : workload.of(fact);
        return switch (comparison) {
            case OVER -> value > border;
            case FROM -> value >= border;
            case UNDER -> value < border;
        };
    }
}
