package io.hakiri.catalog.postgres;

/** Carries what the client said to the one place that translates it ({@link Faults}). */
final class DriverFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What was going on. */
    enum Stage {
        /** Waiting for one of the connections. */
        WAITING,
        /** Opening a connection. */
        CONNECTING,
        /** Sending statements and waiting for their answers. */
        TALKING
    }

    private final Stage stage;
    private final Throwable driver;

    DriverFault(Stage stage, Throwable driver) {
        super(driver);
        this.stage = stage;
        this.driver = driver;
    }

    Stage stage() {
        return stage;
    }

    Throwable driver() {
        return driver;
    }
}
