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
                double serverAtStart = server.cpuSeconds();
                double clientAtStart = Cpu.ofThis();
                long start = System.nanoTime();
                long cycles = load.run(WORKERS, Duration.ofSeconds(seconds));
                Turn turn = new Turn(
                        cycles,
                        (System.nanoTime() - start) / 1e9,
                        server.cpuSeconds() - serverAtStart,
                        Cpu.ofThis() - clientAtStart);
                System.out.printf(
                        "%d workers over %d connections, %,d cycles without an error: %s%n",
                        WORKERS, CONNECTIONS, cycles, Turn.medians(List.of(turn)));
            }
        }
    }
}
