package io.hakiri.topology;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads {@link Prices} from JSON. What is wrong is gathered. */
final class PriceFile {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
    private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-[0-9]");
    private static final Pattern LINK = Pattern.compile("https?://\\S+");
    private static final Pattern TEXT = Pattern.compile("(?s).*\\S.*");
    private static final Set<String> WORDS = Set.of("date", "currency", "checked", "otherwise", "prices");
    private static final Set<String> PRICE_WORDS = Set.of("per", "source", "approximate");

    private final String file;
    private final List<String> wrong = new ArrayList<>();

    private PriceFile(String file) {
        this.file = file;
    }

    static Prices read(String file, byte[] json) {
        PriceFile reader = new PriceFile(file);
        Prices prices = reader.prices(reader.tree(json));
        reader.refuse();
        return prices;
    }

    private JsonNode tree(byte[] json) {
        try {
            JsonNode tree = JSON.readTree(json);
            if (!tree.isObject()) {
                wrong.add(file + ": expected a JSON object with date, currency, checked, otherwise and prices");
            }
            refuse();
            return tree;
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new WrongInput(List.of(file + ", line " + line + ": expected JSON: " + e.getOriginalMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void refuse() {
        if (!wrong.isEmpty()) {
            throw new WrongInput(wrong);
        }
    }

    private Prices prices(JsonNode tree) {
        tree.fieldNames().forEachRemaining(name -> {
            if (!WORDS.contains(name)) {
                expected(name, "one of date, currency, checked, otherwise and prices", "another word");
            }
        });
        LocalDate date = date(tree.path("date"));
        String currency = text("currency", tree.path("currency"), CURRENCY, "three capital letters, such as USD");
        String checked =
                text("checked", tree.path("checked"), TEXT, "a text that says when the prices were looked at, and how");
        String otherwise = text(
                "otherwise",
                tree.path("otherwise"),
                REGION,
                "the region that stands in for those without prices, such as eu-central-1");
        Map<String, Map<String, Price>> all = new TreeMap<>();
        JsonNode prices = tree.path("prices");
        if (!prices.isObject() || prices.isEmpty()) {
            expected("prices", "an object with a price under each name", prices);
        } else {
            prices.properties()
                    .forEach(entry -> all.put(entry.getKey(), price(entry.getKey(), entry.getValue(), otherwise)));
        }
        return new Prices(date, currency, checked, otherwise, all);
    }

    private Map<String, Price> price(String key, JsonNode price, String otherwise) {
        String at = "prices." + key;
        Map<String, Price> regions = new TreeMap<>();
        if (!price.isObject()) {
            expected(at, "an object with per, source and a number for each region", price);
            return regions;
        }
        String per = text(at + ".per", price.path("per"), TEXT, "the unit, such as GB-month");
        String source = text(at + ".source", price.path("source"), LINK, "a link to where the price is from");
        Set<String> approximate = approximate(at, price);
        for (Map.Entry<String, JsonNode> entry : price.properties()) {
            String region = entry.getKey();
            if (PRICE_WORDS.contains(region)) {
                continue;
            }
            JsonNode amount = entry.getValue();
            if (!REGION.matcher(region).matches()) {
                expected(
                        at + "." + region, "per, source, approximate or a region such as eu-central-1", "another word");
            } else if (!amount.isNumber() || amount.decimalValue().signum() < 0) {
                expected(at + "." + region, "a number of 0 or more", amount);
            } else {
                regions.put(
                        region,
                        new Price(key, per, region, amount.decimalValue(), approximate.contains(region), source));
            }
        }
        if (!price.has(otherwise) && !otherwise.isEmpty()) {
            expected(at + "." + otherwise, "a number, for this region stands in for others", price.path(otherwise));
        }
        return regions;
    }

    private Set<String> approximate(String at, JsonNode price) {
        Set<String> regions = new HashSet<>();
        JsonNode list = price.path("approximate");
        if (list.isMissingNode()) {
            return regions;
        }
        if (!list.isArray()) {
            expected(at + ".approximate", "a list of regions whose price is not sure", list);
        }
        for (JsonNode region : list) {
            if (!price.path(region.asText()).isNumber()) {
                expected(at + ".approximate", "regions that have a price here", region);
            }
            regions.add(region.asText());
        }
        return regions;
    }

    private LocalDate date(JsonNode date) {
        try {
            return LocalDate.parse(date.asText());
        } catch (DateTimeParseException e) {
            expected("date", "the day of the prices, such as 2026-11-30", date);
            return LocalDate.EPOCH;
        }
    }

    private String text(String at, JsonNode text, Pattern form, String expected) {
        if (text.isTextual() && form.matcher(text.textValue()).matches()) {
            return text.textValue();
        }
        expected(at, expected, text);
        return "";
    }

    private void expected(String at, String expected, JsonNode given) {
        expected(at, expected, given.isMissingNode() ? "nothing" : given.toString());
    }

    private void expected(String at, String expected, String given) {
        wrong.add(file + ", " + at + ": expected " + expected + ", given " + given);
    }
}
