package io.hakiri.remote;

import io.hakiri.catalog.contract.CatalogContract;

/** The port over HTTP keeps the contract, all of it. */
final class RemoteCatalogContractTest extends CatalogContract {
    RemoteCatalogContractTest() {
        super(new ServedFixture());
    }
}
