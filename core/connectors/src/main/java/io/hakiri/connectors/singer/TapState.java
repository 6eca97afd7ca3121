package io.hakiri.connectors.singer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Position;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** A tap's state as a position: {@code {"state":…}}, {@code {}} for none, or {@code {"gzip":"…"}} where it is long. */
final class TapState {
    private static final int LONG_BYTES = 8 * 1024;
    private static final int SHOWN_CHARACTERS = 200;
    private static final int MOST_BYTES = 1 << 20;

    private TapState() {}

    static Position position(@Nullable String state) {
        String value = state == null ? "{}" : "{\"state\":" + state + "}";
        if (state != null && state.length() > LONG_BYTES) {
            value = JsonNodeFactory.instance
                    .objectNode()
                    .put("gzip", packed(state))
                    .toString();
        }
        if (value.getBytes(StandardCharsets.UTF_8).length > Limits.POSITION_BYTES
                || (state != null && state.length() > MOST_BYTES)) {
            throw SingerSettings.permanent("the tap's state has " + (state == null ? 0 : state.length())
                    + " characters, more than a position has room for (" + Limits.POSITION_BYTES
                    + " bytes, compressed); read fewer streams or parts at a time");
        }
        return new Position.OpaqueToken(value);
    }

    /** The state; empty where the tap begins anew. */
    static Optional<String> of(@Nullable Position position) {
        if (position == null) {
            return Optional.empty();
        }
        try {
            JsonNode json = SingerSettings.JSON.readTree(position.value());
            if (json.has("gzip")) {
                return Optional.of(unpacked(json.path("gzip").asText()));
            }
            if (json.has("state")) {
                // as the tap wrote it: numbers are not read and written anew
                return Optional.of(position.value()
                        .substring("{\"state\":".length(), position.value().length() - 1));
            }
            if (json.isObject() && json.isEmpty()) {
                return Optional.empty();
            }
        } catch (JsonProcessingException e) {
            // said below: it is none of ours
        }
        throw SingerSettings.permanent(
                "the stream's position is none of a tap; take it back with `hakiri cursor rewind` and read the stream anew");
    }

    static String shown(Position position) {
        String text = of(position).orElse("no state");
        return text.length() > SHOWN_CHARACTERS ? text.substring(0, SHOWN_CHARACTERS) + "…" : text;
    }

    private static String packed(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory cannot fail", e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private static String unpacked(String text) {
        try (GZIPInputStream in =
                new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(text)))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("a position is kept byte for byte (C-23)", e);
        }
    }
}
