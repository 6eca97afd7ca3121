package io.hakiri.catalog.postgres;

import io.hakiri.catalog.contract.TransferContract;

/** PostgreSQL gives out its rows, and takes those of others. */
final class PostgresTransferTest extends TransferContract {
    PostgresTransferTest() {
        super(new PostgresFixture());
    }
}
