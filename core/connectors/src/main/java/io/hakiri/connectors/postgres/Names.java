package io.hakiri.connectors.postgres;

import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Names of tables and columns, as the database itself has them: case matters, nothing is folded. */
final class Names {
    /** A longer name would be cut by the server without a word. */
    static final int MOST_BYTES = 63;

    private static final Pattern PART = Pattern.compile("\"((?:[^\"]|\"\")+)\"|([^\".]+)");

    private Names() {}

    /**
     * A table.
     *
     * @param schema {@code null} for the first of the search path that has it
     */
    record Table(@Nullable String schema, String name) {
        /** As SQL. */
        String sql() {
            return schema == null ? quoted(name) : quoted(schema) + "." + quoted(name);
        }

        @Override
        public String toString() {
            return schema == null ? name : schema + "." + name;
        }
    }

    /** Reads {@code table} or {@code schema.table}; a part with a point in it stands in double quotes. */
    static Table table(String text) {
        Matcher part = PART.matcher(text);
        if (part.lookingAt()) {
            String first = text(part);
            int end = part.end();
            if (end == text.length()) {
                return new Table(null, first);
            }
            if (text.charAt(end) == '.'
                    && part.find(end + 1)
                    && part.start() == end + 1
                    && part.end() == text.length()) {
                return new Table(first, text(part));
            }
        }
        throw permanent("table \"" + text + "\": expected table or schema.table, as the database has the names; a name"
                + " that has a point stands in double quotes");
    }

    private static String text(Matcher part) {
        String plain = part.group(2);
        return plain != null ? plain : part.group(1).replace("\"\"", "\"");
    }

    /** A name as SQL. */
    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String quoted(Collection<String> names) {
        return names.stream().map(Names::quoted).collect(Collectors.joining(", "));
    }

    /** Names for a person. */
    static String shown(List<String> names) {
        return names.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", "));
    }

    /** Refuses a name that the server would cut. */
    static String fitting(String what, String name) {
        if (name.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES || name.indexOf('\0') >= 0) {
            throw permanent(what + " \"" + name + "\" is no name that PostgreSQL takes: expected at most " + MOST_BYTES
                    + " bytes; rename it at the source");
        }
        return name;
    }

    static ConnectorException permanent(String message) {
        return new ConnectorException(ErrorClass.PERMANENT, message, null);
    }
}
