package io.hakiri.catalog.contract;

/** A kit that a backend joins with one class. */
interface Contract {
    /** Of the backend that is tested. */
    CatalogFixture fixture();
}
