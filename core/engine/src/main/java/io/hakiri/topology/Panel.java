package io.hakiri.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The lines of all topologies over one axis; what they cost is shown by powers of ten. */
final class Panel {
    private static final int LEFT = 80;
    private static final int RIGHT = 850;
    private static final int HEAD = 22;
    private static final int DEPTH = 240;
    private static final int POINTS = 200;
    private static final double RADIUS = 6;
    private static final double CLOSE = 24;
    private static final double ABOVE = 11;
    private static final double BELOW = 21;
    private static final double LEAST = 0.1;
    private static final double[] STEPS = {1, 2, 5};
    private static final double HOURS_BETWEEN = 4;

    private final Axis axis;
    private final Advice advice;
    private final List<Topology> topologies;
    private final int top;
    private final double low;
    private final double high;
    private final StringBuilder svg = new StringBuilder();

    private Panel(Axis axis, Advice advice, List<Topology> topologies, int top) {
        this.axis = axis;
        this.advice = advice;
        this.topologies = topologies;
        this.top = top + HEAD;
        double least = Double.MAX_VALUE;
        double most = LEAST;
        for (Topology topology : topologies) {
            for (int i = 0; i <= POINTS; i++) {
                double cost = cost(topology, axis.at((double) i / POINTS, advice.workload()));
                least = Math.min(least, cost);
                most = Math.max(most, cost);
            }
        }
        this.low = step(Math.min(least, most), false);
        this.high = step(most, true);
    }

    static String of(Axis axis, Advice advice, List<Topology> topologies, int top) {
        return new Panel(axis, advice, topologies, top).drawn();
    }

    private double cost(Topology topology, double value) {
        return Math.max(axis.cost(topology, value, advice.workload(), advice.prices()), LEAST);
    }

    /** The next of 1, 2, 5, 10, 20 … at or above, or at or below. */
    private static double step(double value, boolean up) {
        double power = StrictMath.pow(10, Math.floor(StrictMath.log10(value)));
        double found = up ? power * 10 : power;
        for (double step : STEPS) {
            if (up ? step * power >= value && step * power < found : step * power <= value) {
                found = step * power;
            }
        }
        return found;
    }

    private String drawn() {
        text(
                LEFT,
                top - 8,
                "name",
                "start",
                "By " + Picture.what(axis) + (axis.isLogarithmic() ? "" : " (all else as it is)"));
        grid();
        for (Topology topology : topologies) {
            line(topology);
        }
        double now = advice.workload().of(axis.fact());
        if (now >= axis.from() && now <= axis.to(advice.workload())) {
            svg.append("<line class=\"now\" x1=\"%s\" y1=\"%d\" x2=\"%s\" y2=\"%d\"/>\n"
                    .formatted(n(x(now)), top, n(x(now)), top + DEPTH));
        }
        points();
        return svg.toString();
    }

    /** Rings with their numbers; where one is close to the one before it, the number goes below. */
    private void points() {
        double last = 0;
        boolean isBelow = false;
        for (int i = 0; i < advice.breakEvens().size(); i++) {
            BreakEven point = advice.breakEvens().get(i);
            if (point.axis() != axis) {
                continue;
            }
            double x = x(point.at());
            double y = y(point.cost());
            isBelow = x - last < CLOSE && !isBelow;
            last = x;
            svg.append("<circle class=\"dot\" cx=\"%s\" cy=\"%s\" r=\"%s\"/>\n".formatted(n(x), n(y), n(RADIUS)));
            text(x, isBelow ? y + BELOW : y - ABOVE, "name", "middle", String.valueOf(i + 1));
        }
    }

    private void grid() {
        for (double power = StrictMath.pow(10, Math.floor(StrictMath.log10(low))); power <= high; power *= 10) {
            for (double step : STEPS) {
                double cost = step * power;
                if (cost >= low * 0.999 && cost <= high * 1.001) {
                    svg.append("<line class=\"grid\" x1=\"%d\" y1=\"%s\" x2=\"%d\" y2=\"%s\"/>\n"
                            .formatted(LEFT, n(y(cost)), RIGHT, n(y(cost))));
                    text(LEFT - 8, y(cost) + 4, "soft", "end", Picture.number(cost));
                }
            }
        }
        for (double value : values()) {
            svg.append("<line class=\"grid\" x1=\"%s\" y1=\"%d\" x2=\"%s\" y2=\"%d\"/>\n"
                    .formatted(n(x(value)), top, n(x(value)), top + DEPTH));
            text(x(value), top + DEPTH + 18, "soft", "middle", Picture.number(value));
        }
        text(RIGHT, top + DEPTH + 36, "soft", "end", Picture.what(axis));
        text(LEFT, top + DEPTH + 36, "soft", "start", advice.prices().file().currency() + " a month");
    }

    private List<Double> values() {
        List<Double> values = new ArrayList<>();
        double last = axis.to(advice.workload());
        for (double value = axis.from(); value <= last; ) {
            values.add(value);
            value = axis.isLogarithmic() ? value * 10 : value + HOURS_BETWEEN;
        }
        return values;
    }

    private void line(Topology topology) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i <= POINTS; i++) {
            double value = axis.at((double) i / POINTS, advice.workload());
            points.append(i == 0 ? "" : " ").append(n(x(value))).append(',').append(n(y(cost(topology, value))));
        }
        svg.append("<polyline class=\"line %s\" points=\"%s\"/>\n".formatted(Picture.style(topology), points));
    }

    private double x(double value) {
        double from = axis.from();
        double to = axis.to(advice.workload());
        double share = axis.isLogarithmic()
                ? StrictMath.log(Math.max(value, from) / from) / StrictMath.log(to / from)
                : (value - from) / (to - from);
        return LEFT + share * (RIGHT - LEFT);
    }

    private double y(double cost) {
        double share = StrictMath.log(Math.max(cost, low) / low) / StrictMath.log(high / low);
        return top + DEPTH - share * DEPTH;
    }

    private void text(double x, double y, String style, String anchor, String words) {
        svg.append("<text x=\"%s\" y=\"%s\" class=\"%s\" text-anchor=\"%s\">%s</text>\n"
                .formatted(n(x), n(y), style, anchor, Picture.escaped(words)));
    }

    /** A number as SVG has it. */
    private static String n(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
