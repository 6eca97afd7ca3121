package io.hakiri.topology;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Prices of AWS, of one day.
 *
 * @param date of the prices
 * @param currency three letters, such as {@code USD}
 * @param checked how sure they are, for people
 * @param otherwise the region whose prices stand in for those of a region that is not here
 * @param all by key, and then by region
 */
public record Prices(
        LocalDate date, String currency, String checked, String otherwise, Map<String, Map<String, Price>> all) {
    private static final String STANDARD = "prices.json";

    public Prices {
        Map<String, Map<String, Price>> copy = new TreeMap<>();
        all.forEach((key, regions) -> copy.put(key, Collections.unmodifiableMap(new TreeMap<>(regions))));
        all = Collections.unmodifiableMap(copy);
    }

    /** Those that come with the program. */
    public static Prices standard() {
        try (InputStream file = Objects.requireNonNull(Prices.class.getResourceAsStream(STANDARD), STANDARD)) {
            return PriceFile.read(STANDARD, file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Those of a file, in place of the standard ones.
     *
     * @throws WrongInput with all that is wrong with it
     * @throws IOException where it cannot be read
     */
    public static Prices read(Path file) throws IOException {
        return PriceFile.read(file.toString(), Files.readAllBytes(file));
    }

    /** Regions that have any price of their own, sorted. */
    public List<String> regions() {
        TreeSet<String> regions = new TreeSet<>();
        all.values().forEach(price -> regions.addAll(price.keySet()));
        return List.copyOf(regions);
    }

    /** In that region, or in the one that stands in for it; empty where there is none of this kind. */
    public Optional<Price> of(String key, String region) {
        Map<String, Price> regions = all.getOrDefault(key, Map.of());
        Price here = regions.get(region);
        return Optional.ofNullable(here == null ? regions.get(otherwise) : here);
    }
}
