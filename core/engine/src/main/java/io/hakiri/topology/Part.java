package io.hakiri.topology;

import java.util.List;
import java.util.Set;

/**
 * A thing on the bill of some topologies, as {@code deploy-pulumi} makes them in {@code prod} where a stack's configuration says nothing else.
 *
 * @param of the topologies that have it
 * @param what it is, for people
 * @param price the key of its price
 * @param each how many units of the price one unit of the driver takes
 * @param by what it goes by
 */
record Part(Set<Topology> of, String what, String price, double each, Driver by) {
    private static final List<Part> ALL = DataFile.parts();

    Part {
        of = Set.copyOf(of);
    }

    static List<Part> of(Topology topology) {
        return ALL.stream().filter(part -> part.of().contains(topology)).toList();
    }

    double quantity(Use use) {
        return each * by.of(use);
    }
}
