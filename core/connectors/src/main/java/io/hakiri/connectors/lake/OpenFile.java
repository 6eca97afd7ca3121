package io.hakiri.connectors.lake;

import io.hakiri.batch.Batch;
import io.hakiri.catalog.StagedObject;
import io.hakiri.schema.Shape;
import java.io.IOException;

/** A staged file that takes rows of one stream and one shape. */
final class OpenFile {
    private final String objectName;
    private final Shape shape;
    private final StagedFile file;
    private final RowFile content;
    private long rows;

    OpenFile(String objectName, Shape shape, StagedFile file, RowFormat format) throws IOException {
        this.objectName = objectName;
        this.shape = shape;
        this.file = file;
        this.content = format.begin(shape, file);
    }

    Shape shape() {
        return shape;
    }

    void write(Batch batch) throws IOException {
        content.write(batch);
        rows += batch.rows();
    }

    /** How much memory waits to be written. */
    long heldBytes() {
        return content.heldBytes();
    }

    /** About how long the file would be if it ended here. */
    long length() {
        return file.position() + heldBytes();
    }

    void relieve() throws IOException {
        content.relieve();
    }

    /** Completes the file and forces it to the disk. */
    StagedObject end(String stream, StagedObject.Kind kind) throws IOException {
        content.finish();
        content.close();
        file.force();
        file.close();
        return new StagedObject(stream, kind, objectName, file.digest(), file.position(), rows);
    }

    /** Lets go of it as it is. */
    void abandon() throws IOException {
        content.close();
        file.close();
    }
}
