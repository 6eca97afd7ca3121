package io.hakiri.log;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.handlers.ConsoleHandler;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object a line: {@code timestamp} (ISO 8601), {@code level}, {@code logger}, {@code message}, where there is one
 * {@code exception} (its stack trace), and what is known of the run ({@link RunFields}); the fence is a number.
 */
public final class JsonLines extends ExtFormatter {
    private static final List<String> TEXTS = List.of(RunFields.PROJECT, RunFields.PIPELINE, RunFields.RUN);

    /** Writes to stderr, at once, what is at least {@code INFO}. */
    public static Handler toStderr() {
        Handler handler = new ConsoleHandler(ConsoleHandler.Target.SYSTEM_ERR, new JsonLines());
        handler.setLevel(Level.INFO);
        return handler;
    }

    @Override
    public String format(ExtLogRecord line) {
        ObjectNode object = JsonNodeFactory.instance
                .objectNode()
                .put("timestamp", line.getInstant().toString())
                .put("level", word(line.getLevel()))
                .put("logger", line.getLoggerName())
                .put("message", formatMessage(line));
        Map<String, String> about = line.getMdcCopy();
        for (String field : TEXTS) {
            String value = about.get(field);
            if (value != null) {
                object.put(field, value);
            }
        }
        String fence = about.get(RunFields.FENCE);
        if (fence != null) {
            object.put(RunFields.FENCE, Long.parseLong(fence));
        }
        @Nullable Throwable thrown = line.getThrown();
        if (thrown != null) {
            object.put("exception", trace(thrown));
        }
        return object + "\n";
    }

    /** The JDK and the libraries have several names for the same level. */
    private static String word(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "WARN";
        }
        return level.intValue() >= Level.INFO.intValue() ? "INFO" : "DEBUG";
    }

    private static String trace(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace, true));
        return trace.toString();
    }
}
