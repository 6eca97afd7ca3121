package io.hakiri.deploy.cost;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.deploy.preview.Options;
import io.hakiri.deploy.preview.Resource;
import io.hakiri.deploy.preview.ResourceGraph;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** Small graphs, as tests say them. */
final class Made {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STACK = "urn:pulumi:dev::hakiri::pulumi:pulumi:Stack::hakiri-dev";
    private static final Options PLAIN = new Options(
            false, false, null, List.of(), List.of(), List.of(), new TreeMap<>(), null, null, List.of(), null, null);

    private Made() {}

    /** @param inputs JSON, with {@code '} for quotes */
    static Resource resource(String type, String name, String inputs) {
        try {
            return new Resource(
                    "urn:pulumi:dev::hakiri::" + type + "::" + name,
                    type,
                    name,
                    STACK,
                    Resource.Kind.MADE,
                    (ObjectNode) JSON.readTree(inputs.replace('\'', '"')),
                    List.of(),
                    JsonNodeFactory.instance.objectNode(),
                    new TreeSet<>(),
                    new TreeMap<>(),
                    PLAIN);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(inputs, e);
        }
    }

    static ResourceGraph graph(Resource... resources) {
        return new ResourceGraph(STACK, Arrays.asList(resources), JsonNodeFactory.instance.objectNode(), List.of());
    }
}
