package io.hakiri.retention;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hakiri.catalog.PastRows;
import io.hakiri.catalog.PipelineKey;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** What {@link HistoryArchive} wrote of one pipeline, read again: file by file, each only if it is as its head sums it up. */
public final class ArchivedHistory {
    /** Bytes of a file's lines: 500 rows of at most a manifest and another one, and room. */
    private static final int MOST_BYTES = 512 * 1024 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper();

    private ArchivedHistory() {}

    /** One file of the archive. */
    public sealed interface Read {
        /** Its name within the archive's folder, with {@code /} between. */
        String name();

        /**
         * As its head sums it up.
         *
         * @param lines each row as a JSON object, its fields as docs/retention.md lists them
         * @param sha256 of the lines
         */
        record Whole(String name, PastRows.Kind kind, List<JsonNode> lines, String sha256) implements Read {
            public Whole {
                lines = List.copyOf(lines);
            }
        }

        /** Not so, and not to be used. */
        record Broken(String name, String why) implements Read {}
    }

    /** Takes one file after another. */
    @FunctionalInterface
    public interface Taker {
        void take(Read file);
    }

    /**
     * Reads what there is of a pipeline, in the order of the names of its files.
     *
     * @param folder of the archive
     * @throws IOException where the folder is none, or a file cannot be read
     */
    public static void read(Path folder, PipelineKey pipeline, Taker taker) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(folder + ": there is no such folder");
        }
        Path within = folder.resolve(pipeline.project().value())
                .resolve(pipeline.pipeline().value());
        if (!Files.isDirectory(within)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> found = Files.list(within)) {
            files = found.filter(file -> file.getFileName().toString().endsWith(HistoryArchive.ENDING))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            String name = pipeline.project() + "/" + pipeline.pipeline() + "/" + file.getFileName();
            taker.take(read(file, name, pipeline));
        }
    }

    /** Reads one file, called so. */
    static Read read(Path file, String name, PipelineKey pipeline) throws IOException {
        byte[] bytes;
        try (InputStream packed = new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            bytes = packed.readNBytes(MOST_BYTES + 1);
        } catch (ZipException | EOFException e) {
            return new Read.Broken(name, "it is not a whole gzip file");
        }
        if (bytes.length > MOST_BYTES) {
            return new Read.Broken(name, "it is larger than a batch can be");
        }
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        if (end == bytes.length) {
            return new Read.Broken(name, "it has no lines after the first one");
        }
        try {
            JsonNode head = JSON.readTree(new String(bytes, 0, end, StandardCharsets.UTF_8));
            byte[] rest = Arrays.copyOfRange(bytes, end + 1, bytes.length);
            return read(name, pipeline, head, rest);
        } catch (JsonProcessingException e) {
            return new Read.Broken(name, "a line of it is not JSON");
        }
    }

    private static Read read(String name, PipelineKey pipeline, JsonNode head, byte[] rest)
            throws JsonProcessingException {
        if (!head.path("format").asText().equals(HistoryArchive.FORMAT)) {
            return new Read.Broken(name, "its first line is not the head of such a file");
        }
        if (!head.path("project").asText().equals(pipeline.project().value())
                || !head.path("pipeline").asText().equals(pipeline.pipeline().value())) {
            return new Read.Broken(
                    name,
                    "it is of " + head.path("project").asText() + "/"
                            + head.path("pipeline").asText());
        }
        String digest = HistoryArchive.sha256(rest);
        if (!digest.equals(head.path("sha256").asText())) {
            return new Read.Broken(name, "its lines are not those that its head sums up: it was changed, or damaged");
        }
        PastRows.Kind kind;
        try {
            kind = PastRows.Kind.valueOf(head.path("kind").asText().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return new Read.Broken(name, "rows of a kind that this program does not know: " + head.path("kind"));
        }
        List<String> texts = new String(rest, StandardCharsets.UTF_8).lines().toList();
        if (texts.size() != head.path("rows").asInt(-1)) {
            return new Read.Broken(name, "it has " + texts.size() + " rows, and its head says " + head.path("rows"));
        }
        List<JsonNode> lines = new ArrayList<>();
        for (String text : texts) {
            lines.add(JSON.readTree(text));
        }
        return new Read.Whole(name, kind, lines, digest);
    }
}
