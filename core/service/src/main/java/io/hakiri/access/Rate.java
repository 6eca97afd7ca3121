package io.hakiri.access;

import io.hakiri.catalog.InvalidInput;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often something may happen.
 *
 * @param perSecond 1 to 100,000
 * @param burst how often at once, after a pause: 1 to 1,000,000
 */
public record Rate(int perSecond, int burst) {
    private static final int MOST_PER_SECOND = 100_000;
    private static final int MOST_AT_ONCE = 1_000_000;
    private static final int SECONDS_AT_ONCE = 5;
    private static final Pattern FORM = Pattern.compile("([0-9]{1,7})(?:/([0-9]{1,7}))?");

    /** What it is said like, for messages. */
    public static final String FORMS = "a number of requests per second, 1 to 100000, or NUMBER/BURST such as 50/200";

    public Rate {
        if (perSecond < 1 || perSecond > MOST_PER_SECOND || burst < 1 || burst > MOST_AT_ONCE) {
            throw new InvalidInput("rate", FORMS, perSecond + "/" + burst);
        }
    }

    /** Reads {@code 50} or {@code 50/200}; without a burst it is that of five seconds. Empty where the text is neither. */
    public static Optional<Rate> parse(String text) {
        Matcher parts = FORM.matcher(text.strip());
        if (!parts.matches()) {
            return Optional.empty();
        }
        int perSecond = Integer.parseInt(parts.group(1));
        int burst = parts.group(2) == null ? perSecond * SECONDS_AT_ONCE : Integer.parseInt(parts.group(2));
        try {
            return Optional.of(new Rate(perSecond, burst));
        } catch (InvalidInput e) {
            return Optional.empty();
        }
    }

    /** For people. */
    @Override
    public String toString() {
        return perSecond + " requests per second, " + burst + " at once";
    }
}
