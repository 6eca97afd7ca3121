package io.hakiri.catalog.postgres;

import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The database by JDBC, which migrations need; nothing else uses it. */
final class Jdbc {
    private Jdbc() {}

    static DataSource of(PostgresAddress address) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setServerNames(new String[] {address.host()});
        database.setPortNumbers(new int[] {address.port()});
        database.setDatabaseName(address.database());
        database.setUser(address.user());
        if (address.login() instanceof PostgresAddress.Login.Password(String password)) {
            database.setPassword(password);
        }
        database.setConnectTimeout(Math.toIntExact(address.connectTimeout().toSeconds()));
        return database;
    }
}
