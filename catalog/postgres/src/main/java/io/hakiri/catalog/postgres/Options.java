package io.hakiri.catalog.postgres;

import io.hakiri.catalog.InvalidInput;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The options of an address, as they are read; what is asked for is what is known. */
final class Options {
    private static final Pattern SPAN = Pattern.compile("(?:[0-9]{1,4}[hms]){1,3}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Map<String, String> given;
    private final Set<String> known = new LinkedHashSet<>();

    private Options(Map<String, String> given) {
        this.given = given;
    }

    static Options of(@Nullable String query) {
        Map<String, String> given = new HashMap<>();
        if (query == null || query.isEmpty()) {
            return new Options(given);
        }
        for (String option : query.split("&", -1)) {
            int equals = option.indexOf('=');
            if (equals < 1 || equals == option.length() - 1) {
                throw new InvalidInput("options", "option=value, separated by &", "something else");
            }
            String name = AddressParser.decoded("options", option.substring(0, equals));
            if (given.put(name, AddressParser.decoded(name, option.substring(equals + 1))) != null) {
                throw new InvalidInput(name, "once", "twice");
            }
        }
        return new Options(given);
    }

    Optional<String> text(String name) {
        known.add(name);
        return Optional.ofNullable(given.get(name));
    }

    /** An option that belongs to some ways of logging in. */
    Optional<String> textWith(String name, String auth, String... ways) {
        Optional<String> text = text(name);
        if (text.isPresent() && !List.of(ways).contains(auth)) {
            throw new InvalidInput(name, "only with auth=" + String.join(" or auth=", ways), "auth=" + auth);
        }
        return text;
    }

    Optional<String> word(String name, String... words) {
        Optional<String> word = text(name);
        word.filter(w -> !Arrays.asList(words).contains(w)).ifPresent(other -> {
            throw new InvalidInput(name, String.join(" or ", words), other);
        });
        return word;
    }

    int number(String name, int least, int most, int otherwise) {
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

    /** As people write it ({@code 90s}, {@code 1m30s}), or as ISO 8601 does ({@code PT0.5S}). */
    Duration time(String name, Duration otherwise) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            String iso = SPAN.matcher(text.get()).matches() ? "PT" + text.get() : text.get();
            Duration time = Duration.parse(iso);
            if (time.compareTo(SHORTEST) >= 0 && time.compareTo(LONGEST) <= 0) {
                return time;
            }
        } catch (DateTimeException e) {
            // said below
        }
        throw new InvalidInput(name, "a time such as 10s or 1m30s, at most 1h", text.get());
    }

    /** Refuses what nobody asked for. */
    void allUsed() {
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
}
