package io.hakiri.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** In what two documents differ, by name: values may be positions, which nobody is shown. */
final class Fields {
    private Fields() {}

    static String otherwise(ObjectNode one, ObjectNode other) {
        List<String> names = new ArrayList<>();
        TreeSet<String> all = new TreeSet<>();
        one.fieldNames().forEachRemaining(all::add);
        other.fieldNames().forEachRemaining(all::add);
        for (String name : all) {
            JsonNode a = one.path(name);
            JsonNode b = other.path(name);
            if (!a.equals(b)) {
                names.add(
                        a instanceof ObjectNode inner && b instanceof ObjectNode otherInner
                                ? name + "." + otherwise(inner, otherInner)
                                : name);
            }
        }
        return String.join(", ", names);
    }
}
