package io.hakiri.pipeline;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people write them: {@code 90s}, {@code 15m}, {@code 1h30m}, {@code 2d}. */
public final class TimeSpan {
    /** For the JSON Schema, too: this is what is read. */
    static final String PATTERN = "([0-9]{1,9}d)?([0-9]{1,9}h)?([0-9]{1,9}m)?([0-9]{1,9}s)?";

    static final String EXPECTED = "a time such as \"30s\", \"15m\", \"1h30m\" or \"1d\"";

    private static final Pattern PARTS = Pattern.compile(PATTERN);
    private static final long[] SECONDS = {86_400, 3_600, 60, 1};
    private static final String[] UNITS = {"d", "h", "m", "s"};

    private TimeSpan() {}

    /** Reads one; empty where the text is none. */
    public static Optional<Duration> parse(String text) {
        Matcher parts = PARTS.matcher(text);
        if (text.isEmpty() || !parts.matches()) {
            return Optional.empty();
        }
        BigInteger seconds = BigInteger.ZERO;
        for (int i = 0; i < SECONDS.length; i++) {
            String part = parts.group(i + 1);
            if (part != null) {
                seconds = seconds.add(
                        new BigInteger(part.substring(0, part.length() - 1)).multiply(BigInteger.valueOf(SECONDS[i])));
            }
        }
        return Optional.of(Duration.ofSeconds(seconds.longValueExact()));
    }

    /** Reads back as the same; parts of a second are not shown. */
    public static String text(Duration time) {
        StringBuilder text = new StringBuilder();
        long left = time.toSeconds();
        for (int i = 0; i < SECONDS.length; i++) {
            if (left >= SECONDS[i]) {
                text.append(left / SECONDS[i]).append(UNITS[i]);
                left %= SECONDS[i];
            }
        }
        return text.isEmpty() ? "0s" : text.toString();
    }
}
