package io.hakiri.topology;

import io.hakiri.catalog.InvalidInput;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a month costs in one region: a price for everything that any topology has.
 *
 * @param file that they are from, for people
 * @param of by key
 */
public record RegionPrices(String region, Prices file, Map<String, Price> of) {
    public RegionPrices {
        of = Collections.unmodifiableMap(new TreeMap<>(of));
    }

    /**
     * Those of a file for a region. A price that the file has for other regions alone is that of the one that stands in.
     *
     * @throws InvalidInput where the file has no price of that region at all, with the regions that it has
     * @throws WrongInput with all keys that the file lacks
     */
    public static RegionPrices in(String region, Prices file) {
        if (!file.regions().contains(region)) {
            throw new InvalidInput(
                    "region", "one that the file of prices has: " + String.join(", ", file.regions()), region);
        }
        Map<String, Price> of = new TreeMap<>();
        TreeSet<String> missing = new TreeSet<>();
        for (Topology topology : Topology.values()) {
            for (Part part : Part.of(topology)) {
                file.of(part.price(), region)
                        .ifPresentOrElse(price -> of.put(part.price(), price), () -> missing.add(part.price()));
            }
        }
        if (!missing.isEmpty()) {
            throw new WrongInput(missing.stream()
                    .map(key ->
                            "prices: expected a price of " + key + ", which a topology has on its bill; there is none")
                    .toList());
        }
        return new RegionPrices(region, file, of);
    }

    /** Regions whose prices stand in for missing ones, sorted. */
    public List<String> otherRegions() {
        TreeSet<String> regions = new TreeSet<>();
        of.values().forEach(price -> regions.add(price.region()));
        regions.remove(region);
        return List.copyOf(regions);
    }

    /** The bill of each topology. */
    List<Bill> bills(Use use) {
        return Arrays.stream(Topology.values())
                .map(topology -> bill(topology, use))
                .toList();
    }

    /** What one costs. */
    public Bill bill(Topology topology, Use use) {
        return new Bill(
                topology,
                Part.of(topology).stream()
                        .filter(part -> part.quantity(use) > 0)
                        .map(part -> new Bill.Line(
                                part.what(),
                                price(part),
                                part.quantity(use),
                                part.by().isFixed()))
                        .toList());
    }

    /** What one costs, not rounded: to look for where two cost the same. */
    double cost(Topology topology, Use use) {
        double cost = 0;
        for (Part part : Part.of(topology)) {
            cost += part.quantity(use) * price(part).amount().doubleValue();
        }
        return cost;
    }

    private Price price(Part part) {
        Price price = of.get(part.price());
        if (price == null) {
            throw new IllegalStateException("no price of " + part.price());
        }
        return price;
    }
}
