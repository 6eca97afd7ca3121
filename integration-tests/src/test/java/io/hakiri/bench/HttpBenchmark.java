package io.hakiri.bench;

import io.hakiri.api.BearerToken;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.ApiToken;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.postgres.PostgresCatalog;
import io.hakiri.catalog.remote.RemoteCatalog;
import io.hakiri.catalog.remote.ServerAddress;
import io.hakiri.it.Container;
import io.hakiri.it.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The worker protocol's cycle by 64 clients over HTTP, beside the same cycle in one process with the catalog, in turns on one
 * PostgreSQL; and what memory the service held.
 *
 * <p>Arguments: rounds (5), seconds of a turn (5), clients (64).
 */
final class HttpBenchmark {
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    /** Two programs compile themselves, on the processors that they share with the server. */
    private static final Duration LONGER_WARM_UP = Duration.ofMinutes(3);

    private final Queue<Long> took = new ConcurrentLinkedQueue<>();
    private final Server server;
    private final int clients;
    private final Duration turn;

    private HttpBenchmark(Server server, int clients, Duration turn) {
        this.server = server;
        this.clients = clients;
        this.turn = turn;
    }

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        int clients = args.length > 2 ? Integer.parseInt(args[2]) : 64;
        Path folder = Files.createTempDirectory("hakiri-http-");
        try (Server server = new Server()) {
            server.migrate("hakiri");
            String address = server.address("hakiri", clients);
            try (PostgresCatalog here = PostgresCatalog.open(address, new SecureRandom());
                    Service service = service(folder, address);
                    RemoteCatalog remote = RemoteCatalog.open(
                            ServerAddress.parse(service.root().toString(), false), token(here), new SecureRandom())) {
                new HttpBenchmark(server, clients, Duration.ofSeconds(seconds))
                        .compare(new CycleLoad(here), remote, service, rounds);
            }
        }
    }

    private static Service service(Path folder, String address) {
        Container container = Container.builtIn(folder.resolve("hakiri"));
        return container.serve(
                container.command("serve", "--reconcile-every", "off"),
                Map.of(
                        "HAKIRI_PORT", "0",
                        "HAKIRI_HOST", "127.0.0.1",
                        "HAKIRI_RATE_LIMIT", "off",
                        "HAKIRI_CATALOG", address),
                folder);
    }

    private static BearerToken token(PostgresCatalog catalog) {
        BearerToken token = BearerToken.of(CycleLoad.PROJECT, new SecureRandom());
        catalog.createToken(
                new ApiToken(CycleLoad.PROJECT, "bench", Role.WORKER, token.hash(), null, null),
                new Actor("bench", "measure"));
        return token;
    }

    private void compare(CycleLoad here, RemoteCatalog remote, Service service, int rounds) throws Exception {
        here.prepare(clients);
        CycleLoad there = new CycleLoad(remote, here);
        here.run(clients, WARM_UP);
        there.run(clients, LONGER_WARM_UP);
        List<Turn> inProcess = new ArrayList<>();
        List<Turn> overHttp = new ArrayList<>();
        List<Double> ratiosOfTails = new ArrayList<>();
        double serviceSeconds = 0;
        double cycles = 0;
        for (int round = 0; round < rounds; round++) {
            inProcess.add(turn(here));
            double tail = tail();
            double before = Cpu.of(service.pid());
            overHttp.add(turn(there));
            serviceSeconds += Cpu.of(service.pid()) - before;
            cycles += overHttp.getLast().done();
            double other = tail();
            ratiosOfTails.add(other / tail);
            System.out.printf("  p99 of a cycle: %.1f ms in process, %.1f ms over HTTP%n", tail, other);
        }
        System.out.printf("%d clients, %d turns of %d s%n", clients, rounds, turn.toSeconds());
        System.out.printf("  %-12s %s%n", "in process", Turn.medians(inProcess));
        System.out.printf("  %-12s %s%n", "over HTTP", Turn.medians(overHttp));
        System.out.printf(
                "  over HTTP / in process: cycles per second %s; p99 %.1f%n",
                Turn.ratio(overHttp, inProcess, Turn::perSecond),
                ratiosOfTails.stream().sorted().toList().get(rounds / 2));
        System.out.printf(
                "  the service: %.0f us of processor time each; %s, %s%n",
                serviceSeconds * 1e6 / cycles, memory(service, "VmRSS"), memory(service, "VmHWM"));
    }

    private Turn turn(CycleLoad load) throws Exception {
        took.clear();
        return Turn.of(server, () -> load.run(clients, turn, took::add));
    }

    /** Of the last turn's cycles, in milliseconds. */
    private double tail() {
        List<Long> sorted = took.stream().sorted().toList();
        return sorted.get(sorted.size() * 99 / 100) / 1e6;
    }

    private static String memory(Service service, String what) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(service.pid()), "status")).stream()
                .filter(line -> line.startsWith(what))
                .map(line -> line.replaceAll("\\s+", " "))
                .findFirst()
                .orElse(what + " unknown here");
    }
}
