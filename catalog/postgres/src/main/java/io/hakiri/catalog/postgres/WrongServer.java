package io.hakiri.catalog.postgres;

/** Somebody answers at the address, but not a server that can be used for this. */
abstract sealed class WrongServer extends Exception {
    private static final long serialVersionUID = 1L;

    private WrongServer(String message) {
        super(message);
    }

    /** It only follows another one. */
    static final class Standby extends WrongServer {
        private static final long serialVersionUID = 1L;

        Standby() {
            super("a standby answers");
        }
    }

    /** It acknowledges what is not on its disk. */
    static final class Forgetful extends WrongServer {
        private static final long serialVersionUID = 1L;

        Forgetful() {
            super("synchronous_commit is off");
        }
    }
}
