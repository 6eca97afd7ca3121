package io.hakiri.deploy.cost;

import io.hakiri.deploy.preview.Resource;
import io.hakiri.deploy.preview.Resource.Kind;
import io.hakiri.deploy.preview.ResourceGraph;
import io.hakiri.topology.Prices;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a graph costs in a month of 730 hours, by list prices and what is said about its use. It is an estimate: what it leaves out,
 * {@link #NOT_COUNTED} says.
 *
 * @param region that the graph is in; empty where nothing in it says so
 * @param lines by area; what is fixed comes first in each
 * @param free how many resources of each type cost nothing
 * @param missing what is not in the file of prices: type, name, and what is wanted
 */
public record Estimate(
        String region,
        Prices prices,
        Usage usage,
        List<Line> lines,
        SortedMap<String, Long> free,
        List<String> missing) {
    /** What is on a bill of AWS, and not in any estimate. */
    public static final List<String> NOT_COUNTED = List.of(
            "taxes, support, discounts, and the free allowances of an account",
            "traffic between zones, and out to the internet",
            "images in the registry",
            "tasks that scaling adds",
            "what pipelines cost where they read and write");

    private static final int DRIVERS = 3;
    private static final BigDecimal HUNDRED = new BigDecimal(100);
    private static final Pattern IN_REGION =
            Pattern.compile("arn:[a-z-]+:[a-z0-9-]+:(?<region>[a-z]{2}(-[a-z]+)+-[0-9]):");

    public Estimate {
        lines = List.copyOf(lines);
        free = Collections.unmodifiableSortedMap(new TreeMap<>(free));
        missing = List.copyOf(missing);
    }

    /** Of a graph. Sizes are those of its resources' inputs. */
    public static Estimate of(ResourceGraph graph, Prices prices, Usage usage) {
        String region = region(graph);
        Bill bill = new Bill(graph, prices, region, usage);
        Map<String, Meter> meters = Meter.all();
        SortedMap<String, Long> free = new TreeMap<>();
        for (Resource resource : graph.resources()) {
            if (resource.kind() != Kind.MADE) {
                continue;
            }
            Meter meter = meters.get(resource.type());
            if (meter != null) {
                meter.read(resource, bill);
            } else if (Free.is(resource.type())) {
                free.merge(resource.type(), 1L, Long::sum);
            } else {
                bill.unknown(resource);
            }
        }
        return new Estimate(region, prices, usage, bill.lines(), free, bill.missing());
    }

    /** The one that most ARNs are in. */
    private static String region(ResourceGraph graph) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        for (Resource resource : graph.resources()) {
            Matcher arn = IN_REGION.matcher(resource.inputs().toString());
            while (arn.find()) {
                counts.merge(arn.group("region"), 1, Integer::sum);
            }
        }
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse("");
    }

    /** Regions whose prices stand in for missing ones; empty where all are the region's own. */
    public List<String> otherRegions() {
        TreeSet<String> regions = new TreeSet<>();
        lines.forEach(line -> regions.add(line.price().region()));
        regions.remove(region);
        return List.copyOf(regions);
    }

    /** Of a month. */
    public BigDecimal total() {
        return sum(lines);
    }

    /** What of it is there when nothing is run. */
    public BigDecimal fixed() {
        return sum(lines.stream().filter(Line::isFixed).toList());
    }

    /** What of it grows with use. */
    public BigDecimal growing() {
        return total().subtract(fixed());
    }

    private static BigDecimal sum(List<Line> lines) {
        return lines.stream().map(Line::amount).reduce(new BigDecimal("0.00"), BigDecimal::add);
    }

    /** The three areas that cost most, in words, the greatest first. */
    public List<String> drivers() {
        Map<Area, List<Line>> areas = new EnumMap<>(Area.class);
        lines.forEach(line ->
                areas.computeIfAbsent(line.area(), _ -> new ArrayList<>()).add(line));
        return areas.entrySet().stream()
                .filter(entry -> sum(entry.getValue()).signum() > 0)
                .sorted(Comparator.comparing((Map.Entry<Area, List<Line>> entry) -> sum(entry.getValue()))
                        .reversed())
                .limit(DRIVERS)
                .map(entry -> driver(entry.getKey(), entry.getValue()))
                .toList();
    }

    private String driver(Area area, List<Line> of) {
        BigDecimal amount = sum(of);
        BigDecimal fixed = sum(of.stream().filter(Line::isFixed).toList());
        String share = amount.multiply(HUNDRED)
                .divide(total(), 0, RoundingMode.HALF_UP)
                .toPlainString();
        String whatever;
        if (fixed.signum() == 0) {
            whatever = "all of it grows with use";
        } else if (fixed.compareTo(amount) == 0) {
            whatever = "whether anything runs or not";
        } else {
            whatever = fixed.toPlainString() + " of it whether anything runs or not";
        }
        return area.words() + ": " + amount.toPlainString() + " " + prices.currency() + ", " + share + " %, "
                + whatever;
    }
}
