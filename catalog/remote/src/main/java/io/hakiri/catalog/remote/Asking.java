package io.hakiri.catalog.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.hakiri.api.AnswerForm;
import io.hakiri.api.Form;
import io.hakiri.api.Forms;
import io.hakiri.api.ProblemType;
import io.hakiri.api.Reply;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.Found;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks, and reads what is answered as what the port promises. */
final class Asking {
    private final Exchange exchange;

    Asking(Exchange exchange) {
        this.exchange = exchange;
    }

    /** One of the answers of an operation. */
    <T> T answer(AnswerForm<T> form, Call call) {
        Reply reply = exchange.send(call);
        T answer = read(() -> form.read(reply));
        if (answer == null) {
            throw unexpected(call, reply);
        }
        return answer;
    }

    /** A record, for sure. */
    <T> T one(Call call, Class<T> type) {
        Reply reply = exchange.send(call);
        return given(call, reply, Forms.ofAnswer(type));
    }

    /** Nothing to say. */
    void done(Call call) {
        Reply reply = exchange.send(call);
        if (reply.problem() != null) {
            throw unexpected(call, reply);
        }
    }

    /** A record, where there is one. */
    <T> Optional<T> found(Call call, Class<T> type) {
        Reply reply = exchange.send(call);
        return reply.problem() == ProblemType.NOT_FOUND
                ? Optional.empty()
                : Optional.of(given(call, reply, Forms.ofAnswer(type)));
    }

    /** A page. */
    <T> Page<T> page(Call call, String name, Class<T> type) {
        return page(call, exchange.send(call), name, type);
    }

    /** A page of what belongs to a pipeline. */
    <T> Listing<T> listing(Call call, String name, Class<T> type) {
        Reply reply = exchange.send(call);
        return switch (reply.problem()) {
            case NOT_FOUND -> new Listing.NotThere<>();
            case MOVED -> new Listing.Elsewhere<>(body(reply).path("address").asText());
            case null, default -> new Listing.Listed<>(page(call, reply, name, type));
        };
    }

    /** A page of what a search found. */
    <T> Found<T> search(Call call, String name, Class<T> type) {
        Reply reply = exchange.send(call.reading());
        Page<T> page = page(call, reply, name, type);
        return new Found<>(
                page,
                Duration.ofMillis(Math.max(0, body(reply).path("lag_millis").asLong())));
    }

    private <T> Page<T> page(Call call, Reply reply, String name, Class<T> type) {
        if (reply.problem() != null) {
            throw unexpected(call, reply);
        }
        return read(() -> {
            Form<T> form = Forms.ofAnswer(type);
            List<T> entries = new ArrayList<>();
            for (JsonNode entry : body(reply).path(name)) {
                entries.add(form.read(entry, name + "[" + entries.size() + "]"));
            }
            JsonNode next = body(reply).path("next");
            return new Page<>(entries, next.isTextual() ? next.asText() : null);
        });
    }

    private <T> T given(Call call, Reply reply, Form<T> form) {
        if (reply.problem() != null) {
            throw unexpected(call, reply);
        }
        return read(() -> form.read(body(reply), ""));
    }

    private <T extends @Nullable Object> T read(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (InvalidInput e) {
            throw new CatalogException.Incompatible(exchange + ": it answers otherwise than this program expects", e);
        }
    }

    private static JsonNode body(Reply reply) {
        JsonNode body = reply.body();
        return body == null ? MissingNode.getInstance() : body;
    }

    /** A problem that is no answer of the operation. */
    private RuntimeException unexpected(Call call, Reply reply) {
        JsonNode body = body(reply);
        if (reply.problem() == ProblemType.INVALID) {
            return new InvalidInput(
                    body.path("field").asText("request"),
                    body.path("limit").asText("what the service takes"),
                    body.path("given").asText("otherwise"));
        }
        return new CatalogException.Incompatible(
                exchange + ": it answered " + call.method() + " otherwise than this program expects: "
                        + Exchange.detail(reply),
                null);
    }
}
