package io.hakiri.retention;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hakiri.catalog.PastRows;
import io.hakiri.catalog.PipelineKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * A file of an archive whose rows are named by fences.
 *
 * @param least the least fence in it, {@code greatest} the greatest
 * @param written when, by the file system: of rows that are there twice the later ones count
 */
record ArchiveFile(Path file, long least, long greatest, FileTime written) {
    /** A batch has 500 rows, and the longest of them some ten kilobytes. */
    private static final int MOST_BYTES = 256 * 1024 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads all of it once, and sees whether it is what it says. */
    static ArchiveFile of(Path file, PipelineKey pipeline, PastRows.Kind kind) throws IOException {
        FileTime written = Files.getLastModifiedTime(file);
        byte[] all = bytes(file);
        int end = headEnd(file, all);
        JsonNode head = parsed(file, new String(all, 0, end, StandardCharsets.UTF_8));
        expect(file, head, "format", HistoryArchive.FORMAT);
        expect(file, head, "project", pipeline.project().value());
        expect(file, head, "pipeline", pipeline.pipeline().value());
        expect(file, head, "kind", HistoryArchive.word(kind));
        byte[] lines = Arrays.copyOfRange(all, end + 1, all.length);
        if (!HistoryArchive.sha256(lines).equals(head.path("sha256").asText())) {
            throw new IOException(file + " is damaged: its lines do not have the digest that its head says");
        }
        long least = Long.MAX_VALUE;
        long greatest = -1;
        for (JsonNode row : rows(file, all, end)) {
            least = Math.min(least, fence(row));
            greatest = Math.max(greatest, fence(row));
        }
        return new ArchiveFile(file, least, greatest, written);
    }

    /** Its rows, as they were written. */
    List<JsonNode> rows() throws IOException {
        byte[] all = bytes(file);
        return rows(file, all, headEnd(file, all));
    }

    static long fence(JsonNode row) {
        return row.path("fence").asLong();
    }

    private static byte[] bytes(Path file) throws IOException {
        try (InputStream plain = Files.newInputStream(file);
                GZIPInputStream unpacked = new GZIPInputStream(plain)) {
            byte[] all = unpacked.readNBytes(MOST_BYTES);
            if (all.length == MOST_BYTES) {
                throw new IOException("it is larger than any that was written");
            }
            return all;
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static int headEnd(Path file, byte[] all) throws IOException {
        for (int i = 0; i < all.length; i++) {
            if (all[i] == '\n') {
                return i;
            }
        }
        throw new IOException(file + " is damaged: it has no head");
    }

    private static void expect(Path file, JsonNode head, String field, String value) throws IOException {
        if (!head.path(field).asText("").equals(value)) {
            throw new IOException(
                    file + " is in the wrong place: its " + field + " is " + head.path(field) + ", expected " + value);
        }
    }

    private static List<JsonNode> rows(Path file, byte[] all, int headEnd) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        String lines = new String(all, headEnd + 1, all.length - headEnd - 1, StandardCharsets.UTF_8);
        for (String line : lines.split("\n", -1)) {
            if (!line.isEmpty()) {
                rows.add(parsed(file, line));
            }
        }
        return rows;
    }

    private static JsonNode parsed(Path file, String line) throws IOException {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is damaged: a line is not JSON", e);
        }
    }
}
