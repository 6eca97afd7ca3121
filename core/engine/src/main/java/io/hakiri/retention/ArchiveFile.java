package io.hakiri.retention;

import com.fasterxml.jackson.databind.JsonNode;
import io.hakiri.catalog.PastRows;
import io.hakiri.catalog.PipelineKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;

/**
 * A file of an archive whose rows are named by fences.
 *
 * @param least the least fence in it, {@code greatest} the greatest
 * @param written when, by the file system: of rows that are there twice the later ones count
 */
record ArchiveFile(Path file, PipelineKey pipeline, PastRows.Kind kind, long least, long greatest, FileTime written) {
    /** Reads all of it once, and sees whether it is what it says. */
    static ArchiveFile of(Path file, PipelineKey pipeline, PastRows.Kind kind) throws IOException {
        FileTime written = Files.getLastModifiedTime(file);
        long least = Long.MAX_VALUE;
        long greatest = -1;
        for (JsonNode row : rows(file, pipeline, kind)) {
            least = Math.min(least, fence(row));
            greatest = Math.max(greatest, fence(row));
        }
        return new ArchiveFile(file, pipeline, kind, least, greatest, written);
    }

    /** Its rows, as they were written. */
    List<JsonNode> rows() throws IOException {
        return rows(file, pipeline, kind);
    }

    static long fence(JsonNode row) {
        return row.path("fence").asLong();
    }

    private static List<JsonNode> rows(Path file, PipelineKey pipeline, PastRows.Kind kind) throws IOException {
        return switch (ArchivedHistory.read(file, file.toString(), pipeline)) {
            case ArchivedHistory.Read.Whole(var _, PastRows.Kind found, var lines, var _) when found == kind -> lines;
            case ArchivedHistory.Read.Whole whole ->
                throw new IOException(file + " is in the wrong place: its rows are of the kind "
                        + HistoryArchive.word(whole.kind()) + ", expected " + HistoryArchive.word(kind));
            case ArchivedHistory.Read.Broken(var _, String why) ->
                throw new IOException(file + " is damaged and cannot be read: " + why);
        };
    }
}
