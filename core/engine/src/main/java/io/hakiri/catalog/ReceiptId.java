package io.hakiri.catalog;

/**
 * Names a receipt within its pipeline.
 *
 * @param ordinal its place in the commit's list, from 0
 */
public record ReceiptId(Fence fence, int step, int ordinal) implements Comparable<ReceiptId> {
    public ReceiptId {
        Limits.between("step", step, 1, Integer.MAX_VALUE);
        Limits.between("receipt ordinal", ordinal, 0, Limits.RECEIPTS_PER_COMMIT - 1L);
    }

    @Override
    public int compareTo(ReceiptId other) {
        int byFence = fence.compareTo(other.fence);
        int byStep = byFence != 0 ? byFence : Integer.compare(step, other.step);
        return byStep != 0 ? byStep : Integer.compare(ordinal, other.ordinal);
    }

    @Override
    public String toString() {
        return fence + "." + step + "." + ordinal;
    }
}
