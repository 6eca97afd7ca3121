package io.hakiri.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** A TOML file as a tree. The place of a value is that of its key. */
final class TomlTree {
    private final String file;

    private TomlTree(String file) {
        this.file = file;
    }

    /** {@code null} where the text is no TOML; then all that the parser found is among the problems. */
    static Node.@Nullable Table read(String file, String text, Problems problems) {
        try {
            TomlParseResult result = Toml.parse(text);
            result.errors()
                    .forEach(error -> problems.add(
                            at(file, error.position()), "", "expected TOML: " + message(error.getMessage())));
            return result.hasErrors() ? null : new TomlTree(file).table(new Place(file, 1, 1), result);
        } catch (StackOverflowError e) { // the parser recurses: nothing but such a file can do this
            problems.add(Place.whole(file), "", "expected TOML, found brackets nested too deeply");
        } catch (RuntimeException
                | AssertionError e) { // what the parser did not foresee: a backslash before a line's end
            problems.add(
                    new Place(file, lineOfStumble(text), 0),
                    "",
                    "expected TOML, found what cannot be read; a backslash between \"…\" is written twice");
        }
        return null;
    }

    /** The parser stumbles over the lines up to this one, and not over those before it alone. */
    private static int lineOfStumble(String text) {
        List<String> lines = text.lines().toList();
        int good = 0;
        int bad = lines.size();
        while (bad - good > 1) {
            int middle = (good + bad) >>> 1;
            if (stumbles(String.join("\n", lines.subList(0, middle)) + "\n")) {
                bad = middle;
            } else {
                good = middle;
            }
        }
        return bad;
    }

    private static boolean stumbles(String text) {
        try {
            Toml.parse(text);
            return false;
        } catch (RuntimeException | AssertionError e) {
            return true;
        }
    }

    private static String message(@Nullable String words) {
        return words == null ? "the text cannot be read" : words;
    }

    private static Place at(String file, @Nullable TomlPosition position) {
        return position == null ? Place.whole(file) : new Place(file, position.line(), position.column());
    }

    private Node.Table table(Place place, TomlTable table) {
        SequencedMap<String, Node> entries = new LinkedHashMap<>();
        for (String key : table.keySet()) {
            List<String> path = List.of(key);
            entries.put(key, node(at(file, table.inputPositionOf(path)), table.get(path)));
        }
        return new Node.Table(place, entries);
    }

    private Node node(Place place, @Nullable Object value) {
        return switch (value) {
            case String text -> new Node.Text(place, text);
            case Long number -> new Node.Whole(place, number);
            case Boolean flag -> new Node.Flag(place, flag);
            case TomlTable table -> table(place, table);
            case TomlArray array -> {
                List<Node> items = new ArrayList<>();
                for (int i = 0; i < array.size(); i++) {
                    items.add(node(at(file, array.inputPositionOf(i)), array.get(i)));
                }
                yield new Node.Items(place, items);
            }
            case null, default -> new Node.Other(place, "the value " + value);
        };
    }
}
