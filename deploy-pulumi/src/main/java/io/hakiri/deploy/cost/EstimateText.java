package io.hakiri.deploy.cost;

import io.hakiri.topology.Prices;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An estimate for people: a table in 100 columns. */
public final class EstimateText {
    private static final int WIDTH = 100;
    private static final String INDENT = "    ";
    private static final String ROW = "  %-42.42s %12s %-17.17s %13s %9s%n";
    private static final int QUANTITY_DIGITS = 3;
    private static final int PARTS = 4;
    private static final char KEPT_BLANK = '\u00a0';

    private final Estimate estimate;
    private final StringBuilder text = new StringBuilder();

    private EstimateText(Estimate estimate) {
        this.estimate = estimate;
    }

    /** Ends with a line's end. */
    public static String of(Estimate estimate) {
        EstimateText text = new EstimateText(estimate);
        text.head();
        text.table();
        text.sums();
        text.remarks();
        return text.text.toString().replace(System.lineSeparator(), "\n").replace(KEPT_BLANK, ' ');
    }

    private void head() {
        Prices prices = estimate.prices();
        String region = estimate.region().isEmpty() ? prices.otherwise() : estimate.region();
        wrap(
                "",
                "A month in " + region + " by the list prices of " + prices.date() + ", in " + prices.currency()
                        + ". An estimate, not an offer.");
        List<String> others = estimate.otherRegions();
        if (!others.isEmpty()) {
            wrap(
                    "",
                    "The price file lacks prices of "
                            + (estimate.region().isEmpty() ? "a region that the graph does not say" : region)
                            + ": those of " + String.join(", ", others) + " stand in.");
        }
        text.append('\n');
    }

    private void table() {
        row("", "quantity", "", "price", "amount");
        Area area = null;
        for (Line line : estimate.lines()) {
            if (line.area() != area) {
                area = line.area();
                text.append(area.words()).append('\n');
            }
            row(
                    line.what() + (line.isFixed() ? "" : " +"),
                    quantity(line.quantity()),
                    line.price().per(),
                    (line.price().isApproximate() ? "~" : "")
                            + line.price().amount().stripTrailingZeros().toPlainString(),
                    line.amount().toPlainString());
            wrap(INDENT, String.join(", ", line.resources()));
        }
    }

    private void row(String what, String quantity, String unit, String price, String amount) {
        text.append(String.format(Locale.ROOT, ROW, what, quantity, unit, price, amount));
    }

    /** Three digits behind the point are enough, but for what would be none then. */
    static String quantity(BigDecimal quantity) {
        BigDecimal rounded = quantity.setScale(QUANTITY_DIGITS, RoundingMode.HALF_UP);
        return (rounded.signum() == 0 ? quantity : rounded).stripTrailingZeros().toPlainString();
    }

    private void sums() {
        text.append('\n');
        row("in all", "", "", "", estimate.total().toPlainString());
        row("whether anything runs or not", "", "", "", estimate.fixed().toPlainString());
        row("grows with use (+)", "", "", "", estimate.growing().toPlainString());
        text.append("\nMost of it:\n");
        estimate.drivers().forEach(driver -> wrap("  ", driver));
    }

    private void remarks() {
        text.append("\nTaken for its use (--usage says otherwise):\n");
        for (Map.Entry<Usage.Figure, BigDecimal> figure :
                estimate.usage().figures().entrySet()) {
            text.append(String.format(
                    Locale.ROOT,
                    "  %-22s %10s  %s%n",
                    figure.getKey().word(),
                    figure.getValue().stripTrailingZeros().toPlainString(),
                    figure.getKey().meaning()));
        }
        if (!estimate.missing().isEmpty()) {
            text.append("\nNot in the price file, and so not in the sum:\n");
            estimate.missing().forEach(missing -> wrap("  ", missing));
        }
        text.append("\nNot counted:\n");
        Estimate.NOT_COUNTED.forEach(what -> wrap("  ", what));
        text.append("\nCosts nothing:\n");
        List<String> free = new ArrayList<>();
        estimate.free().forEach((type, count) -> free.add(count + KEPT_BLANK + type(type)));
        wrap("  ", String.join(", ", free));
        text.append('\n');
        wrap(
                "",
                "Prices: " + estimate.prices().checked()
                        + (estimate.lines().stream()
                                        .anyMatch(line -> line.price().isApproximate())
                                ? " ~ stands before those that are approximate."
                                : ""));
    }

    /** {@code lambda Alias} of {@code aws:lambda/alias:Alias}, in one word for who breaks lines. */
    private static String type(String type) {
        String[] parts = type.split("[:/]", -1);
        return parts.length < PARTS ? type : parts[1] + KEPT_BLANK + parts[PARTS - 1];
    }

    /** Lines within the width; a word that is longer stays whole. */
    private void wrap(String indent, String words) {
        StringBuilder line = new StringBuilder(indent);
        boolean isEmpty = true;
        for (String word : words.split(" ", -1)) {
            if (!isEmpty && line.length() + 1 + word.length() > WIDTH) {
                text.append(line).append('\n');
                line = new StringBuilder(indent);
                isEmpty = true;
            }
            line.append(isEmpty ? "" : " ").append(word);
            isEmpty = false;
        }
        text.append(line).append('\n');
    }
}
