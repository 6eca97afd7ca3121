package io.hakiri.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What each topology costs a month, by the runs and by the idle hours, with the points where two cost the same: as SVG, readable on light and on
 * dark, in words too for who cannot see it.
 */
public final class Picture {
    static final int WIDTH = 900;
    private static final int LEFT = 30;
    private static final int LEGEND_TOP = 84;
    private static final int LINE = 22;
    private static final int PANEL = 330;
    private static final int LEGEND_LINE = 36;
    private static final int LEGEND_TEXT = 46;

    private static final Map<Topology, String> STYLES = Map.of(
            Topology.FARGATE_RDS, "rds",
            Topology.FARGATE_AURORA, "aurora",
            Topology.LAMBDA_DYNAMODB, "dynamo",
            Topology.LAMBDA_RDS, "function");

    private static final String STYLE = """
            svg { color-scheme: light dark; --paper: #ffffff; --ink: #1b1f24; --faint: #d4d9df; --soft: #57606a;
              --rds: #0b62a8; --aurora: #b35900; --dynamo: #0a7a55; --function: #8a3a86; }
            @media (prefers-color-scheme: dark) { svg { --paper: #12161b; --ink: #e8ecf1; --faint: #333b45; --soft: #9aa5b1;
              --rds: #6ab7ff; --aurora: #ffab4d; --dynamo: #4fd6a4; --function: #e394dd; } }
            text { font: 14px system-ui, sans-serif; fill: var(--ink); } .soft { fill: var(--soft); font-size: 12px; }
            .head { font-size: 18px; font-weight: 600; } .name { font-weight: 600; } .paper { fill: var(--paper); }
            .grid { stroke: var(--faint); stroke-width: 1; } .now { stroke: var(--soft); stroke-width: 1.5; stroke-dasharray: 2 4; }
            .line { fill: none; stroke-width: 2.5; stroke-linejoin: round; }
            .rds { stroke: var(--rds); } .aurora { stroke: var(--aurora); stroke-dasharray: 9 4; }
            .dynamo { stroke: var(--dynamo); stroke-dasharray: 2 3; } .function { stroke: var(--function); stroke-dasharray: 12 4 2 4; }
            .dot { fill: var(--paper); stroke: var(--ink); stroke-width: 2; }
            """;

    private final Advice advice;
    private final StringBuilder svg = new StringBuilder();

    private Picture(Advice advice) {
        this.advice = advice;
    }

    /** Of an advice; ends with a line's end. */
    public static String of(Advice advice) {
        return new Picture(advice).drawn();
    }

    /** What break-even points say, numbered as they are in the picture. */
    public static List<String> words(Advice advice) {
        List<String> words = new ArrayList<>();
        for (BreakEven point : advice.breakEvens()) {
            words.add("%s %s: below it %s is cheaper, above it %s; both cost %.2f %s a month"
                    .formatted(
                            number(point.at()),
                            what(point.axis()),
                            point.below().word(),
                            point.above().word(),
                            point.cost(),
                            advice.prices().file().currency()));
        }
        return words;
    }

    static String what(Axis axis) {
        return switch (axis) {
            case RUNS_PER_DAY -> "runs a day";
            case IDLE_HOURS -> "idle hours a day";
        };
    }

    /** Whole where it is large, with a digit behind the point where it is small. */
    static String number(double value) {
        return value >= 100
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.1f", value).replaceFirst("\\.0$", "");
    }

    private String drawn() {
        List<Topology> topologies = advice.compared();
        List<String> words = words(advice);
        int top = LEGEND_TOP + LINE * topologies.size();
        int notes = top + PANEL * Axis.values().length + LINE;
        int height = notes + LINE * Math.max(words.size(), 1) + LINE;
        svg.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" aria-labelledby=\"title desc\">\n"
                        .formatted(WIDTH, height, WIDTH, height));
        String title = "What a month costs, by topology";
        svg.append("<title id=\"title\">").append(title).append("</title>\n");
        svg.append("<desc id=\"desc\">").append(escaped(description(words))).append("</desc>\n");
        svg.append("<style>\n").append(STYLE).append("</style>\n");
        svg.append("<rect class=\"paper\" width=\"%d\" height=\"%d\"/>\n".formatted(WIDTH, height));
        text(LEFT, 34, "head", title);
        text(
                LEFT,
                56,
                "soft",
                advice.prices().region() + ", list prices of "
                        + advice.prices().file().date() + " in "
                        + advice.prices().file().currency()
                        + "; the dotted line down is the workload as it is, a ring is where two cost the same");
        legend(topologies);
        for (Axis axis : Axis.values()) {
            svg.append(Panel.of(axis, advice, topologies, top));
            top += PANEL;
        }
        for (int i = 0; i < words.size(); i++) {
            text(LEFT, notes + LINE * i, "soft", (i + 1) + ": " + words.get(i));
        }
        if (words.isEmpty()) {
            text(LEFT, notes, "soft", "Along both axes no two of them ever cost the same.");
        }
        return svg.append("</svg>\n").toString();
    }

    private String description(List<String> words) {
        List<String> sentences = new ArrayList<>();
        for (Fit fit : advice.fits()) {
            if (advice.compared().contains(fit.topology())) {
                sentences.add(fit.topology().word() + " costs " + fit.bill().total() + " "
                        + advice.prices().file().currency() + " a month as things are.");
            }
        }
        words.forEach(word -> sentences.add(word + "."));
        return String.join(" ", sentences);
    }

    private void legend(List<Topology> topologies) {
        int y = LEGEND_TOP;
        for (Topology topology : topologies) {
            svg.append("<line class=\"line %s\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n"
                    .formatted(style(topology), LEFT, y - 5, LEFT + LEGEND_LINE, y - 5));
            Bill bill = advice.fits().stream()
                    .filter(fit -> fit.topology() == topology)
                    .findFirst()
                    .orElseThrow()
                    .bill();
            text(
                    LEFT + LEGEND_TEXT,
                    y,
                    "name",
                    topology.word() + ": " + bill.total() + " "
                            + advice.prices().file().currency() + " a month"
                            + (topology == advice.best().topology() ? " (recommended)" : ""));
            y += LINE;
        }
    }

    private void text(int x, int y, String style, String words) {
        svg.append("<text x=\"%d\" y=\"%d\" class=\"%s\">%s</text>\n".formatted(x, y, style, escaped(words)));
    }

    static String style(Topology topology) {
        return STYLES.getOrDefault(topology, "rds");
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
