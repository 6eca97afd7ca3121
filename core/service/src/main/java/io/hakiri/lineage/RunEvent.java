package io.hakiri.lineage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.api.ProgramVersion;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.RunId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event as OpenLineage 2-0-2 describes it: a job is a pipeline, its namespace the project; what it writes is a dataset for each
 * stream, {@code PIPELINE/STREAM} in the same namespace.
 */
final class RunEvent {
    private static final String SPEC = "https://openlineage.io/spec/";
    private static final String EVENT = SPEC + "2-0-2/OpenLineage.json#/$defs/RunEvent";
    private static final String PRODUCER = "urn:hakiri:program:" + ProgramVersion.current();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode event = JsonNodeFactory.instance.objectNode();
    private final String namespace;
    private final String pipeline;
    private final ObjectNode runFacets;
    private final ArrayNode outputs;

    RunEvent(String type, Instant at, @Nullable String namespace, PipelineKey key, RunId run) {
        this.namespace =
                (namespace == null ? "" : namespace + "/") + key.project().value();
        this.pipeline = key.pipeline().value();
        event.put("eventType", type)
                .put("eventTime", at.toString())
                .put("producer", PRODUCER)
                .put("schemaURL", EVENT);
        runFacets = event.putObject("run").put("runId", run.toString()).putObject("facets");
        ObjectNode job = event.putObject("job").put("namespace", this.namespace).put("name", pipeline);
        facet(job.putObject("facets"), "jobType", "2-0-4/JobTypeJobFacet")
                .put("processingType", "BATCH")
                .put("integration", "HAKIRI")
                .put("jobType", "PIPELINE");
        event.putArray("inputs");
        outputs = event.putArray("outputs");
    }

    private static ObjectNode facet(ObjectNode facets, String name, String schema) {
        return facets.putObject(name)
                .put("_producer", PRODUCER)
                .put(
                        "_schemaURL",
                        SPEC + "facets/" + schema + ".json#/$defs/" + schema.substring(schema.indexOf('/') + 1));
    }

    /** When it should have begun. */
    RunEvent due(Instant due) {
        facet(runFacets, "nominalTime", "1-0-1/NominalTimeRunFacet").put("nominalStartTime", due.toString());
        return this;
    }

    /** Why it did not do all that it should. */
    RunEvent error(String why) {
        facet(runFacets, "errorMessage", "1-0-1/ErrorMessageRunFacet")
                .put("message", why)
                .put("programmingLanguage", "unknown");
        return this;
    }

    /** What it writes. */
    RunEvent output(String stream, @Nullable String shape, @Nullable Counts counts) {
        ObjectNode dataset = outputs.addObject().put("namespace", namespace).put("name", pipeline + "/" + stream);
        ObjectNode facets = dataset.putObject("facets");
        JsonNode fields = shape == null ? null : fields(shape);
        if (fields != null) {
            ArrayNode shown =
                    facet(facets, "schema", "1-2-0/SchemaDatasetFacet").putArray("fields");
            for (JsonNode field : fields) {
                shown.addObject()
                        .put("name", field.path("name").asText())
                        .put("type", field.path("type").asText());
            }
        }
        if (counts != null) {
            facet(dataset.putObject("outputFacets"), "outputStatistics", "1-0-2/OutputStatisticsOutputDatasetFacet")
                    .put("rowCount", counts.written());
        }
        return this;
    }

    /** The fields of a shape as this program writes it; a worker's own may be anything, and is {@code null} then. */
    private static @Nullable JsonNode fields(String shape) {
        try {
            JsonNode fields = JSON.readTree(shape).path("fields");
            for (JsonNode field : fields) {
                if (!field.path("name").isTextual() || !field.path("type").isTextual()) {
                    return null;
                }
            }
            return fields.isArray() ? fields : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        return event.toString();
    }
}
