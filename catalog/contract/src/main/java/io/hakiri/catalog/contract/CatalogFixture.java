package io.hakiri.catalog.contract;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ProjectId;
import java.time.Duration;
import java.time.Instant;

/**
 * What a backend gives the kit: places for catalogs, and the time by which they live.
 *
 * <p>An implementation is a public class with a public constructor without parameters, for the kit makes it by name in other
 * processes. One fixture serves one test; {@link #close} removes what it made.
 */
public interface CatalogFixture extends AutoCloseable {
    /** The backend's name, as the table of docs/contract-table.md shows it. */
    String backend();

    /** The address of an empty catalog that nobody else uses. */
    String newAddress();

    /** Opens the catalog at an address; it lives by {@link #now}. */
    Catalog open(String address);

    /** Opens the catalog at an address; it lives by the real time, as other processes do. */
    Catalog openOnRealTime(String address);

    /** The backend's time in this test, in whole milliseconds. It stands still until {@link #advance}. */
    Instant now();

    /** Moves the backend's time, forward or (with a negative duration) back. */
    void advance(Duration by);

    /** Copies the stored thing to a new place, as a clone or a backup does, and says where. Nobody has the catalog open. */
    String copy(String address);

    /** Puts what a copy holds into the place of the original, as a restore does. Nobody has either of them open. */
    void restore(String address, String copy);

    /**
     * What the backend does for calls on a project of an open catalog: counted, not timed, in a unit of its own that grows
     * with the rows or items it touches, such as rows, pages, instructions of its machine, or units that it bills.
     */
    long workOf(Catalog catalog, ProjectId project, Runnable calls);

    /** Where other processes find the classes of this fixture, of the kit and of the catalog: where this process does, or less. */
    default String classPath() {
        return System.getProperty("java.class.path");
    }

    @Override
    void close();
}
