package io.hakiri.catalog;

import java.util.random.RandomGenerator;

/**
 * Opens the catalogs of one backend. It is found by {@link java.util.ServiceLoader}: a program that is built with one backend inside
 * or another need not name it.
 */
public interface CatalogProvider {
    /** The form of its addresses, for messages. */
    String form();

    /** Whether an address is one of its own, by how it begins. */
    boolean takes(String address);

    /**
     * Opens the catalog at an address; connects to nothing before the first call.
     *
     * @param random where claims and tokens come from: must be unpredictable, and safe for many threads
     * @throws InvalidInput naming what is wrong with the address
     */
    Catalog open(String address, RandomGenerator random);
}
