package io.hakiri.deploy.cost;

import io.hakiri.deploy.settings.Environment;
import io.hakiri.topology.WrongInput;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a stack is used for, which the graph does not say and a part of the bill goes by. Each environment has its defaults, which are examples
 * and no measurements.
 */
public final class Usage {
    private static final BigDecimal MOST = new BigDecimal("1000000000");
    private static final BigDecimal HOURS_OF_A_DAY = new BigDecimal(24);

    /** One figure of it. */
    public enum Figure {
        PIPELINES("pipelines", 5, 20, 100),
        RUNS_PER_DAY("runs of each pipeline a day", 24, 24, 24),
        SECONDS_PER_RUN("seconds that a run takes", 10, 20, 30),
        MEGABYTES_PER_RUN("MB that a run moves", 5, 20, 50),
        PROJECTS("projects that share the catalog", 1, 1, 1),
        API_REQUESTS_PER_DAY("requests to the API a day", 500, 1000, 10_000),
        IDLE_HOURS("hours a day without work", 20, 18, 12),
        BUSY_ACU("ACUs of Aurora in the other hours", 1, 1, 2),
        CATALOG_GB("GB that the catalog holds", 1, 1, 5),
        BACKUP_GB("GB of backups beyond the database's own size", 0, 0, 0),
        S3_GB("GB in the buckets", 5, 20, 500),
        LOG_GB("GB of logs that a month brings", 1, 2, 10),
        METRICS("figures of Hakiri that CloudWatch keeps", 12, 12, 20),
        DEPLOYMENTS("deployments a month", 20, 10, 4);

        private final String meaning;
        private final long dev;
        private final long staging;
        private final long prod;

        Figure(String meaning, long dev, long staging, long prod) {
            this.meaning = meaning;
            this.dev = dev;
            this.staging = staging;
            this.prod = prod;
        }

        private BigDecimal in(Environment environment) {
            return BigDecimal.valueOf(
                    switch (environment) {
                        case DEV -> dev;
                        case STAGING -> staging;
                        case PROD -> prod;
                    });
        }

        /** As it is written: {@code runs-per-day}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** For people. */
        public String meaning() {
            return meaning;
        }
    }

    private final Map<Figure, BigDecimal> figures;

    private Usage(Map<Figure, BigDecimal> figures) {
        this.figures = Collections.unmodifiableMap(figures);
    }

    /** What is taken for an environment where nothing is said. */
    public static Usage of(Environment environment) {
        Map<Figure, BigDecimal> figures = new LinkedHashMap<>();
        for (Figure figure : Figure.values()) {
            figures.put(figure, figure.in(environment));
        }
        return new Usage(figures);
    }

    /**
     * The defaults of an environment, with what is said instead.
     *
     * @param text such as {@code runs-per-day=500,log-gb=2.5}; may be empty
     * @throws WrongInput with all that is wrong with it
     */
    public static Usage parse(Environment environment, String text) {
        Map<Figure, BigDecimal> figures = new LinkedHashMap<>(of(environment).figures);
        List<String> wrong = new ArrayList<>();
        TreeSet<String> said = new TreeSet<>();
        for (String part : text.isBlank() ? List.<String>of() : List.of(text.split(",", -1))) {
            int equals = part.indexOf('=');
            String word = (equals < 0 ? part : part.substring(0, equals)).strip();
            String value = equals < 0 ? "" : part.substring(equals + 1).strip();
            Figure figure = find(word);
            if (figure == null) {
                wrong.add("usage: expected NAME=NUMBER with one of " + words() + ", given " + part.strip());
            } else if (!said.add(word)) {
                wrong.add("usage, " + word + ": expected once, given again: " + value);
            } else if (!isFit(figure, value)) {
                wrong.add("usage, " + word + ": expected a number from 0 to "
                        + most(figure).toPlainString() + " (" + figure.meaning() + "), given "
                        + (value.isEmpty() ? "nothing" : value));
            } else {
                figures.put(figure, new BigDecimal(value));
            }
        }
        if (!wrong.isEmpty()) {
            throw new WrongInput(wrong);
        }
        return new Usage(figures);
    }

    private static @Nullable Figure find(String word) {
        for (Figure figure : Figure.values()) {
            if (figure.word().equals(word)) {
                return figure;
            }
        }
        return null;
    }

    private static String words() {
        return String.join(
                ", ", List.of(Figure.values()).stream().map(Figure::word).toList());
    }

    private static boolean isFit(Figure figure, String value) {
        return value.matches("[0-9]{1,10}(\\.[0-9]{1,6})?") && new BigDecimal(value).compareTo(most(figure)) <= 0;
    }

    private static BigDecimal most(Figure figure) {
        return figure == Figure.IDLE_HOURS ? HOURS_OF_A_DAY : MOST;
    }

    /** All of it, in a fixed order. */
    public Map<Figure, BigDecimal> figures() {
        return figures;
    }

    /** One of it. */
    public BigDecimal of(Figure figure) {
        return figures.getOrDefault(figure, BigDecimal.ZERO);
    }
}
