package io.hakiri.catalog;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The options behind the question mark of a catalog's address, {@code option=value&option=value}, as a backend reads them. What
 * it asks for is what is known; {@link #allUsed} then refuses the rest. A value that may be a secret is in no message.
 */
public final class AddressOptions {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    /** Days, hours, minutes, seconds, milliseconds. */
    private static final Pattern SPAN = Pattern.compile(
            "(?:([0-9]{1,5})d)?(?:([0-9]{1,5})h)?(?:([0-9]{1,5})m)?(?:([0-9]{1,5})s)?(?:([0-9]{1,5})ms)?");

    private static final long[] MILLIS = {86_400_000, 3_600_000, 60_000, 1_000, 1};
    private static final String[] UNITS = {"d", "h", "m", "s", "ms"};

    private final Map<String, String> given;
    private final Set<String> known = new LinkedHashSet<>();

    private AddressOptions(Map<String, String> given) {
        this.given = given;
    }

    /**
     * Takes them apart; what means something in a URL is percent-encoded.
     *
     * @param query what stands behind the question mark; {@code null} or empty where nothing does
     */
    public static AddressOptions of(@Nullable String query) {
        Map<String, String> given = new HashMap<>();
        if (query == null || query.isEmpty()) {
            return new AddressOptions(given);
        }
        for (String option : query.split("&", -1)) {
            int equals = option.indexOf('=');
            if (equals < 1 || equals == option.length() - 1) {
                throw new InvalidInput("options", "option=value, separated by &", "something else");
            }
            String name = decoded("options", option.substring(0, equals));
            if (given.put(name, decoded(name, option.substring(equals + 1))) != null) {
                throw new InvalidInput(name, "once", "twice");
            }
        }
        return new AddressOptions(given);
    }

    /** The value as it is; empty where the option is not given. */
    public Optional<String> text(String name) {
        known.add(name);
        return Optional.ofNullable(given.get(name));
    }

    /** An option that belongs to some ways of logging in ({@code auth}), and is refused with another one. */
    public Optional<String> textWith(String name, String auth, String... ways) {
        Optional<String> text = text(name);
        if (text.isPresent() && !List.of(ways).contains(auth)) {
            throw new InvalidInput(name, "only with auth=" + String.join(" or auth=", ways), "auth=" + auth);
        }
        return text;
    }

    /** One of these words. */
    public Optional<String> word(String name, String... words) {
        Optional<String> word = text(name);
        word.filter(w -> !Arrays.asList(words).contains(w)).ifPresent(other -> {
            throw new InvalidInput(name, String.join(" or ", words), other);
        });
        return word;
    }

    /** A whole number within bounds. */
    public int number(String name, int least, int most, int otherwise) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        int number = NUMBER.matcher(text.get()).matches() ? Integer.parseInt(text.get()) : -1;
        if (number < least || number > most) {
            throw new InvalidInput(name, least + " to " + most, text.get());
        }
        return number;
    }

    /** As people write it ({@code 500ms}, {@code 90s}, {@code 1m30s}, {@code 400d}), or as ISO 8601 does ({@code PT0.5S}). */
    public Optional<Duration> time(String name, Duration least, Duration most) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<Duration> time = text.flatMap(AddressOptions::span)
                .filter(given -> given.compareTo(least) >= 0 && given.compareTo(most) <= 0);
        if (time.isEmpty()) {
            throw new InvalidInput(
                    name, "a time such as 10s or 1m30s, from " + text(least) + " to " + text(most), text.get());
        }
        return time;
    }

    private static Optional<Duration> span(String text) {
        Matcher parts = SPAN.matcher(text);
        if (text.isEmpty() || !parts.matches()) {
            try {
                return Optional.of(Duration.parse(text));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }
        long millis = 0;
        for (int i = 0; i < MILLIS.length; i++) {
            String part = parts.group(i + 1);
            millis += part == null ? 0 : Integer.parseInt(part) * MILLIS[i];
        }
        return Optional.of(Duration.ofMillis(millis));
    }

    /** As {@link #time} reads it; parts of a millisecond are not shown. */
    public static String text(Duration time) {
        StringBuilder text = new StringBuilder();
        long left = time.toMillis();
        for (int i = 0; i < MILLIS.length; i++) {
            if (left >= MILLIS[i]) {
                text.append(left / MILLIS[i]).append(UNITS[i]);
                left %= MILLIS[i];
            }
        }
        return text.isEmpty() ? "0s" : text.toString();
    }

    /**
     * Refuses what nobody asked for; called last.
     *
     * @throws InvalidInput naming the options that there are
     */
    public void allUsed() {
        for (String name : given.keySet()) {
            if (!known.contains(name)) {
                String nearest = nearest(name);
                throw new InvalidInput(
                        "option",
                        "one of " + String.join(", ", known),
                        name + (nearest == null ? "" : " (did you mean " + nearest + "?)"));
            }
        }
    }

    private @Nullable String nearest(String name) {
        String best = null;
        int least = Math.max(2, name.length() / 3) + 1;
        for (String word : known) {
            int distance = distance(name.replace('_', '-'), word);
            if (distance < least) {
                best = word;
                least = distance;
            }
        }
        return best;
    }

    /** How many letters to insert, delete or change. */
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        Arrays.setAll(above, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], above[j]) + 1, above[j - 1] + change);
            }
            above = row;
        }
        return above[b.length()];
    }

    /** Text of an address: only %XX means something, a plus sign is a plus sign. Control characters are refused. */
    public static String decoded(String field, String text) {
        String decoded;
        try {
            decoded = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidInput(field, "% only before two hexadecimal digits (a % itself as %25)", "something else");
        }
        if (decoded.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidInput(field, "no control characters", "some");
        }
        return decoded;
    }
}
