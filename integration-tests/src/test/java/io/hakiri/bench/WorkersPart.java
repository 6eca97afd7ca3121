package io.hakiri.bench;

import io.hakiri.catalog.postgres.PostgresCatalog;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/** Many more workers than connections: an error of any of them ends it. */
final class WorkersPart {
    private static final int WORKERS = 500;
    private static final int CONNECTIONS = 20;

    private WorkersPart() {}

    static void run(int seconds) throws Exception {
        try (Server server = new Server()) {
            server.migrate("hakiri");
            try (PostgresCatalog catalog =
                    PostgresCatalog.open(server.address("hakiri", CONNECTIONS), new SecureRandom())) {
                CycleLoad load = new CycleLoad(catalog);
                load.prepare(WORKERS);
                Turn turn = Turn.of(server, () -> load.run(WORKERS, Duration.ofSeconds(seconds)));
                System.out.printf(
                        "%d workers over %d connections, %,.0f cycles without an error: %s%n",
                        WORKERS, CONNECTIONS, turn.done(), Turn.medians(List.of(turn)));
            }
        }
    }
}
