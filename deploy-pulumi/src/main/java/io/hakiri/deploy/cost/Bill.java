package io.hakiri.deploy.cost;

import io.hakiri.deploy.preview.Resource;
import io.hakiri.deploy.preview.ResourceGraph;
import io.hakiri.topology.Price;
import io.hakiri.topology.Prices;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Lines as they come together: what is of one price and one purpose is one line. */
final class Bill {
    private static final int CENTS = 2;
    private static final int QUANTITY_DIGITS = 6;

    private final ResourceGraph graph;
    private final Prices prices;
    private final String region;
    private final Month month;
    private final Map<Purpose, Sum> sums = new TreeMap<>();
    private final Set<String> missing = new TreeSet<>();

    private record Purpose(Area area, boolean grows, String what, String key) implements Comparable<Purpose> {
        private static final Comparator<Purpose> ORDER = Comparator.comparing(Purpose::area)
                .thenComparing(Purpose::grows)
                .thenComparing(Purpose::what)
                .thenComparing(Purpose::key);

        @Override
        public int compareTo(Purpose other) {
            return ORDER.compare(this, other);
        }
    }

    private static final class Sum {
        private BigDecimal quantity = BigDecimal.ZERO;
        private final Set<String> resources = new TreeSet<>();
    }

    Bill(ResourceGraph graph, Prices prices, String region, Usage usage) {
        this.graph = graph;
        this.prices = prices;
        this.region = region;
        this.month = new Month(usage);
    }

    ResourceGraph graph() {
        return graph;
    }

    Month month() {
        return month;
    }

    /** What has to be paid when nothing is run, too. */
    void fixed(Resource resource, Area area, String what, String key, BigDecimal quantity) {
        add(resource, new Purpose(area, false, what, key), quantity);
    }

    /** What grows with use. */
    void growing(Resource resource, Area area, String what, String key, BigDecimal quantity) {
        add(resource, new Purpose(area, true, what, key), quantity);
    }

    private void add(Resource resource, Purpose purpose, BigDecimal quantity) {
        if (prices.of(purpose.key(), region).isEmpty()) {
            missing.add(resource.type() + " " + resource.name() + ": " + purpose.key());
            return;
        }
        if (quantity.signum() == 0) {
            return;
        }
        Sum sum = sums.computeIfAbsent(purpose, _ -> new Sum());
        sum.quantity = sum.quantity.add(quantity);
        sum.resources.add(resource.name());
    }

    /** That nobody knows whether this costs anything. */
    void unknown(Resource resource) {
        missing.add(resource.type() + " " + resource.name() + ": nothing says what it costs");
    }

    List<String> missing() {
        return List.copyOf(missing);
    }

    List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        sums.forEach((purpose, sum) -> {
            Price price = prices.of(purpose.key(), region).orElseThrow();
            lines.add(new Line(
                    purpose.area(),
                    purpose.what(),
                    price,
                    sum.quantity.setScale(QUANTITY_DIGITS, RoundingMode.HALF_UP),
                    sum.quantity.multiply(price.amount()).setScale(CENTS, RoundingMode.HALF_UP),
                    !purpose.grows(),
                    List.copyOf(sum.resources)));
        });
        return lines;
    }
}
