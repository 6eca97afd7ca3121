package io.hakiri.catalog;

/** What a stream's rows came to: in a commit the increments, in a run the sums. All at least 0; bytes as read. */
public record Counts(long read, long written, long quarantined, long bytes) {
    public static final Counts NONE = new Counts(0, 0, 0, 0);

    public Counts {
        Limits.between("rows read", read, 0, Long.MAX_VALUE);
        Limits.between("rows written", written, 0, Long.MAX_VALUE);
        Limits.between("rows quarantined", quarantined, 0, Long.MAX_VALUE);
        Limits.between("bytes read", bytes, 0, Long.MAX_VALUE);
    }

    public Counts plus(Counts more) {
        return new Counts(read + more.read, written + more.written, quarantined + more.quarantined, bytes + more.bytes);
    }
}
