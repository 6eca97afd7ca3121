package io.hakiri.topology;

import io.hakiri.topology.Rule.Basis;
import io.hakiri.topology.Rule.Comparison;
import io.hakiri.topology.Rule.Effect;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/** Reads the rules and the parts that come with the program. They are ours: what is wrong with them is a mistake of the program. */
final class DataFile {
    private static final String RULES = "rules.toml";
    private static final String PARTS = "parts.toml";

    private DataFile() {}

    static List<Rule> rules() {
        return tables(RULES, "rule").stream()
                .map(table -> new Rule(
                        text(table, "id"),
                        topologies(table, "about"),
                        Effect.valueOf(constant(table, "effect")),
                        Fact.of(text(table, "fact")),
                        Comparison.valueOf(constant(table, "is")),
                        number(table, "border"),
                        text(table, "reason"),
                        text(table, "trigger"),
                        Basis.valueOf(constant(table, "basis")),
                        text(table, "source")))
                .toList();
    }

    static List<Part> parts() {
        return tables(PARTS, "parts").stream()
                .map(table -> new Part(
                        topologies(table, "of"),
                        text(table, "what"),
                        text(table, "price"),
                        number(table, "each"),
                        Driver.of(text(table, "by"))))
                .toList();
    }

    private static List<TomlTable> tables(String file, String name) {
        try (InputStream in = Objects.requireNonNull(DataFile.class.getResourceAsStream(file), file)) {
            TomlParseResult result = Toml.parse(in);
            if (result.hasErrors()) {
                throw new IllegalStateException(file + ": " + result.errors());
            }
            TomlArray array = Objects.requireNonNull(result.getArray(name), file);
            List<TomlTable> tables = new ArrayList<>();
            for (int i = 0; i < array.size(); i++) {
                tables.add(array.getTable(i));
            }
            return tables;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(TomlTable table, String key) {
        return Objects.requireNonNull(table.getString(key), key);
    }

    private static String constant(TomlTable table, String key) {
        return text(table, key).toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static double number(TomlTable table, String key) {
        Object value = Objects.requireNonNull(table.get(key), key);
        return ((Number) value).doubleValue();
    }

    private static Set<Topology> topologies(TomlTable table, String key) {
        TomlArray words = Objects.requireNonNull(table.getArray(key), key);
        Set<Topology> topologies = EnumSet.noneOf(Topology.class);
        for (int i = 0; i < words.size(); i++) {
            topologies.add(Topology.of(words.getString(i)));
        }
        return topologies;
    }
}
