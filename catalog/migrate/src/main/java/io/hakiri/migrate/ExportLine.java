package io.hakiri.migrate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.api.Forms;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineImage;
import io.hakiri.catalog.ProjectId;
import io.hakiri.transfer.Owner;
import io.hakiri.transfer.ProjectImage;
import io.hakiri.transfer.Row;
import io.hakiri.transfer.RowKind;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of a file that a catalog was exported to (docs/moving.md): a JSON object without line breaks. */
sealed interface ExportLine {
    /** The name and version of the form, in the first line. */
    String FORMAT = "hakiri-catalog-export-1";

    ObjectMapper JSON = new ObjectMapper();

    /** The first one. */
    record Head(String format, Instant at, String from) implements ExportLine {}

    /** A project; its rows and pipelines follow. */
    record OfProject(ProjectImage project) implements ExportLine {}

    /** A pipeline; its rows follow. A deleted one has no image. */
    record OfPipeline(
            Owner owner,
            @Nullable PipelineImage image,
            @Nullable Long buriedUnder) implements ExportLine {}

    /** A row of what came before it. */
    record OfRow(Row row) implements ExportLine {}

    /** The last one: how many lines there are before it, and the digest of each part. */
    record Manifest(long lines, List<Part> parts, String digest) implements ExportLine {}

    /** The rows of one kind of one owner. */
    record Part(String owner, String kind, long rows, String digest) {}

    default String text() {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        switch (this) {
            case Head head -> line.set("export", Forms.written(head));
            case OfProject(ProjectImage image) -> line.set("project", Forms.written(image));
            case OfPipeline(Owner owner, PipelineImage image, Long buried) -> {
                line.put("of", owner.project().value())
                        .put("pipeline", String.valueOf(owner.pipeline()))
                        .put("buried_under", buried);
                line.set("image", image == null ? null : Forms.written(image));
            }
            case OfRow(Row row) -> line.put("kind", Forms.word(row.kind())).set("row", Forms.written((Record) row));
            case Manifest manifest -> line.set("manifest", Forms.written(manifest));
        }
        return line.toString();
    }

    /**
     * Reads a line.
     *
     * @throws InvalidInput where it is none
     */
    static ExportLine of(String text, long number) {
        try {
            JsonNode line = JSON.readTree(text);
            if (line.has("export")) {
                return Forms.ofAnswer(Head.class).read(line.get("export"), "export");
            }
            if (line.has("project")) {
                return new OfProject(Forms.ofAnswer(ProjectImage.class).read(line.get("project"), "project"));
            }
            if (line.has("pipeline")) {
                JsonNode image = line.path("image");
                return new OfPipeline(
                        new Owner(
                                new ProjectId(line.path("of").asText()),
                                new PipelineId(line.get("pipeline").asText())),
                        image.isObject() ? Forms.ofAnswer(PipelineImage.class).read(image, "image") : null,
                        line.path("buried_under").isNumber()
                                ? line.path("buried_under").asLong()
                                : null);
            }
            if (line.has("row")) {
                return new OfRow(row(line));
            }
            return Forms.ofAnswer(Manifest.class).read(line.path("manifest"), "manifest");
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new InvalidInput("line " + number, "one of an exported catalog", "something else: " + e.getMessage());
        }
    }

    private static Row row(JsonNode line) {
        RowKind kind = null;
        for (RowKind one : RowKind.values()) {
            kind = Forms.word(one).equals(line.path("kind").asText()) ? one : kind;
        }
        Class<? extends Record> form = switch (kind) {
            case FENCE -> Row.FenceRow.class;
            case RECEIPT -> Row.ReceiptRow.class;
            case QUEUED -> Row.QueuedRow.class;
            case BACKFILL -> Row.BackfillRow.class;
            case CHUNK -> Row.ChunkRow.class;
            case AUDIT, PROJECT_AUDIT -> Row.AuditRow.class;
            case TOKEN -> Row.TokenRow.class;
            case KEY -> Row.KeyRow.class;
            case null ->
                throw new InvalidInput("kind", "one of a row", line.path("kind").asText());
        };
        return (Row) Forms.ofAnswer(form).read(line.get("row"), "row");
    }
}
