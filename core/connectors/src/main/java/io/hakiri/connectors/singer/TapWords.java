package io.hakiri.connectors.singer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a tap says to people: each line goes to the log, without secrets, and the last one into what is said of its end. */
final class TapWords implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.hakiri.connectors.singer.tap");
    private static final int MOST_LINE_BYTES = 4 * 1024;
    private static final int MOST_SHOWN = 300;
    private static final long TIME_TO_END_MILLIS = 1_000;
    private static final String HIDDEN = "***";

    private final String program;
    private final List<String> secrets;
    private volatile String last = "";
    private @Nullable Thread thread;

    /** @param secrets what is never said */
    TapWords(String program, List<String> secrets) {
        this.program = program;
        // the longest first: one may be a part of another
        this.secrets = secrets.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    void listen(InputStream err) {
        thread = Thread.ofPlatform().daemon().name("tap-words").start(() -> read(err));
    }

    private void read(InputStream err) {
        byte[] line = new byte[MOST_LINE_BYTES];
        int length = 0;
        try (err) {
            byte[] buffer = new byte[MOST_LINE_BYTES];
            for (int count = err.read(buffer); count >= 0; count = err.read(buffer)) {
                for (int i = 0; i < count; i++) {
                    if (buffer[i] == '\n') {
                        say(line, length);
                        length = 0;
                    } else if (length < MOST_LINE_BYTES) {
                        line[length++] = buffer[i]; // the rest of a longer line is left out
                    }
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, program + ": its words ended", e);
        }
        say(line, length);
    }

    private void say(byte[] line, int length) {
        String text = hidden(new String(line, 0, length, StandardCharsets.UTF_8).strip());
        if (!text.isEmpty()) {
            last = text;
            LOG.log(System.Logger.Level.INFO, program + ": " + text);
        }
    }

    String hidden(String text) {
        String shown = text;
        for (String secret : secrets) {
            shown = shown.replace(secret, HIDDEN);
        }
        return shown;
    }

    /** The last line, for the end of a message. */
    String last() {
        Thread listening = thread;
        if (listening != null) {
            try {
                listening.join(TIME_TO_END_MILLIS); // what it said at its end may still be on its way
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        String text = last;
        return text.isEmpty()
                ? ""
                : "; the last that it said: "
                        + (text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "…" : text);
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
