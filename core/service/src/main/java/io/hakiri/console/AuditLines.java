package io.hakiri.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.Found;
import io.hakiri.catalog.PipelineKey;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Audit events as they are shown. */
final class AuditLines {
    static final int EVENTS = 50;

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private AuditLines() {}

    /** What is looked for: an empty field of a form looks for nothing. */
    static @Nullable String wanted(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    static AuditPage page(Frame frame, String href, @Nullable String text, Found<AuditEvent> found, Instant now) {
        String wanted = wanted(text);
        String next = Paths.next(href, found.page().next());
        return new AuditPage(
                frame,
                href,
                wanted == null ? "" : wanted,
                found.lag().isZero() ? "" : Moment.words(found.lag()),
                found.page().entries().stream().map(event -> line(event, now)).toList(),
                next.isEmpty() || wanted == null
                        ? next
                        : next + "&text=" + URLEncoder.encode(wanted, StandardCharsets.UTF_8));
    }

    private static AuditPage.Line line(AuditEvent event, Instant now) {
        PipelineKey pipeline = event.pipeline() == null ? null : new PipelineKey(event.project(), event.pipeline());
        return new AuditPage.Line(
                Moment.of(event.at(), now),
                pipeline == null ? "" : pipeline.pipeline().value(),
                pipeline == null ? "" : Paths.of(pipeline),
                event.action(),
                event.actor().name(),
                event.actor().reason(),
                indented(event.before()),
                indented(event.after()));
    }

    private static String indented(@Nullable String json) {
        if (json == null) {
            return "";
        }
        try {
            return JSON.writeValueAsString(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            return json;
        }
    }
}
