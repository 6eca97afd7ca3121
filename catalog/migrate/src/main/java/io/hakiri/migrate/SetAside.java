package io.hakiri.migrate;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import io.hakiri.transfer.Row;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Rows that are set aside in a file, compressed, until it is known whether they count. The file is gone when it is closed. */
final class SetAside implements AutoCloseable {
    private final Path file;
    private @Nullable Writer lines;

    SetAside(Path file) {
        this.file = file;
    }

    /** Forgets what was set aside before. */
    void begin() throws IOException {
        end();
        lines = new BufferedWriter(
                new OutputStreamWriter(new ZstdOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8));
    }

    /** Only after {@link #begin}. */
    void add(Row row) throws IOException {
        Writer open = lines;
        if (open == null) {
            throw new IllegalStateException("not begun");
        }
        open.write(new ExportLine.OfRow(row).text());
        open.write('\n');
    }

    /** What is done with a line. */
    @FunctionalInterface
    interface Each {
        void line(ExportLine line) throws IOException;
    }

    /** Gives out all that was set aside, in its order. */
    void giveOut(Each each) throws IOException {
        end();
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new ZstdInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            long number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                each.line(ExportLine.of(line, number));
            }
        }
    }

    private void end() throws IOException {
        Writer open = lines;
        lines = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            end();
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
