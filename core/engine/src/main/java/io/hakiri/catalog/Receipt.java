package io.hakiri.catalog;

/** What a commit said it had staged at the destination (C-25). */
public record Receipt(ReceiptId id, StagedObject object, State state) {
    /** How far the destination follows the receipt. The first and the third are open: something is to be done there. */
    public enum State {
        /** The commit counts; the object is to be published. */
        COMMITTED,
        /** Readers see it. */
        PUBLISHED,
        /** A rewind takes it back; it is to be removed, whether it was published or not. */
        WITHDRAWING,
        /** Removed. */
        WITHDRAWN
    }

    /** Whether the destination still has to follow. */
    public boolean open() {
        return state == State.COMMITTED || state == State.WITHDRAWING;
    }
}
