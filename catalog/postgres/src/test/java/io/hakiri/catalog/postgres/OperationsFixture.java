package io.hakiri.catalog.postgres;

import io.hakiri.catalog.Catalog;
import java.security.SecureRandom;

/** As {@link PostgresFixture}, of catalogs that never take the hot path. */
public final class OperationsFixture extends PostgresFixture {
    /** The kit makes one by name in other processes. */
    public OperationsFixture() {}

    @Override
    public String backend() {
        return "PostgreSQL, without functions";
    }

    @Override
    public Catalog openOnRealTime(String address) {
        return PostgresCatalog.withoutFunctions(address, new SecureRandom());
    }
}
