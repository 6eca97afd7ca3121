package io.hakiri.connectors.file;

import io.hakiri.connector.SourceBatch;
import io.hakiri.connector.SourceReader;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/** Reads the next batch on a thread of its own while the last one is being worked on. Three are in memory at most. */
final class LookAhead implements SourceReader {
    private static final int BATCHES_WAITING = 1;
    private static final long CLOSE_MILLIS = 10_000;

    private final SourceReader reader;
    private final BlockingQueue<Ahead> ahead = new ArrayBlockingQueue<>(BATCHES_WAITING);
    private @Nullable Thread thread;
    private @Nullable Ahead last;

    LookAhead(SourceReader reader) {
        this.reader = reader;
    }

    /** What came of reading: a batch, the end (neither), or trouble. */
    private record Ahead(
            @Nullable SourceBatch batch, @Nullable Throwable trouble) {}

    @Override
    public @Nullable SourceBatch next() {
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name("file-reader").start(this::readAll);
        }
        Ahead next = last == null ? take() : last;
        if (next.trouble != null || next.batch == null) {
            last = next; // said again if asked again
        }
        return switch (next.trouble) {
            case null -> next.batch;
            case RuntimeException trouble -> throw trouble;
            case Error trouble -> throw trouble;
            case Throwable trouble -> throw new IllegalStateException(trouble);
        };
    }

    private Ahead take() {
        try {
            return ahead.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the next batch", e);
        }
    }

    private void readAll() {
        try {
            Ahead next;
            do {
                next = read();
                ahead.put(next);
            } while (next.batch != null);
        } catch (InterruptedException e) {
            // closed: nobody waits for more
        }
    }

    private Ahead read() {
        try {
            return new Ahead(reader.next(), null);
        } catch (RuntimeException | Error e) {
            return new Ahead(null, e);
        }
    }

    @Override
    public OptionalLong bytesToRead() {
        return reader.bytesToRead();
    }

    @Override
    public void close() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
            try {
                running.join(CLOSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        reader.close();
    }
}
