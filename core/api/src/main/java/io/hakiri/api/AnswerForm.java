package io.hakiri.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.hakiri.catalog.InvalidInput;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * How the answers of one operation of the port look in HTTP, in both directions: the one place that knows which is which. Each
 * case of the sealed type is a status with its record as JSON, or a problem with its fields ({@link ProblemType}); one that is
 * neither, or that could be taken for another, is found when the form is made.
 */
public final class AnswerForm<T> {
    private static final int NO_CONTENT = 204;

    /** One case that is no problem. */
    private record Case<T>(
            Class<? extends T> type,
            ToIntFunction<T> status,
            Function<T, @Nullable JsonNode> write,
            Predicate<Reply> is,
            Function<JsonNode, ? extends T> read) {}

    private final Class<T> type;
    private final List<Case<T>> cases;
    private final Set<Class<?>> problems = new LinkedHashSet<>();

    private AnswerForm(Class<T> type, List<Case<T>> cases, Set<Class<?>> never) {
        this.type = type;
        this.cases = List.copyOf(cases);
        Set<ProblemType> words = new LinkedHashSet<>();
        for (Class<?> one : type.getPermittedSubclasses()) {
            boolean given = cases.stream().anyMatch(known -> known.type() == one);
            ProblemType problem = ProblemType.of(one);
            if (problem != null && words.add(problem)) {
                problems.add(one);
            } else if (!given && !never.contains(one)) {
                throw new IllegalStateException("nobody said how this looks in HTTP, or not unmistakably: " + one);
            }
        }
    }

    /** Says how the cases look that are no problems. */
    static <T> Making<T> of(Class<T> type) {
        return new Making<>(type);
    }

    /** A form that is being made. */
    static final class Making<T> {
        private final Class<T> type;
        private final List<Case<T>> cases = new ArrayList<>();
        private final Set<Class<?>> never = new LinkedHashSet<>();

        private Making(Class<T> type) {
            this.type = type;
        }

        /** The case is its record, under a status that no other case has. */
        <C extends T> Making<T> gives(int status, Class<C> type) {
            return status == NO_CONTENT
                    ? gives(
                            type,
                            answer -> status,
                            answer -> null,
                            reply -> reply.status() == status,
                            node -> Forms.ofAnswer(type)
                                    .read(
                                            com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode(),
                                            ""))
                    : gives(status, type, type, Function.identity(), Function.identity());
        }

        /** The case is what is within it. */
        <C extends T, B> Making<T> gives(
                int status, Class<C> type, Class<B> body, Function<C, B> within, Function<B, C> around) {
            return gives(
                    type,
                    answer -> status,
                    answer -> Forms.written((Record) within.apply(answer)),
                    reply -> reply.status() == status,
                    node -> around.apply(Forms.ofAnswer(body).read(node, "")));
        }

        /** The case in full. */
        <C extends T> Making<T> gives(
                Class<C> type,
                ToIntFunction<C> status,
                Function<C, @Nullable JsonNode> write,
                Predicate<Reply> is,
                Function<JsonNode, C> read) {
            cases.add(new Case<>(
                    type,
                    answer -> status.applyAsInt(type.cast(answer)),
                    answer -> write.apply(type.cast(answer)),
                    is,
                    read));
            return this;
        }

        /** The operation never answers this, though its type could. */
        Making<T> never(Class<? extends T> type) {
            never.add(type);
            return this;
        }

        AnswerForm<T> made() {
            return new AnswerForm<>(type, cases, never);
        }
    }

    /** An answer as it goes over the wire. */
    public Reply write(T answer) {
        for (Case<T> one : cases) {
            if (one.type().isInstance(answer)) {
                return new Reply(
                        one.status().applyAsInt(answer), null, one.write().apply(answer));
            }
        }
        return Reply.refusal((Record) answer);
    }

    /**
     * The answer that came over the wire.
     *
     * @return {@code null} for a problem that is no answer of this operation
     * @throws InvalidInput where it is no answer that this program knows
     */
    public @Nullable T read(Reply reply) {
        if (reply.problem() != null) {
            for (Class<?> one : problems) {
                if (ProblemType.of(one) == reply.problem()) {
                    return type.cast(reply.refusal(one));
                }
            }
            return null;
        }
        for (Case<T> one : cases) {
            if (one.is().test(reply)) {
                JsonNode body = reply.body();
                return one.read().apply(body == null ? MissingNode.getInstance() : body);
            }
        }
        throw new InvalidInput(
                "status", "that of an answer of " + type.getSimpleName(), Integer.toString(reply.status()));
    }
}
