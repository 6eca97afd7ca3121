package io.hakiri.catalog.postgres;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.contract.AtOnce;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The known trouble of functions with a relational database: each has connections of its own, and the server has few. */
class AtOnceTest {
    private static final int FUNCTIONS = 500;
    private static final int SERVER_CONNECTIONS = 50;
    /** The rest is for those who look after the server. */
    private static final int POOLED = 40;

    @Test
    void fiveHundredAtOnceComeThroughAPoolerBeforeAServerOfFiftyConnections() throws Exception {
        AtOnce functions = new AtOnce(FUNCTIONS, Duration.ZERO);
        SecureRandom random = new SecureRandom();
        try (OwnPostgres server = OwnPostgres.start(
                        Map.of("fsync", "off", "max_connections", Integer.toString(SERVER_CONNECTIONS)));
                TransactionPooler pooler = TransactionPooler.shared(server.port(), POOLED);
                Catalog direct = PostgresCatalog.open(server.address("postgres"), random)) {
            direct.upgrade();
            functions.declare(direct);
            String address = pooler.through(server.address("postgres")) + "&pooler=transaction&pool-size=2";
            functions.run(_ -> PostgresCatalog.open(address, random));
            functions.check(direct);
        }
    }
}
