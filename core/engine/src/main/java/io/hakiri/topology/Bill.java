package io.hakiri.topology;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** What a topology costs in a month of 730 hours, line by line, by list prices. */
public record Bill(Topology topology, List<Line> lines) {
    /** What is on no bill here. */
    public static final List<String> NOT_COUNTED = List.of(
            "taxes, support, discounts, and the free allowances of an account",
            "the machine of local",
            "what lies in the buckets, and what pipelines cost where they read and write: the same in all",
            "traffic between zones, and out to the internet",
            "what a stack's configuration adds to its defaults: NAT gateways, an archive, another size");

    private static final int CENTS = 2;

    /**
     * One line.
     *
     * @param quantity of a month, in the price's units
     * @param isFixed whether it is there when nothing runs, as opposed to growing with use
     */
    public record Line(String what, Price price, double quantity, boolean isFixed) {
        /** Of a month, rounded to cents. */
        public BigDecimal amount() {
            return BigDecimal.valueOf(quantity).multiply(price.amount()).setScale(CENTS, RoundingMode.HALF_UP);
        }
    }

    public Bill {
        lines = List.copyOf(lines);
    }

    /** Of a month: the sum of the lines as they are shown. */
    public BigDecimal total() {
        return lines.stream().map(Line::amount).reduce(new BigDecimal("0.00"), BigDecimal::add);
    }

    /** What of it is there when nothing runs. */
    public BigDecimal fixed() {
        return lines.stream().filter(Line::isFixed).map(Line::amount).reduce(new BigDecimal("0.00"), BigDecimal::add);
    }

    /** What of it grows with use. */
    public BigDecimal growing() {
        return total().subtract(fixed());
    }
}
