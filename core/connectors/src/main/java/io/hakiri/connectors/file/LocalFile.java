package io.hakiri.connectors.file;

import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file on a local disk.
 *
 * @param name as people know it
 */
record LocalFile(Path path, String name) implements FileContent {
    @Override
    public Opened open() throws IOException {
        if (Files.isDirectory(path)) {
            throw FileSettings.permanent(
                    name + ": is a folder, expected a file; read the files in it with " + name + "/*.csv");
        }
        if (!Files.exists(path)) {
            throw new NoSuchFileException(name);
        }
        return new Handle(new RandomAccessFile(path.toFile(), "r"));
    }

    @Override
    public long length() throws IOException {
        return Files.size(path);
    }

    @Override
    public ConnectorException translate(IOException e) {
        return switch (e) {
            case NoSuchFileException _, FileNotFoundException _
            when !Files.exists(path) -> permanent(name + ": there is no such file; expected one at " + path, e);
            case AccessDeniedException _, FileNotFoundException _ ->
                permanent(name + ": may not be read by this user; give the right to read it", e);
            default -> new ConnectorException(ErrorClass.TRANSIENT, name + ": cannot be read: " + e.getMessage(), e);
        };
    }

    private static ConnectorException permanent(String message, IOException cause) {
        return new ConnectorException(ErrorClass.PERMANENT, message, cause);
    }

    private record Handle(RandomAccessFile file) implements Opened {
        @Override
        public long length() throws IOException {
            return file.length();
        }

        @Override
        public byte[] bytes(long offset, int length) throws IOException {
            byte[] bytes = new byte[length];
            file.seek(offset);
            file.readFully(bytes);
            return bytes;
        }

        @Override
        public InputStream from(long offset) throws IOException {
            file.seek(offset);
            return Channels.newInputStream(file.getChannel());
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
