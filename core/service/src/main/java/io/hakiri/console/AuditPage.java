package io.hakiri.console;

import java.util.List;

/**
 * What people and programs changed.
 *
 * @param text what is looked for; empty for all
 * @param lag how old what was read may be; empty where it is not
 */
public record AuditPage(Frame frame, String href, String text, String lag, List<Line> events, String next) {
    public AuditPage {
        events = List.copyOf(events);
    }

    /** One event. */
    public record Line(
            Moment at,
            String pipeline,
            String pipelineHref,
            String action,
            String actor,
            String reason,
            String before,
            String after) {}
}
