package io.hakiri.transfer;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Limits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What every backend refuses of rows that are to be laid down or removed, and how it says so. */
public final class Lots {
    private Lots() {}

    /**
     * Refuses, before any I/O, rows that are not of one kind of the owner in the order of their keys, or too many.
     *
     * @throws InvalidInput says which
     */
    public static void check(Owner owner, List<Row> rows) {
        Limits.count("rows", rows, Transfer.MOST_ROWS);
        byte[] before = null;
        for (Row row : rows) {
            check(owner, row.kind());
            if (row.kind() != rows.getFirst().kind()) {
                throw new InvalidInput(
                        "rows", "rows of one kind", rows.getFirst().kind() + " and " + row.kind());
            }
            byte[] key = row.key().getBytes(StandardCharsets.UTF_8);
            if (before != null && Arrays.compareUnsigned(before, key) >= 0) {
                throw new InvalidInput("rows", "each with a greater key than the one before", row.key());
            }
            before = key;
            checkOwner(owner, row);
        }
    }

    /**
     * Refuses a kind of rows that the owner does not have.
     *
     * @throws InvalidInput says which it has
     */
    public static void check(Owner owner, RowKind kind) {
        if (kind.ofPipeline() != (owner.pipeline() != null)) {
            throw new InvalidInput("kind of rows", RowKind.of(owner).toString(), kind.name());
        }
    }

    private static void checkOwner(Owner owner, Row row) {
        Owner named = switch (row) {
            case Row.AuditRow(var event) -> new Owner(event.project(), event.pipeline());
            case Row.TokenRow(var token) -> Owner.of(token.project());
            case Row.FenceRow _, Row.ReceiptRow _, Row.QueuedRow _, Row.BackfillRow _, Row.ChunkRow _, Row.KeyRow _ ->
                owner;
        };
        if (!named.equals(owner)) {
            throw new InvalidInput("rows", "those of " + owner, "one of " + named);
        }
    }

    /**
     * Why rows are not laid down now; {@code null} where they may be.
     *
     * @param under as of {@link Transfer#lay}
     * @param takenBack the number of the last seal that was taken back at the target, or is before that of the image there
     */
    public static Answers.@Nullable Invalid refusal(List<Row> rows, @Nullable Seal under, long takenBack) {
        if (under != null) {
            return refusal(under, takenBack);
        }
        return rows.stream()
                .filter(row -> !row.isFinal())
                .findFirst()
                .map(row ->
                        new Answers.Invalid("row", "one that stays as it is, or a seal", row.kind() + " " + row.key()))
                .orElse(null);
    }

    /** Why nothing is laid down or removed under a seal; {@code null} where something may be. */
    public static Answers.@Nullable Invalid refusal(Seal under, long takenBack) {
        return under.number() > takenBack
                ? null
                : new Answers.Invalid(
                        "seal",
                        "one after " + takenBack,
                        under.number() + ", which was taken back or is not the last one");
    }

    /** A chunk whose backfill is not here, or, without a seal, has not ended. */
    public static Answers.Invalid noBackfill(String name, @Nullable Seal under) {
        return new Answers.Invalid(
                "backfill of a chunk",
                under == null ? "one that ended and was laid down before" : "one that was laid down before",
                name);
    }
}
