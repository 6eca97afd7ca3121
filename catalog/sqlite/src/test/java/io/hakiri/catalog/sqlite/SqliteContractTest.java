package io.hakiri.catalog.sqlite;

import io.hakiri.catalog.contract.CatalogContract;

/** SQLite keeps the contract. */
final class SqliteContractTest extends CatalogContract {
    SqliteContractTest() {
        super(new SqliteFixture());
    }
}
