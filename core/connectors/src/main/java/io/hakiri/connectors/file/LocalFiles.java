package io.hakiri.connectors.file;

import io.hakiri.connector.Source;
import io.hakiri.connector.SourceReader;
import io.hakiri.connector.StreamRead;
import java.util.List;

/** The files of one pipeline's source. */
record LocalFiles(FileSettings settings, int chunkBytes) implements Source {
    @Override
    public SourceReader read(StreamRead read) {
        List<SourceFile> files = new FileList(settings).find();
        OpenFile open = new OpenFile(settings, chunkBytes, read.setAsideBad());
        return new LookAhead(
                read.cursor() == null
                        ? new AppendedRows(files, read, open)
                        : new RowsAfter(files, read, read.cursor(), open));
    }

    @Override
    public void close() {}
}
