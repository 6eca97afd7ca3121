package io.hakiri.deploy.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hakiri.pipeline.TimeSpan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The configuration of a stack, word by word. What is wrong is gathered; what was not asked for in the end is wrong, too. */
final class Words {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OURS = "hakiri:";

    private final Map<String, String> config;
    private final List<String> wrong;
    private final Set<String> asked = new HashSet<>();

    Words(Map<String, String> config, List<String> wrong) {
        this.config = config;
        this.wrong = wrong;
    }

    /** {@code null} where it is not there, or blank. */
    @Nullable
    String said(String key) {
        String full = key.indexOf(':') < 0 ? OURS + key : key;
        asked.add(full);
        String text = config.get(full);
        return text == null || text.isBlank() ? null : text.strip();
    }

    /** A text of a form, or {@code null} where it is not there. */
    @Nullable
    String optional(String key, Pattern form, String expected) {
        String text = said(key);
        if (text != null && !form.matcher(text).matches()) {
            expected(key, expected, text);
            return null;
        }
        return text;
    }

    String text(String key, String otherwise, Pattern form, String expected) {
        String text = optional(key, form, expected);
        return text == null ? otherwise : text;
    }

    <E extends Enum<E>> E word(String key, E otherwise, Class<E> type) {
        String text = said(key);
        if (text == null) {
            return otherwise;
        }
        for (E value : type.getEnumConstants()) {
            if (of(value).equals(text)) {
                return value;
            }
        }
        expected(
                key,
                "one of " + Stream.of(type.getEnumConstants()).map(Words::of).collect(Collectors.joining(", ")),
                text);
        return otherwise;
    }

    private static String of(Enum<?> value) {
        String word = value.name().toLowerCase(Locale.ROOT);
        return value instanceof Topology ? word.replace('_', '-') : word;
    }

    boolean flag(String key, boolean otherwise) {
        String text = said(key);
        if (text == null) {
            return otherwise;
        }
        if (!text.equals("true") && !text.equals("false")) {
            expected(key, "true or false", text);
            return otherwise;
        }
        return text.equals("true");
    }

    int number(String key, int otherwise, int least, int most) {
        String text = said(key);
        if (text == null) {
            return otherwise;
        }
        if (text.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        expected(key, "a whole number from " + least + " to " + most, text);
        return otherwise;
    }

    /** In steps of a half. */
    double halves(String key, double otherwise, double least, double most) {
        String text = said(key);
        if (text == null) {
            return otherwise;
        }
        if (text.matches("[0-9]{1,4}(\\.[05])?")) {
            double number = Double.parseDouble(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        expected(key, "a number from " + least + " to " + most + " in steps of 0.5", text);
        return otherwise;
    }

    Duration time(String key, Duration otherwise, Duration least, Duration most) {
        Duration time = optionalTime(key, least, most);
        return time == null ? otherwise : time;
    }

    @Nullable
    Duration optionalTime(String key, Duration least, Duration most) {
        String text = said(key);
        if (text == null) {
            return null;
        }
        Duration time = TimeSpan.parse(text)
                .filter(said -> said.compareTo(least) >= 0 && said.compareTo(most) <= 0)
                .orElse(null);
        if (time == null) {
            expected(key, "a time from " + shown(least) + " to " + shown(most) + ", such as 90s, 15m or 1h30m", text);
        }
        return time;
    }

    private static String shown(Duration time) {
        return time.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    /** A list of YAML, which Pulumi gives to programs as JSON; or a text with commas. */
    List<String> list(String key, List<String> otherwise, Pattern form, String expected) {
        String text = said(key);
        if (text == null) {
            return otherwise;
        }
        List<String> list = new ArrayList<>();
        if (text.startsWith("[")) {
            JsonNode array = json(text);
            if (array == null) {
                expected(key, "a list", text);
                return otherwise;
            }
            array.forEach(element -> list.add(element.asText()));
        } else {
            list.addAll(List.of(text.split("\\s*,\\s*", -1)));
        }
        for (String element : list) {
            if (!form.matcher(element).matches()) {
                expected(key, "a list, each " + expected, element);
                return otherwise;
            }
        }
        return list;
    }

    Map<String, String> map(String key) {
        String text = said(key);
        Map<String, String> map = new LinkedHashMap<>();
        if (text == null) {
            return map;
        }
        JsonNode object = text.startsWith("{") ? json(text) : null;
        if (object == null) {
            expected(key, "names and values, such as {OTEL_SERVICE_NAME: hakiri}", text);
            return map;
        }
        object.properties()
                .forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
        return map;
    }

    private static @Nullable JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    void expected(String key, String expected, String given) {
        wrong.add(OURS + key + ": expected " + expected + ", given " + given);
    }

    void wrong(String key, String what) {
        wrong.add(OURS + key + ": " + what);
    }

    /** Whatever is there and means nothing: a word that is misspelt would be a default that nobody wanted. */
    void allAsked() {
        for (String key : new TreeSet<>(config.keySet())) {
            if (key.startsWith(OURS) && !asked.contains(key)) {
                wrong.add(key + ": there is no such setting; docs/deploying.md lists them");
            }
        }
    }
}
