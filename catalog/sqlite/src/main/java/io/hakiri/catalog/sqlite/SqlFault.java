package io.hakiri.catalog.sqlite;

import java.sql.SQLException;

/** Carries the driver's exception to the one place that translates it ({@link Faults}). */
final class SqlFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SQLException driver;

    SqlFault(SQLException driver) {
        super(driver);
        this.driver = driver;
    }

    SQLException driver() {
        return driver;
    }
}
