package io.hakiri.connectors.lake;

import io.hakiri.batch.Batch;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.StagedObject;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connector.RejectedRow;
import io.hakiri.connector.Stage;
import io.hakiri.connector.Staging;
import io.hakiri.schema.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** One commit's files on their way. A file is ended when it is large, when the rows' shape changes, and at the end. */
public final class LakeStaging implements Staging {
    private static final RowFormat REJECTED = new RejectedRows();

    private final StagingPlace place;
    private final RowFormat format;
    private final Stage stage;
    private final Bounds bounds;

    /** Files that take rows, the least recently used first. */
    private final LinkedHashMap<Target, OpenFile> open = new LinkedHashMap<>(16, 0.75f, true);

    private final List<StagedObject> objects = new ArrayList<>();
    private final List<FileName> created = new ArrayList<>();
    private int number;
    private boolean finished;

    /**
     * What a staging may use.
     *
     * @param fileBytes how long a file grows before the next one begins
     * @param heldBytes how much memory may wait to be written, in all files
     * @param openFiles how many files take rows at a time
     */
    public record Bounds(long fileBytes, long heldBytes, int openFiles) {
        static final Bounds USUAL = new Bounds(512L << 20, 48L << 20, 32);
    }

    private record Target(String stream, StagedObject.Kind kind) {}

    public LakeStaging(StagingPlace place, RowFormat format, Stage stage, Bounds bounds) {
        this.place = place;
        this.format = format;
        this.stage = stage;
        this.bounds = bounds;
    }

    @Override
    public void write(String stream, Batch rows) {
        if (rows.rows() > 0 && rows.shape().fields().isEmpty()) {
            throw new ConnectorException(
                    ErrorClass.SCHEMA_INCOMPATIBLE, "rows of the stream " + stream + " have no fields", null);
        }
        add(new Target(stream, StagedObject.Kind.DATA), format, rows);
    }

    @Override
    public void quarantine(String stream, List<RejectedRow> rows) {
        add(new Target(stream, StagedObject.Kind.QUARANTINE), REJECTED, RejectedRows.batch(rows));
    }

    private void add(Target target, RowFormat targetFormat, Batch rows) {
        if (rows.rows() == 0) {
            return;
        }
        try {
            OpenFile file = open.get(target);
            if (file != null && !rows.shape().equals(file.shape())) {
                end(target, file);
                file = null;
            }
            if (file == null) {
                file = begin(target, targetFormat, rows.shape());
            }
            file.write(rows);
            if (file.length() >= bounds.fileBytes) {
                end(target, file);
            }
            relieve();
        } catch (IOException e) {
            throw place.trouble("write rows of " + target.stream + " to", e);
        }
    }

    @Override
    public List<StagedObject> finish() {
        try {
            for (Map.Entry<Target, OpenFile> each : List.copyOf(open.entrySet())) {
                end(each.getKey(), each.getValue());
            }
            if (!objects.isEmpty()) {
                place.finished(objects.stream().map(StagedObject::name).collect(Collectors.toSet()));
            }
        } catch (IOException e) {
            throw place.trouble("finish the files in", e);
        }
        finished = true;
        return List.copyOf(objects);
    }

    @Override
    public void close() {
        if (finished) {
            return;
        }
        finished = true;
        for (OpenFile file : open.values()) {
            try {
                file.abandon();
            } catch (IOException e) {
                throw place.trouble("close a file in", e);
            }
        }
        open.clear();
        for (FileName name : created) {
            try {
                place.remove(name);
            } catch (IOException e) {
                throw place.trouble("remove the unfinished " + name + " from", e);
            }
        }
    }

    private OpenFile begin(Target target, RowFormat targetFormat, Shape shape) throws IOException {
        if (open.size() >= bounds.openFiles) {
            Map.Entry<Target, OpenFile> eldest = open.firstEntry();
            end(eldest.getKey(), eldest.getValue());
        }
        if (objects.size() + open.size() >= Limits.RECEIPTS_PER_COMMIT) {
            throw new ConnectorException(
                    ErrorClass.PERMANENT,
                    "one commit can record at most " + Limits.RECEIPTS_PER_COMMIT + " files; commit more often",
                    null);
        }
        while (++number <= FileName.MOST_NUMBER) {
            FileName name = FileName.of(stage, number, targetFormat.extension());
            String objectName = ObjectNames.published(target.stream, target.kind, name);
            Optional<StagedFile> file = place.create(name, objectName);
            if (file.isPresent()) {
                created.add(name);
                OpenFile begun = new OpenFile(objectName, shape, file.get(), targetFormat);
                open.put(target, begun);
                return begun;
            }
        }
        throw new ConnectorException(ErrorClass.PERMANENT, "no file name is left for " + stage, null);
    }

    private void end(Target target, OpenFile file) throws IOException {
        objects.add(file.end(target.stream, target.kind));
        open.remove(target);
    }

    /** Writes out the file that holds most where all of them hold too much. One is enough: this is asked after every batch. */
    private void relieve() throws IOException {
        long held = open.values().stream().mapToLong(OpenFile::heldBytes).sum();
        if (held > bounds.heldBytes) {
            OpenFile largest = open.values().stream()
                    .max(Comparator.comparingLong(OpenFile::heldBytes))
                    .orElseThrow();
            largest.relieve();
        }
    }
}
