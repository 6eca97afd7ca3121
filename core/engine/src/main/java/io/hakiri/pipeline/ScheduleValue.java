package io.hakiri.pipeline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** A schedule: one text, or a table with the expression and the zone. */
record ScheduleValue() implements Value<Schedule> {
    private static final Value<Schedule> TEXT =
            Values.parsed(Schedule.EXPECTED, schema -> schema.put("pattern", Schedule.PATTERN), Schedule::parse);
    private static final Key<String> CRON = Key.required(
            "cron",
            Values.parsed(
                    CronTimes.EXPECTED,
                    schema -> schema.put("pattern", "^\\s*\\S+(\\s+\\S+){4}\\s*$"),
                    CronTimes::checked),
            "Minute, hour, day of month, month, day of week.");
    private static final Key<ZoneId> ZONE = Key.optional(
            "zone",
            Values.parsed(
                    "a time zone such as Europe/Berlin", schema -> schema.put("pattern", "^\\S+$"), Schedule::zone),
            "UTC",
            "The time zone whose clock is meant.");
    private static final Value<Schedule> TABLE = new Values.Table<>("a table", Keys.of(CRON, ZONE), (fields, _) -> {
        String cron = fields.get(CRON);
        return cron == null ? null : new Schedule.Cron(cron, fields.get(ZONE, ZoneOffset.UTC));
    });

    @Override
    public @Nullable Schedule read(Node node, Reading reading) {
        return switch (node) {
            case Node.Text _ -> TEXT.read(node, reading);
            case Node.Table _ -> TABLE.read(node, reading);
            case Node.Whole _, Node.Flag _, Node.Items _, Node.Other _ -> {
                reading.expected(words(), node);
                yield null;
            }
        };
    }

    @Override
    public ObjectNode schema() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        ArrayNode forms = schema.putArray("anyOf");
        forms.add(TEXT.schema());
        forms.add(TABLE.schema());
        return schema;
    }

    @Override
    public String words() {
        return Schedule.EXPECTED;
    }
}
