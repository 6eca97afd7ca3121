package io.hakiri.pipeline;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** A JSON file as a tree. The place of a value is that of its key, as in TOML. Depth is bounded by the parser (1,000). */
final class JsonTree {
    private static final JsonFactory JSON = new JsonFactory();

    private final String file;
    private final JsonParser parser;
    private final Problems problems;

    private JsonTree(String file, JsonParser parser, Problems problems) {
        this.file = file;
        this.parser = parser;
        this.problems = problems;
    }

    /** {@code null} where the text is no JSON object; then the reason is among the problems. */
    static Node.@Nullable Table read(String file, String text, Problems problems) {
        int before = problems.count();
        try (JsonParser parser = JSON.createParser(text)) {
            JsonTree tree = new JsonTree(file, parser, problems);
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                problems.add(new Place(file, 1, 1), "", "expected a JSON object { … }");
                return null;
            }
            Node.Table table = tree.table(tree.here(), new Reading("", problems));
            if (parser.nextToken() != null) {
                problems.add(tree.here(), "", "expected the end of the file after the JSON object");
            }
            return problems.count() == before ? table : null;
        } catch (JsonProcessingException e) {
            problems.add(at(file, e.getLocation()), "", "expected JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            problems.add(Place.whole(file), "", "expected JSON: " + e.getMessage());
        }
        return null;
    }

    private Node.Table table(Place place, Reading reading) throws IOException {
        SequencedMap<String, Node> entries = new LinkedHashMap<>();
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            Place at = here();
            parser.nextToken();
            Node twice = entries.putIfAbsent(key, node(at, reading.child(key)));
            if (twice != null) {
                problems.add(
                        at,
                        reading.child(key).key(),
                        "expected each key once, found it again; first at "
                                + twice.at().lineText());
            }
        }
        return new Node.Table(place, entries);
    }

    private Node node(Place place, Reading reading) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> table(place, reading);
            case START_ARRAY -> {
                List<Node> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(node(here(), reading.item(items.size())));
                }
                yield new Node.Items(place, items);
            }
            case VALUE_STRING -> new Node.Text(place, parser.getText());
            case VALUE_TRUE -> new Node.Flag(place, true);
            case VALUE_FALSE -> new Node.Flag(place, false);
            case VALUE_NUMBER_INT -> whole(place);
            case VALUE_NUMBER_FLOAT -> new Node.Other(place, "the value " + Shown.key(parser.getText()));
            case VALUE_NULL -> new Node.Other(place, "null");
            case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalStateException("no JSON value begins with " + parser.currentToken());
        };
    }

    private Node whole(Place place) throws IOException {
        return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                ? new Node.Other(place, "the value " + Shown.key(parser.getText()))
                : new Node.Whole(place, parser.getLongValue());
    }

    private Place here() {
        return at(file, parser.currentTokenLocation());
    }

    private static Place at(String file, @Nullable JsonLocation location) {
        return location == null ? Place.whole(file) : new Place(file, location.getLineNr(), location.getColumnNr());
    }
}
