package io.hakiri.catalog.postgres;

import io.hakiri.catalog.contract.CatalogContract;

/** The operations keep the contract also where no function takes the usual case from them ({@link HotPath}). */
final class OperationsContractTest extends CatalogContract {
    OperationsContractTest() {
        super(new OperationsFixture());
    }
}
