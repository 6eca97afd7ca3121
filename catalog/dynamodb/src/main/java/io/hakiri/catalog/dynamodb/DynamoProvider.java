package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CatalogProvider;
import java.util.random.RandomGenerator;

/** For programs that have this backend inside without naming it. */
public final class DynamoProvider implements CatalogProvider {
    @Override
    public String form() {
        return "dynamodb://TABLE?region=REGION";
    }

    @Override
    public boolean takes(String address) {
        return address.startsWith("dynamodb:");
    }

    @Override
    public Catalog open(String address, RandomGenerator random) {
        return DynamoCatalog.open(address, random);
    }
}
