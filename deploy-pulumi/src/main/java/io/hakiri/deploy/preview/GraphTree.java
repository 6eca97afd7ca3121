package io.hakiri.deploy.preview;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A graph for a person at a terminal: the resources below their components, sorted by name, each with its type and what is unusual
 * about it; then the outputs, and how many resources there are.
 */
public final class GraphTree {
    private static final int BETWEEN = 2;

    private record Row(String branch, String name, String type, String remarks) {
        int width() {
            return branch.length() + name.length();
        }
    }

    private GraphTree() {}

    /** Ends with a line's end. */
    public static String of(ResourceGraph graph) {
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("", nameOf(graph.stack()), "pulumi:pulumi:Stack", ""));
        children(graph, graph.stack(), "", rows);

        int width = rows.stream().mapToInt(Row::width).max().orElse(0) + BETWEEN;
        StringBuilder text = new StringBuilder();
        for (Row row : rows) {
            String line = row.branch()
                    + row.name()
                    + " ".repeat(width - row.width())
                    + row.type()
                    + (row.remarks().isEmpty() ? "" : "  " + row.remarks());
            text.append(line).append('\n');
        }
        if (!graph.outputs().isEmpty()) {
            text.append("\nOutputs\n");
            int longest = graph.outputs().properties().stream()
                    .mapToInt(output -> output.getKey().length())
                    .max()
                    .orElse(0);
            for (Map.Entry<String, JsonNode> output : graph.outputs().properties()) {
                text.append("  ")
                        .append(output.getKey())
                        .append(" ".repeat(longest - output.getKey().length() + BETWEEN))
                        .append(value(output.getValue()))
                        .append('\n');
            }
        }
        return text.append('\n').append(count(graph)).append('\n').toString();
    }

    private static void children(ResourceGraph graph, String parent, String indent, List<Row> rows) {
        List<Resource> children = graph.children(parent);
        for (Resource child : children) {
            boolean isLast = child.equals(children.getLast());
            rows.add(new Row(indent + (isLast ? "└─ " : "├─ "), child.name(), child.type(), remarks(child)));
            children(graph, child.urn(), indent + (isLast ? "   " : "│  "), rows);
        }
    }

    private static String remarks(Resource resource) {
        List<String> remarks = new ArrayList<>();
        if (resource.kind() == Resource.Kind.READ) {
            remarks.add("read only");
        }
        if (resource.options().protect()) {
            remarks.add("protected");
        }
        if (resource.options().retainOnDelete()) {
            remarks.add("kept when deleted");
        }
        return remarks.isEmpty() ? "" : "[" + String.join(", ", remarks) + "]";
    }

    private static String value(JsonNode value) {
        return value.isTextual() ? value.textValue() : value.has("secret") ? Values.SECRET : value.toString();
    }

    private static String count(ResourceGraph graph) {
        long components =
                graph.resources().stream().filter(Resource::isComponent).count();
        long read = graph.resources().stream()
                .filter(resource -> resource.kind() == Resource.Kind.READ)
                .count();
        long made = graph.resources().size() - components - read;
        return made + " to make, " + components + (components == 1 ? " component" : " components")
                + (read == 0 ? "" : ", " + read + " only read");
    }

    private static String nameOf(String urn) {
        return urn.substring(urn.lastIndexOf(":") + 1);
    }
}
