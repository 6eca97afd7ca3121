package io.hakiri.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Says what a command found: as JSON, whose form is documented and stable; as a table for a person at a terminal; elsewhere as
 * plain lines, their fields separated by tabs.
 */
final class Output {
    /** The forms there are. */
    enum Format {
        TABLE,
        JSON
    }

    private static final String BOLD = "\u001b[1m";
    private static final String PLAIN = "\u001b[0m";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final PrintWriter out;
    private final Format format;
    private final boolean terminal;
    private final boolean colour;

    Output(PrintWriter out, Format format, boolean terminal, boolean colour) {
        this.out = out;
        this.format = format;
        this.terminal = terminal;
        this.colour = colour;
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** A list of things under one name; the table shows some of their fields, named by dotted paths. */
    void list(String name, List<ObjectNode> entries, String... columns) {
        switch (format) {
            case JSON -> {
                ObjectNode document = object();
                document.putArray(name).addAll(entries);
                print(document);
            }
            case TABLE -> table(entries, columns);
        }
    }

    /** As a list, with where it goes on and how old it may be. */
    void found(String name, List<ObjectNode> entries, @Nullable String next, Duration lag, String... columns) {
        switch (format) {
            case JSON -> {
                ObjectNode document = object();
                document.putArray(name).addAll(entries);
                document.put("next", next);
                document.put("lag_seconds", seconds(lag));
                print(document);
            }
            case TABLE -> table(entries, columns);
        }
    }

    /** With three digits at most behind the point, rounded up. */
    static BigDecimal seconds(Duration time) {
        BigDecimal seconds = BigDecimal.valueOf(time.getSeconds()).add(BigDecimal.valueOf(time.getNano(), 9));
        return new BigDecimal(
                seconds.setScale(3, RoundingMode.UP).stripTrailingZeros().toPlainString());
    }

    /** One thing; the table shows a line per field, and for a list of texts one for each. */
    void one(ObjectNode document) {
        switch (format) {
            case JSON -> print(document);
            case TABLE -> {
                int width = document.properties().stream()
                        .mapToInt(e -> e.getKey().length())
                        .max()
                        .orElse(0);
                document.properties().forEach(e -> {
                    for (JsonNode value : e.getValue().isArray() ? e.getValue() : List.of(e.getValue())) {
                        out.println(
                                terminal
                                        ? bold(padded(e.getKey(), width)) + "  " + text(value)
                                        : e.getKey() + "\t" + text(value));
                    }
                });
                out.flush();
            }
        }
    }

    /** One thing that has a list in it; the table shows a line per field, and then the list if there is anything in it. */
    void oneWithList(ObjectNode document, String name, List<ObjectNode> entries, String... columns) {
        switch (format) {
            case JSON -> {
                document.putArray(name).addAll(entries);
                print(document);
            }
            case TABLE -> {
                one(document);
                if (!entries.isEmpty()) {
                    out.println();
                    table(entries, columns);
                }
            }
        }
    }

    /**
     * One thing that is told otherwise to people: the JSON is the document as it is; the table shows a line per field of the
     * summary, and then one of the document's lists if there is anything in it.
     */
    void told(ObjectNode document, ObjectNode summary, String list, String... columns) {
        switch (format) {
            case JSON -> print(document);
            case TABLE -> {
                List<ObjectNode> entries = new ArrayList<>();
                document.path(list).forEach(entry -> entries.add((ObjectNode) entry));
                one(summary);
                if (!entries.isEmpty()) {
                    out.println();
                    table(entries, columns);
                }
            }
        }
    }

    /** One thing that people read in parts: they are shown by {@code people}, which calls what is here. */
    void document(ObjectNode document, Runnable people) {
        switch (format) {
            case JSON -> print(document);
            case TABLE -> people.run();
        }
    }

    /** A line for people, above what belongs together. */
    void heading(String text) {
        out.println(bold(text));
    }

    /** A line for people. */
    void line(String text) {
        out.println(text);
    }

    void flush() {
        out.flush();
    }

    private void print(JsonNode document) {
        try {
            out.println(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(document));
            out.flush();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void table(List<ObjectNode> entries, String... columns) {
        List<List<String>> lines = new ArrayList<>();
        List<String> header = new ArrayList<>();
        for (String column : columns) {
            header.add(column.substring(column.lastIndexOf('.') + 1).toUpperCase(Locale.ROOT));
        }
        lines.add(header);
        for (ObjectNode entry : entries) {
            List<String> line = new ArrayList<>();
            for (String column : columns) {
                line.add(text(entry.at("/" + column.replace('.', '/'))));
            }
            lines.add(line);
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = terminal ? line(lines, lines.get(i)) : String.join("\t", lines.get(i));
            out.println(i == 0 ? bold(line) : line);
        }
        out.flush();
    }

    private static String line(List<List<String>> lines, List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < cells.size(); c++) {
            int column = c;
            int width = lines.stream()
                    .mapToInt(l -> l.get(column).codePointCount(0, l.get(column).length()))
                    .max()
                    .orElse(0);
            line.append(c == 0 ? "" : "  ").append(padded(cells.get(c), width));
        }
        return line.toString().stripTrailing();
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.codePointCount(0, text.length())));
    }

    private static String text(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "-";
        }
        String text = value.isValueNode() ? value.asText() : value.toString();
        // control characters could redraw the terminal
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private String bold(String text) {
        return colour ? BOLD + text + PLAIN : text;
    }
}
