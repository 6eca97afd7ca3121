package io.hakiri.connectors.postgres;

import io.hakiri.batch.Batch;
import io.hakiri.catalog.StagedObject;
import io.hakiri.schema.Field;
import io.hakiri.schema.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/** A table that takes the rows of one object. They are sent some at a time. */
final class StagedTable {
    private final String stream;
    private final StagedObject.Kind kind;
    private final String name;
    private final Shape shape;
    private final String copy;
    private final CRC32C crc = new CRC32C();
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private long bytes;
    private long rows;

    StagedTable(String stream, StagedObject.Kind kind, String name, String table, Shape shape) {
        this.stream = stream;
        this.kind = kind;
        this.name = name;
        this.shape = shape;
        copy = "COPY " + table + " ("
                + Names.quoted(shape.fields().stream().map(Field::name).toList()) + ") FROM STDIN (ENCODING 'UTF8')";
    }

    String stream() {
        return stream;
    }

    Shape shape() {
        return shape;
    }

    void add(Batch batch) {
        CopyText.write(batch, held);
        rows += batch.rows();
    }

    long held() {
        return held.size();
    }

    void send(Session session) throws SQLException, IOException {
        if (held.size() == 0) {
            return;
        }
        byte[] lines = held.toByteArray();
        held.reset();
        crc.update(lines);
        bytes += lines.length;
        new CopyManager(session.connection().unwrap(BaseConnection.class))
                .copyIn(copy, new ByteArrayInputStream(lines));
    }

    StagedObject object() {
        String digest = "crc32c:" + HexFormat.of().toHexDigits((int) crc.getValue());
        return new StagedObject(stream, kind, name, digest, bytes, rows);
    }
}
