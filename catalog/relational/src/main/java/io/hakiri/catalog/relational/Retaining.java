package io.hakiri.catalog.relational;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Past;
import io.hakiri.catalog.PastRows;
import io.hakiri.catalog.PastRows.Kind;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.RetentionPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a policy lets go (C-29). Of a pipeline that is, oldest first, all that is recorded under fences below a border: below it
 * every run ended long enough ago and every receipt is settled. So what is left is whole from the border on, and a rewind to a
 * run that is left finds all that it needs.
 */
final class Retaining {
    /** Pipelines that one answer looks at. */
    private static final int PIPELINES = 50;

    /** Runs that one answer looks at, so that it costs the same however many there are. */
    private static final int RUNS = 1_000;

    private static final String PIPELINE = "SELECT id, name, status FROM pipeline WHERE project = ? AND name ";

    /** The last of the oldest runs before which all may go too. Chunks have fences, but no runs: the next run tells their age. */
    private static final String LAST_RUN = """
            WITH oldest AS (
              SELECT fence, status, ended_at FROM run WHERE pipeline = ? AND fence > ? ORDER BY fence LIMIT ?),
            kept AS (SELECT min(fence) AS first FROM oldest WHERE status = 'RUNNING' OR ended_at >= ?)
            SELECT max(fence) FROM oldest CROSS JOIN kept WHERE kept.first IS NULL OR fence < kept.first""";

    private static final String FIRST_OPEN = """
            SELECT min(fence) FROM receipt WHERE pipeline = ? AND state IN ('COMMITTED', 'WITHDRAWING')""";

    private static final String FIRST_KEPT_EVENT =
            "SELECT number FROM audit WHERE pipeline = ? AND at >= ? ORDER BY number LIMIT 1";

    /**
     * Where the looking is.
     *
     * @param pipeline a name; empty for what belongs to the project, which comes first
     * @param base runs up to this fence were passed over
     * @param key of the last row of this kind; empty before the first
     */
    private record Place(String pipeline, long base, Kind kind, List<String> key) {
        private static final int PARTS = 3;

        static Place of(String token) {
            if (token.isEmpty()) {
                return new Place("", 0, Kind.AUDIT, List.of());
            }
            String[] parts = token.split("\n", -1);
            try {
                return new Place(
                        parts[0],
                        Pages.number(parts[1]),
                        Kind.valueOf(parts[2]),
                        List.of(parts).subList(PARTS, parts.length));
            } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
                throw new InvalidInput("place of retention", "one that an answer before named", token);
            }
        }

        /** No name holds a control character (C-22). */
        String token() {
            List<String> parts = new ArrayList<>(List.of(pipeline, Long.toString(base), kind.name()));
            parts.addAll(key);
            return String.join("\n", parts);
        }

        Place at(List<String> newKey) {
            return new Place(pipeline, base, kind, newKey);
        }

        Place of(Kind next) {
            return new Place(pipeline, base, next, List.of());
        }
    }

    private record Owner(long id, String name, boolean sealed) {
        static Owner of(Row row) {
            return new Owner(row.number(1), row.text(2), row.text(3).equals(PipelineRow.SEALED));
        }
    }

    /** A table's part of what goes: up to which fence it goes, where the table knows fences. */
    private record Scope(
            PastPart part, List<Object> values, @Nullable Fence border) {}

    private Retaining() {}

    static Past find(Sql sql, RetentionPolicy policy, String after, int most) {
        Place place = Place.of(after);
        for (int looked = 0; looked < PIPELINES; looked++) {
            Owner owner = owner(sql, place.pipeline());
            Place at = place;
            while (owner != null && at != null) {
                PastRows rows = rows(sql, policy, owner, at, most);
                if (rows != null) {
                    return new Past(rows, rows.through());
                }
                at = next(sql, policy, owner, at);
            }
            String following = following(sql, place.pipeline());
            if (following == null) {
                return new Past(null, null);
            }
            place = new Place(following, 0, Kind.RECEIPT, List.of());
        }
        return new Past(null, place.token());
    }

    static boolean remove(Tx tx, RetentionPolicy policy, PastRows rows) {
        if (!Horizon.tryHold(tx)) {
            return false;
        }
        Sql sql = tx.sql();
        Place after = Place.of(rows.after());
        Owner owner = owner(sql, after.pipeline());
        Scope scope = owner == null ? null : scope(sql, policy, owner, after);
        if (owner == null || scope == null || rows.lines().isEmpty()) {
            return false;
        }
        List<Object> values = new ArrayList<>(scope.values());
        values.addAll(keyValues(scope.part(), after.key()));
        values.addAll(keyValues(scope.part(), Place.of(rows.through()).key()));
        List<Object> limited = new ArrayList<>(values);
        limited.add(rows.lines().size() + 1);
        List<String> found = sql.list(
                scope.part().between(), row -> scope.part().line().apply(row).toString(), limited.toArray());
        if (!found.equals(rows.lines())) {
            return false;
        }
        if (sql.change(scope.part().remove(), values.toArray()) != found.size()) {
            sql.takeBack();
            return false;
        }
        if (scope.border() != null) {
            Horizon.raise(tx, owner.id(), scope.border());
        }
        return true;
    }

    private static @Nullable PastRows rows(Sql sql, RetentionPolicy policy, Owner owner, Place place, int most) {
        Scope scope = scope(sql, policy, owner, place);
        if (scope == null) {
            return null;
        }
        List<Object> values = new ArrayList<>(scope.values());
        values.addAll(keyValues(scope.part(), place.key()));
        values.add(most);
        List<ObjectNode> found =
                sql.list(scope.part().find(), row -> scope.part().line().apply(row), values.toArray());
        return found.isEmpty()
                ? null
                : new PastRows(
                        place.kind(),
                        owner.name().isEmpty() ? null : new PipelineId(owner.name()),
                        place.token(),
                        place.at(scope.part().keyOf(found.getLast())).token(),
                        found.stream().map(ObjectNode::toString).toList());
    }

    private static List<Object> keyValues(PastPart part, List<String> key) {
        List<Object> values = new ArrayList<>();
        if (!key.isEmpty() && key.size() != part.key().size()) {
            throw new InvalidInput("place of retention", "one that an answer before named", String.join(" ", key));
        }
        for (int i = 0; i < part.key().size(); i++) {
            PastPart.Column column = part.key().get(i);
            values.add(key.isEmpty() ? column.first() : column.value().apply(key.get(i)));
        }
        return values;
    }

    /** What of a table goes; {@code null} for nothing. */
    private static @Nullable Scope scope(Sql sql, RetentionPolicy policy, Owner owner, Place place) {
        PastPart part = PastPart.of(place.kind());
        return switch (place.kind()) {
            case RECEIPT, COUNTS, MOVE, RUN -> {
                Fence border = border(sql, policy, owner, place.base());
                yield border == null ? null : new Scope(part, List.of(owner.id(), place.base(), border), border);
            }
            case QUEUED_RUN ->
                policy.runs() == null
                        ? null
                        : new Scope(part, List.of(owner.id(), sql.now().minus(policy.runs())), null);
            case AUDIT -> audit(sql, policy.audit(), part, owner);
            case KEY -> owner.name().isEmpty() ? new Scope(part, List.of(sql.project(), sql.now()), null) : null;
        };
    }

    private static @Nullable Scope audit(Sql sql, @Nullable Duration kept, PastPart part, Owner owner) {
        if (kept == null) {
            return null;
        }
        // by numbers, so that what is left has no gaps whatever the clock did (C-17)
        long first = sql.number(FIRST_KEPT_EVENT, owner.id(), sql.now().minus(kept));
        return new Scope(part, List.of(owner.id(), first == 0 ? Long.MAX_VALUE : first), null);
    }

    /** The fence above all that goes of the runs after {@code base}; {@code null} where none goes. */
    private static @Nullable Fence border(Sql sql, RetentionPolicy policy, Owner owner, long base) {
        Duration kept = policy.runs();
        if (kept == null || owner.name().isEmpty() || owner.sealed()) {
            return null;
        }
        long border = sql.number(LAST_RUN, owner.id(), base, RUNS, sql.now().minus(kept)) + 1;
        long open = sql.number(FIRST_OPEN, owner.id());
        long least = open == 0 ? border : Math.min(border, open);
        return least <= base + 1 ? null : new Fence(least);
    }

    /** What to look at after all rows of a kind; {@code null} for the next pipeline. */
    private static @Nullable Place next(Sql sql, RetentionPolicy policy, Owner owner, Place place) {
        if (owner.name().isEmpty()) {
            return place.kind() == Kind.AUDIT ? place.of(Kind.KEY) : null;
        }
        return switch (place.kind()) {
            case RECEIPT -> place.of(Kind.COUNTS);
            case COUNTS -> place.of(Kind.MOVE);
            case MOVE -> place.of(Kind.RUN);
            case RUN -> {
                Fence border = border(sql, policy, owner, place.base());
                yield border == null
                        ? place.of(Kind.QUEUED_RUN)
                        : new Place(place.pipeline(), border.value() - 1, Kind.RECEIPT, List.of());
            }
            case QUEUED_RUN -> place.of(Kind.AUDIT);
            case AUDIT, KEY -> null;
        };
    }

    private static @Nullable Owner owner(Sql sql, String name) {
        return name.isEmpty()
                ? new Owner(sql.ofProject(), "", false)
                : sql.one(PIPELINE + "= ?", Owner::of, sql.project(), name);
    }

    private static @Nullable String following(Sql sql, String name) {
        return sql.one(PIPELINE + "> ? ORDER BY name LIMIT 1", row -> row.text(2), sql.project(), name);
    }
}
