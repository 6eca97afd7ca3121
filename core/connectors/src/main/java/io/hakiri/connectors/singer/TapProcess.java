package io.hakiri.connectors.singer;

import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import io.hakiri.deployment.Variables;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A tap at work: what it writes, in pieces, and its end. It and what it started are ended with it, on every way out that a
 * program has; after a {@code kill -9} by the next one ({@link TapFolder}).
 */
final class TapProcess implements AutoCloseable {
    private static final int PIECE_BYTES = 64 * 1024;
    private static final int PIECES_WAITING = 4;
    private static final Duration TIME_TO_END = Duration.ofSeconds(3);
    private static final long LOOK_NANOS = 250_000_000;
    private static final byte[] END = new byte[0];

    private final String program;
    private final Process process;
    private final TapWords words;
    private final BlockingQueue<byte[]> pieces = new ArrayBlockingQueue<>(PIECES_WAITING);
    private final Set<ProcessHandle> started = new HashSet<>();
    private final Thread atExit = new Thread(this::end, "tap-end");
    private final Thread output;
    private long lastLook = System.nanoTime() - LOOK_NANOS;
    private long goneSince;
    private boolean gone;
    private boolean ended;

    private TapProcess(String program, Process process, TapWords words) {
        this.program = program;
        this.process = process;
        this.words = words;
        this.output = Thread.ofPlatform().daemon().name("tap-output").start(this::pump);
    }

    /**
     * Starts it.
     *
     * @throws ConnectorException permanent where there is no such program
     */
    static TapProcess start(List<String> command, Path folder, TapFolder files, TapWords words) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith(Variables.PREFIX)); // an address may hold a password
        String program = command.getFirst();
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw SingerSettings.permanent("command: " + program
                    + ": cannot be started; expected a program on the PATH, or a path relative to the project's folder ("
                    + e.getMessage() + ")");
        }
        TapProcess tap = new TapProcess(program, process, words);
        try {
            Runtime.getRuntime().addShutdownHook(tap.atExit);
            files.note(process.toHandle());
            words.listen(process.getErrorStream());
            process.getOutputStream().close();
            return tap;
        } catch (IOException | RuntimeException e) {
            tap.close();
            throw new ConnectorException(
                    ErrorClass.TRANSIENT,
                    program + ": cannot be run now: " + e.getMessage(),
                    e); // the program is ending, perhaps
        }
    }

    private void pump() {
        try (InputStream out = process.getInputStream()) {
            byte[] buffer = new byte[PIECE_BYTES];
            int count = out.read(buffer);
            while (count >= 0) {
                pieces.put(Arrays.copyOf(buffer, count));
                count = out.read(buffer);
            }
            pieces.put(END);
        } catch (IOException e) {
            pieces.offer(END); // it was ended while it wrote
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * What it wrote next, waiting so long for it.
     *
     * @return {@code null} where it said nothing; empty at its end
     */
    byte @Nullable [] piece(Duration wait) {
        if (ended) {
            return END;
        }
        look();
        try {
            byte[] piece = pieces.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
            if (piece == null && isGone()) {
                ended = true; // something it started holds its output open
                return END;
            }
            ended = piece != null && piece.length == 0;
            return piece;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectorException(ErrorClass.TRANSIENT, "interrupted while waiting for " + program, e);
        }
    }

    /** Whether the process ended a while ago, although nobody ended its output. */
    private boolean isGone() {
        if (process.isAlive()) {
            return false;
        }
        if (!gone) {
            gone = true;
            goneSince = System.nanoTime();
        }
        return System.nanoTime() - goneSince > TIME_TO_END.toNanos();
    }

    /** Remembers what it started, because nobody finds that once its parent is gone. */
    private void look() {
        if (System.nanoTime() - lastLook >= LOOK_NANOS) {
            lastLook = System.nanoTime();
            started.removeIf(handle -> !handle.isAlive());
            process.descendants().forEach(started::add);
        }
    }

    /** How it ended, where it did; trouble where it goes on after the end of its output. */
    int exit() {
        try {
            if (process.waitFor(TIME_TO_END.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw trouble("ended its output and not itself");
    }

    /** Something passing about the tap, with the last that it said. */
    ConnectorException trouble(String what) {
        return new ConnectorException(ErrorClass.TRANSIENT, program + ": " + what + words.last(), null);
    }

    /** Ends it, and what it started: asks first. */
    private synchronized void end() {
        Set<ProcessHandle> all = new HashSet<>(started);
        process.descendants().forEach(all::add);
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroy);
        CompletableFuture<?>[] exits = all.stream()
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::onExit)
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(exits).get(TIME_TO_END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            System.getLogger(TapProcess.class.getName())
                    .log(System.Logger.Level.DEBUG, program + " does not end when it is asked to");
        }
        Stream.concat(all.stream(), process.descendants())
                .filter(ProcessHandle::isAlive)
                .forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() {
        look();
        end();
        output.interrupt();
        words.close();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // the program is ending: the hook does the same
            System.getLogger(TapProcess.class.getName()).log(System.Logger.Level.DEBUG, "ended by the hook");
        }
    }
}
