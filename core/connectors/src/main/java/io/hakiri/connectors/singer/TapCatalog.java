package io.hakiri.connectors.singer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.connector.Setting;
import java.util.ArrayList;
import java.util.List;

/** The catalog of a tap, with the streams selected that a run wants, in both ways that taps look for that. */
final class TapCatalog {
    private static final String SELECTED = "selected";
    private static final String METADATA = "metadata";
    private static final String BREADCRUMB = "breadcrumb";

    private TapCatalog() {}

    /**
     * The catalog as the tap is given it back.
     *
     * @param fieldsToo whether all fields of the stream are selected, too, where nobody said otherwise
     */
    static String select(
            JsonNode catalog, String stream, List<String> alsoSelect, List<Setting> metadata, boolean fieldsToo) {
        boolean found = false;
        List<String> names = new ArrayList<>();
        for (JsonNode node : catalog.path("streams")) {
            if (!(node instanceof ObjectNode entry)) {
                continue;
            }
            List<String> own = List.of(
                    entry.path("stream").asText(""), entry.path("tap_stream_id").asText(" "));
            names.add(entry.path("stream").asText(entry.path("tap_stream_id").asText()));
            boolean wanted = own.contains(stream);
            boolean chosen = wanted || alsoSelect.stream().anyMatch(own::contains);
            found |= wanted;
            mark(entry, chosen);
            if (chosen && fieldsToo) {
                markFields(entry);
            }
            if (wanted) {
                metadata.forEach(setting -> tell(entry, setting));
            }
        }
        if (!found) {
            throw SingerSettings.permanent("the tap has no stream \"" + stream + "\"; it has " + names);
        }
        return catalog.toString();
    }

    private static void mark(ObjectNode entry, boolean chosen) {
        if (entry.path("schema") instanceof ObjectNode schema) {
            schema.put(SELECTED, chosen);
        }
        root(entry).put(SELECTED, chosen);
    }

    private static void markFields(ObjectNode entry) {
        for (JsonNode part : entry.path(METADATA)) {
            boolean field = !part.path(BREADCRUMB).isEmpty();
            if (field
                    && part.path(METADATA) instanceof ObjectNode told
                    && !told.has(SELECTED)
                    && !told.path("inclusion").asText().equals("unsupported")) {
                told.put(SELECTED, true);
            }
        }
    }

    private static void tell(ObjectNode entry, Setting setting) {
        root(entry).put(setting.name(), setting.value());
        if (setting.name().equals("replication-method") || setting.name().equals("replication-key")) {
            entry.put(setting.name().replace('-', '_'), setting.value()); // where older taps look
        }
    }

    /** The metadata of the stream itself; made where there is none. */
    private static ObjectNode root(ObjectNode entry) {
        ArrayNode all = entry.path(METADATA) instanceof ArrayNode there ? there : entry.putArray(METADATA);
        for (JsonNode part : all) {
            if (part.path(BREADCRUMB).isEmpty() && part.path(METADATA) instanceof ObjectNode told) {
                return told;
            }
        }
        ObjectNode part = all.addObject();
        part.putArray(BREADCRUMB);
        return part.putObject(METADATA);
    }
}
