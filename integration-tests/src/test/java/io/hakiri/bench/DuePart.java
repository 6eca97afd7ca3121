package io.hakiri.bench;

import io.hakiri.catalog.postgres.PostgresCatalog;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** {@code claimDue} where few and where very many pipelines exist, of which as many are due (C-18). */
final class DuePart {
    private static final int DUE = 1_000;
    private static final int BATCH = 100;
    private static final int FEW = 10_000;
    private static final int MANY = 1_000_000;

    private DuePart() {}

    static void run(int rounds) throws Exception {
        try (Server server = new Server()) {
            server.migrate("few");
            server.migrate("many");
            try (PostgresCatalog few = PostgresCatalog.open(server.address("few", 1), new SecureRandom());
                    PostgresCatalog many = PostgresCatalog.open(server.address("many", 1), new SecureRandom())) {
                new Leases(few).declare("first");
                new Leases(many).declare("first");
                Leases.declareMany(server, "few", FEW, DUE);
                Leases.declareMany(server, "many", MANY, DUE);
                server.sql("CHECKPOINT");
                claimAll(server, new Leases(few), "few");
                claimAll(server, new Leases(many), "many");
                List<Turn> ofFew = new ArrayList<>();
                List<Turn> ofMany = new ArrayList<>();
                for (int round = 0; round < rounds; round++) {
                    ofFew.add(claimAll(server, new Leases(few), "few"));
                    ofMany.add(claimAll(server, new Leases(many), "many"));
                }
                System.out.printf("claims of %d that are due, %d at once, %d rounds%n", DUE, BATCH, rounds);
                System.out.printf("  of %,9d pipelines  %s%n", FEW, Turn.medians(ofFew));
                System.out.printf("  of %,9d pipelines  %s%n", MANY, Turn.medians(ofMany));
                System.out.printf("  time of a claim, many / few: %s%n", Turn.ratio(ofFew, ofMany, Turn::perSecond));
            }
        }
    }

    private static Turn claimAll(Server server, Leases catalog, String schema) throws Exception {
        Leases.dueAgain(server, schema);
        Turn turn = Turn.of(server, () -> {
            long claimed = 0;
            int more = -1;
            while (more != 0) {
                more = catalog.claim(BATCH).size();
                claimed += more;
            }
            return claimed;
        });
        if (turn.done() != DUE) {
            throw new IllegalStateException(turn.done() + " claims, where " + DUE + " are due");
        }
        return turn;
    }
}
