package io.hakiri.catalog.sqlite;

import io.hakiri.catalog.contract.TransferContract;

/** SQLite gives out its rows, and takes those of others. */
final class SqliteTransferTest extends TransferContract {
    SqliteTransferTest() {
        super(new SqliteFixture());
    }
}
