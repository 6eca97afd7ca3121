package io.hakiri.catalog.postgres;

import java.lang.System.Logger.Level;
import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogCreator;

/**
 * What Flyway has to say goes to the program's log, for those who ask for details there: its failures come out as exceptions,
 * and a person who runs a pipeline has not asked for its story. Public because Flyway makes it by its name.
 */
public final class FlywayLog implements LogCreator {
    private static final System.Logger LOG = System.getLogger(Migrations.class.getName());

    @Override
    public Log createLogger(Class<?> type) {
        return new Quiet();
    }

    private static final class Quiet implements Log {
        @Override
        public void debug(String message) {
            LOG.log(Level.TRACE, message);
        }

        @Override
        public void info(String message) {
            LOG.log(Level.DEBUG, message);
        }

        @Override
        public void warn(String message) {
            LOG.log(Level.DEBUG, message);
        }

        @Override
        public void error(String message) {
            LOG.log(Level.DEBUG, message);
        }

        @Override
        public void error(String message, Exception fault) {
            LOG.log(Level.DEBUG, message, fault);
        }

        @Override
        public void notice(String message) {
            LOG.log(Level.DEBUG, message);
        }
    }
}
