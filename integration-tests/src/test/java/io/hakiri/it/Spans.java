package io.hakiri.it;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads the spans of a request to {@code /v1/traces}: the message {@code ExportTraceServiceRequest} of OTLP 1, from its wire
 * format. Field numbers are those of the published {@code trace.proto}.
 */
final class Spans {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    private Spans() {}

    /** A span; {@code parent} is empty for a root, {@code links} are trace ids. */
    record Span(
            String trace,
            String id,
            String parent,
            String name,
            Map<String, String> attributes,
            List<String> links,
            String service) {}

    /** A field of a message: its number, and its value as bytes or as a number. */
    private record Field(int number, ByteBuffer content, long value) {
        byte[] bytes() {
            byte[] bytes = new byte[content.remaining()];
            content.duplicate().get(bytes);
            return bytes;
        }
    }

    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    static List<Span> of(byte[] request) {
        List<Span> spans = new ArrayList<>();
        for (byte[] ofResource : all(request, 1)) {
            String service = all(ofResource, 1).stream()
                    .map(resource -> attributes(resource, 1).getOrDefault("service.name", ""))
                    .findFirst()
                    .orElse("");
            for (byte[] ofScope : all(ofResource, 2)) {
                for (byte[] span : all(ofScope, 2)) {
                    spans.add(new Span(
                            hex(span, 1),
                            hex(span, 2),
                            hex(span, 4),
                            text(span, 5),
                            attributes(span, 9),
                            all(span, 13).stream().map(link -> hex(link, 1)).toList(),
                            service));
                }
            }
        }
        return spans;
    }

    private static Map<String, String> attributes(byte[] message, int number) {
        Map<String, String> attributes = new TreeMap<>();
        for (byte[] attribute : all(message, number)) {
            byte[] value = all(attribute, 2).getFirst();
            String text = fields(value).stream()
                    .map(field -> field.number() == 1
                            ? new String(field.bytes(), StandardCharsets.UTF_8)
                            : Long.toString(field.value()))
                    .findFirst()
                    .orElse("");
            attributes.put(text(attribute, 1), text);
        }
        return attributes;
    }

    private static String text(byte[] message, int number) {
        return all(message, number).stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .findFirst()
                .orElse("");
    }

    private static String hex(byte[] message, int number) {
        return all(message, number).stream()
                .map(HexFormat.of()::formatHex)
                .findFirst()
                .orElse("");
    }

    private static List<byte[]> all(byte[] message, int number) {
        return fields(message).stream()
                .filter(field -> field.number() == number)
                .map(Field::bytes)
                .toList();
    }

    private static List<Field> fields(byte[] message) {
        List<Field> fields = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            long key = varint(in);
            int number = (int) (key >>> 3);
            switch ((int) (key & 7)) {
                case VARINT -> fields.add(new Field(number, NONE, varint(in)));
                case FIXED64 -> fields.add(new Field(number, NONE, in.getLong()));
                case FIXED32 -> fields.add(new Field(number, NONE, in.getInt()));
                case LENGTH -> {
                    byte[] bytes = new byte[(int) varint(in)];
                    in.get(bytes);
                    fields.add(new Field(number, ByteBuffer.wrap(bytes), 0));
                }
                default -> throw new AssertionError("no wire type of OTLP: " + (key & 7));
            }
        }
        return fields;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
