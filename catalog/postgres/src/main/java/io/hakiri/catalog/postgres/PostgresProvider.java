package io.hakiri.catalog.postgres;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CatalogProvider;
import java.util.random.RandomGenerator;

/** For programs that have this backend inside without naming it. */
public final class PostgresProvider implements CatalogProvider {
    @Override
    public String form() {
        return "postgresql://USER:PASSWORD@HOST/DATABASE";
    }

    @Override
    public boolean takes(String address) {
        return address.startsWith("postgresql:") || address.startsWith("postgres:");
    }

    @Override
    public Catalog open(String address, RandomGenerator random) {
        return PostgresCatalog.open(address, random);
    }
}
