package io.hakiri.catalog;

/** A backfill's name within its pipeline; matches {@code [a-z0-9][a-z0-9._-]{0,127}}. */
public record BackfillId(String value) {
    public BackfillId {
        Limits.id("backfill", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
