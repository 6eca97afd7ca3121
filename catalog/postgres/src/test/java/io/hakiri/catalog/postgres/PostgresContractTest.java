package io.hakiri.catalog.postgres;

import io.hakiri.catalog.contract.CatalogContract;

/** PostgreSQL keeps the contract. */
final class PostgresContractTest extends CatalogContract {
    PostgresContractTest() {
        super(new PostgresFixture());
    }
}
