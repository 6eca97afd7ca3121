package io.hakiri.bench;

import io.hakiri.bench.Cpu.Layout;
import io.hakiri.catalog.postgres.PostgresCatalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The contract's cycle beside pgbench with the same row changes, in turns on one server. */
final class CyclePart {
    private static final int[] CLIENTS = {1, 8, 64};
    private static final int MOST = 64;
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final String OURS = "catalog";
    private static final String FEW = "catalog, 10 connections (its default)";
    private static final String PREPARED = "pgbench -M prepared";
    private static final String PIPELINED = "pgbench -M prepared, each transaction at once";
    private static final String POOLED = "catalog, behind PgBouncer";
    private static final String POOLED_PGBENCH = "pgbench -M extended, behind PgBouncer";

    private final Server server;
    private final int rounds;
    private final int seconds;
    private final CycleLoad ours;
    private final CycleLoad few;
    private final @Nullable CycleLoad pooled;
    private final @Nullable Pooler pooler;
    private final Pgbench pgbench;
    private final Path script;
    private final Path pipelined;

    private interface Measured {
        Turn turn(int clients) throws Exception;
    }

    private CyclePart(
            Server server,
            int rounds,
            int seconds,
            CycleLoad ours,
            CycleLoad few,
            @Nullable CycleLoad pooled,
            @Nullable Pooler pooler,
            Path folder)
            throws Exception {
        this.server = server;
        this.rounds = rounds;
        this.seconds = seconds;
        this.ours = ours;
        this.few = few;
        this.pooled = pooled;
        this.pooler = pooler;
        this.pgbench = new Pgbench(server);
        int answer = Integer.parseInt(server.text("SELECT max(octet_length(answer)) FROM hakiri.request"));
        this.script = folder.resolve("cycle.sql");
        this.pipelined = folder.resolve("cycle-pipelined.sql");
        Files.writeString(script, CycleScript.of("bare", false, answer));
        Files.writeString(pipelined, CycleScript.of("bare", true, answer));
    }

    static void run(int rounds, int seconds) throws Exception {
        Path folder = Files.createTempDirectory("hakiri-bench");
        try (Server server = new Server();
                PostgresCatalog catalog = PostgresCatalog.open(server.address("hakiri", MOST), new SecureRandom());
                PostgresCatalog usual = PostgresCatalog.open(server.address("hakiri"), new SecureRandom());
                PostgresCatalog bare = PostgresCatalog.open(server.address("bare", 2), new SecureRandom())) {
            server.migrate("hakiri");
            server.migrate("bare");
            CycleLoad ours = new CycleLoad(catalog);
            ours.prepare(MOST);
            CycleLoad few = new CycleLoad(usual, ours);
            new CycleLoad(bare).prepare(MOST);
            if (!Pooler.possible()) {
                System.out.println("pgbouncer is not in the PATH: nothing is measured behind a pooler."
                        + " Install it, on Debian: apt-get install pgbouncer");
                ours.run(MOST, WARM_UP);
                new CyclePart(server, rounds, seconds, ours, few, null, null, folder).all();
                return;
            }
            try (Pooler pooler = Pooler.before(server);
                    PostgresCatalog behind = PostgresCatalog.open(
                            Server.address(pooler.port(), "hakiri", MOST) + "&pooler=transaction",
                            new SecureRandom())) {
                ours.run(MOST, WARM_UP);
                CycleLoad pooled = new CycleLoad(behind, ours);
                pooled.run(MOST, WARM_UP);
                new CyclePart(server, rounds, seconds, ours, few, pooled, pooler, folder).all();
            }
        } finally {
            for (String name : List.of("cycle.sql", "cycle-pipelined.sql")) {
                Files.deleteIfExists(folder.resolve(name));
            }
            Files.delete(folder);
        }
    }

    private void all() throws Exception {
        for (Layout layout : Layout.values()) {
            if (!layout.possible()) {
                System.out.println(
                        "taskset is missing, or there is one processor: server and client are not set apart");
                continue;
            }
            layout.apply(server, pooler == null ? List.of() : List.of(pooler.pid()));
            for (int clients : CLIENTS) {
                System.out.printf(
                        "%n%d clients, server and client on %s processors, %d turns of %d s%n",
                        clients, layout == Layout.SHARED ? "the same" : "different", rounds, seconds);
                compare(clients);
            }
        }
    }

    private void compare(int clients) throws Exception {
        Map<String, Measured> measured = new LinkedHashMap<>();
        measured.put(OURS, c -> turn(ours, c));
        measured.put(PREPARED, c -> pgbench.turn(server.port(), "prepared", script, c, seconds));
        measured.put(PIPELINED, c -> pgbench.turn(server.port(), "prepared", pipelined, c, seconds));
        if (clients == MOST) {
            measured.put(FEW, c -> turn(few, c));
        }
        if (clients == MOST && pooler != null && pooled != null) {
            measured.put(POOLED, c -> turn(pooled, c));
            measured.put(POOLED_PGBENCH, c -> pgbench.turn(pooler.port(), "extended", script, c, seconds));
        }
        server.sql("CHECKPOINT");
        Map<String, List<Turn>> turns = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, Measured> one : measured.entrySet()) {
                turns.computeIfAbsent(one.getKey(), _ -> new ArrayList<>())
                        .add(one.getValue().turn(clients));
            }
        }
        turns.forEach((name, all) -> System.out.printf("  %-46s %s%n", name, Turn.medians(all)));
        ratios(turns, OURS, PREPARED);
        ratios(turns, OURS, PIPELINED);
        ratios(turns, FEW, PREPARED);
        ratios(turns, POOLED, PREPARED);
        ratios(turns, POOLED, POOLED_PGBENCH);
    }

    private static void ratios(Map<String, List<Turn>> turns, String one, String other) {
        List<Turn> ours = turns.get(one);
        List<Turn> theirs = turns.get(other);
        if (ours != null && theirs != null) {
            System.out.printf(
                    "  %s / %s: cycles per second %s; server's processor time of a cycle, the other way round %s%n",
                    one,
                    other,
                    Turn.ratio(ours, theirs, Turn::perSecond),
                    Turn.ratio(theirs, ours, Turn::serverMicros));
        }
    }

    private Turn turn(CycleLoad load, int clients) throws Exception {
        return Turn.of(server, () -> load.run(clients, Duration.ofSeconds(seconds)));
    }
}
