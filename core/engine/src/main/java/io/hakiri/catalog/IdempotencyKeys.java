package io.hakiri.catalog;

/** What was done already (C-16). */
public interface IdempotencyKeys {
    /** Of many concurrent starts of one key exactly one gets {@code Started}. The same request id again gets it again. */
    KeyStartResult start(KeyStart request);

    /** Stores the result; the same token and result again gets the first answer, another result {@code Invalid} (C-10). */
    KeyCompleteResult complete(KeyComplete request);
}
