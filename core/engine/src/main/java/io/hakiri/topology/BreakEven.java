package io.hakiri.topology;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where two topologies cost the same, everything else as it is. Found by looking along the axis for a change of order and halving there.
 *
 * @param at the value of the axis
 * @param below that is cheaper where the value is smaller
 * @param above that is cheaper where it is greater
 * @param cost of both there, a month
 */
public record BreakEven(Axis axis, double at, Topology below, Topology above, double cost) {
    private static final int STEPS = 500;
    private static final int HALVINGS = 60;

    static List<BreakEven> search(Axis axis, Workload workload, RegionPrices prices, List<Topology> topologies) {
        List<BreakEven> found = new ArrayList<>();
        for (int i = 0; i < topologies.size(); i++) {
            for (Topology other : topologies.subList(i + 1, topologies.size())) {
                found.addAll(between(axis, workload, prices, topologies.get(i), other));
            }
        }
        found.sort(Comparator.comparingDouble(BreakEven::at));
        return found;
    }

    private static List<BreakEven> between(
            Axis axis, Workload workload, RegionPrices prices, Topology one, Topology other) {
        List<BreakEven> found = new ArrayList<>();
        double before = axis.at(0, workload);
        double sign = Math.signum(difference(axis, before, workload, prices, one, other));
        for (int step = 1; step <= STEPS; step++) {
            double value = axis.at((double) step / STEPS, workload);
            double next = Math.signum(difference(axis, value, workload, prices, one, other));
            if (next * sign < 0) {
                double at = halved(axis, before, value, workload, prices, one, other);
                found.add(new BreakEven(
                        axis,
                        at,
                        sign < 0 ? one : other,
                        sign < 0 ? other : one,
                        axis.cost(one, at, workload, prices)));
            }
            if (next != 0) {
                sign = next;
                before = value;
            }
        }
        return found;
    }

    private static double halved(
            Axis axis, double from, double to, Workload workload, RegionPrices prices, Topology one, Topology other) {
        double low = from;
        double high = to;
        double sign = Math.signum(difference(axis, low, workload, prices, one, other));
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (difference(axis, middle, workload, prices, one, other) * sign > 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    private static double difference(
            Axis axis, double value, Workload workload, RegionPrices prices, Topology one, Topology other) {
        return axis.cost(one, value, workload, prices) - axis.cost(other, value, workload, prices);
    }
}
