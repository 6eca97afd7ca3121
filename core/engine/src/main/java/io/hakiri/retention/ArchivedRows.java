package io.hakiri.retention;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Rows of one kind of one pipeline by their fences, the greatest first. Of the files, whose names say nothing of that, only those
 * are in memory whose fences the place where the reading is lies between: mostly one.
 */
public final class ArchivedRows {
    private record Line(JsonNode row, long fence, FileTime written) {}

    private final Deque<ArchiveFile> files;
    private final PriorityQueue<Line> lines =
            new PriorityQueue<>(Comparator.comparingLong(Line::fence).reversed().thenComparing(Line::written));

    ArchivedRows(List<ArchiveFile> files) {
        this.files = new ArrayDeque<>(files.stream()
                .sorted(Comparator.comparingLong(ArchiveFile::greatest).reversed())
                .toList());
    }

    /** All of the next lower fence; where a row is there twice, the later one behind the other. Empty behind the last. */
    public List<JsonNode> next() throws IOException {
        load(lines.isEmpty() ? Long.MIN_VALUE : lines.peek().fence());
        if (lines.isEmpty() && !files.isEmpty()) {
            load(files.getFirst().greatest());
        }
        List<JsonNode> same = new ArrayList<>();
        long fence = lines.isEmpty() ? -1 : lines.peek().fence();
        while (!lines.isEmpty() && lines.peek().fence() == fence) {
            same.add(lines.poll().row());
        }
        return same;
    }

    /** All of one fence, as {@link #next}; what is above it is passed over. Fences are to be asked for from the greatest on. */
    public List<JsonNode> of(long fence) throws IOException {
        load(fence);
        while (!lines.isEmpty() && lines.peek().fence() > fence) {
            lines.poll();
        }
        return !lines.isEmpty() && lines.peek().fence() == fence ? next() : List.of();
    }

    /** Whatever a file holds of this fence and above is in memory then. */
    private void load(long fence) throws IOException {
        while (fence != Long.MIN_VALUE && !files.isEmpty() && files.getFirst().greatest() >= fence) {
            ArchiveFile file = files.removeFirst();
            for (JsonNode row : file.rows()) {
                lines.add(new Line(row, ArchiveFile.fence(row), file.written()));
            }
        }
    }
}
