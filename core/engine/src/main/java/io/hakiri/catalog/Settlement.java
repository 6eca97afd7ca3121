package io.hakiri.catalog;

/**
 * Says that the destination has followed a receipt. It needs no fence: it states what is so at the destination, whoever
 * says it, and it counts only for a receipt that waits for just this.
 *
 * @param done {@code PUBLISHED} ends {@code COMMITTED}; {@code WITHDRAWN} ends {@code WITHDRAWING}
 */
public record Settlement(ReceiptId receipt, Receipt.State done) {
    public Settlement {
        if (done != Receipt.State.PUBLISHED && done != Receipt.State.WITHDRAWN) {
            throw new InvalidInput("settlement", "PUBLISHED or WITHDRAWN", done.name());
        }
    }
}
