package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Receipt;

/**
 * A receipt as it is kept.
 *
 * @param history whether a backfill behind the cursor wrote it: a rewind before a run spares it
 */
record ReceiptRow(Receipt receipt, boolean history) {
    ReceiptRow in(Receipt.State state) {
        return new ReceiptRow(new Receipt(receipt.id(), receipt.object(), state), history);
    }
}
