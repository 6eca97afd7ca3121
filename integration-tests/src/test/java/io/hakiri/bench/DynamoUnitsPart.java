package io.hakiri.bench;

import io.hakiri.bench.DynamoCycle.Positions;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Claim;
import io.hakiri.catalog.ClaimDue;
import io.hakiri.catalog.KeyComplete;
import io.hakiri.catalog.KeyId;
import io.hakiri.catalog.KeyStart;
import io.hakiri.catalog.KeyStartResult;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Settlement;
import io.hakiri.catalog.Trigger;
import io.hakiri.catalog.dynamodb.server.Meter.Metered;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Requests and units of cycles and of operations, once each: they do not depend on the machine. */
final class DynamoUnitsPart {
    private static final int STEADY = 10;
    private static final ProjectId PROJECT = new ProjectId("bench");
    private static final Duration TTL = Duration.ofMinutes(1);

    private final Metering service;
    private final Catalog catalog;

    private DynamoUnitsPart(Metering service, Catalog catalog) {
        this.service = service;
        this.catalog = catalog;
    }

    static void run(Metering service) {
        try (Catalog catalog = service.catalog()) {
            catalog.upgrade();
            DynamoUnitsPart part = new DynamoUnitsPart(service, catalog);
            System.out.println("\ncycles: begin, a commit that goes on, a commit that finishes; 8 streams; the tenth");
            part.cycle("a. times, no schedule", Positions.TIMES, 0, false);
            part.cycle("a. times, a schedule", Positions.TIMES, 0, true);
            part.cycle("b. random tokens", Positions.TOKENS, 0, false);
            part.cycle("b. texts of any characters with their order keys", Positions.TEXTS, 0, false);
            part.cycle("c. times, 1 object staged and settled per commit", Positions.TIMES, 1, false);
            part.cycle("c. random tokens, 1 object staged and settled per commit", Positions.TOKENS, 1, false);
            part.cycle("c. times, 2 objects staged and settled per commit", Positions.TIMES, 2, false);
            part.cycle("c. random tokens, 2 objects staged and settled per commit", Positions.TOKENS, 2, false);
            part.cold();
            System.out.println("\noperations");
            part.operations();
        }
    }

    private static PipelineKey pipeline(String name) {
        return new PipelineKey(PROJECT, new PipelineId(name));
    }

    private void cycle(String title, Positions positions, int staged, boolean schedule) {
        DynamoCycle cycle =
                new DynamoCycle(catalog, pipeline("p-" + Integer.toHexString(title.hashCode())), positions, staged);
        cycle.put(null);
        cycle.prepare(due(schedule));
        for (int i = 1; i < STEADY; i++) {
            once(cycle, schedule);
        }
        service.meter().take();
        if (schedule) {
            Trigger.Due claim = claim();
            service.report(title + ": the claim", service.meter().take());
            once(cycle, claim, due(true));
        } else {
            once(cycle, new Trigger.Manual(), null);
        }
        List<Metered> requests = service.meter().take();
        service.report(title, requests);
        sizes(requests);
        if (schedule) {
            catalog.pause(
                    pipeline("p-" + Integer.toHexString(title.hashCode())),
                    false,
                    new io.hakiri.catalog.Actor("bench", "measure"));
        }
    }

    private static @Nullable Instant due(boolean schedule) {
        return schedule ? Instant.now().minusSeconds(1) : null;
    }

    private void once(DynamoCycle cycle, boolean schedule) {
        once(cycle, schedule ? claim() : new Trigger.Manual(), due(schedule));
    }

    private static void once(DynamoCycle cycle, Trigger trigger, @Nullable Instant nextDue) {
        BeginResult.Granted granted = cycle.begin(trigger);
        cycle.goOn(granted.writer(), 1);
        cycle.finish(granted.writer(), 2, nextDue);
    }

    private Trigger.Due claim() {
        List<Claim> claims = catalog.claimDue(new ClaimDue(PROJECT, 1, TTL));
        return new Trigger.Due(claims.getFirst());
    }

    /** A process that knows nothing yet. */
    private void cold() {
        DynamoCycle before = new DynamoCycle(catalog, pipeline("cold"), Positions.TIMES, 0);
        before.put(null);
        before.prepare(null);
        for (int i = 0; i < STEADY; i++) {
            once(before, false);
        }
        service.meter().take();
        try (Catalog fresh = service.catalog()) {
            once(new DynamoCycle(fresh, pipeline("cold"), Positions.TIMES, 0).from(before), new Trigger.Manual(), null);
        }
        service.report("d. the first cycle of a process, as a", service.meter().take());
    }

    private static void sizes(List<Metered> requests) {
        requests.forEach(request -> System.out.println("    " + request.name() + " "
                + request.written().entrySet().stream()
                        .map(one -> one.getKey() + " " + one.getValue() + " B")
                        .collect(Collectors.joining(", "))));
    }

    private void operations() {
        PipelineKey key = pipeline("operations");
        DynamoCycle cycle = new DynamoCycle(catalog, key, Positions.TIMES, 2);
        measured("put, a new pipeline", () -> {
            cycle.put(null);
            return "";
        });
        cycle.prepare(null);
        for (int i = 0; i < STEADY; i++) {
            once(cycle, false);
        }
        BeginResult.Granted granted = measured("begin", () -> cycle.begin(new Trigger.Manual()));
        measured("begin, refused: held", () -> cycle.ask(new Trigger.Manual()));
        measured("renew", () -> catalog.renew(granted.writer(), TTL));
        measured("commit that goes on", () -> {
            cycle.goOn(granted.writer(), 1);
            return "";
        });
        measured("commit that finishes", () -> {
            cycle.finish(granted.writer(), 2, null);
            return "";
        });
        List<Settlement> open = ((Listing.Listed<Receipt>) catalog.unsettled(key, PageRequest.first()))
                .page().entries().stream()
                        .map(receipt -> new Settlement(receipt.id(), Receipt.State.PUBLISHED))
                        .toList();
        service.meter().take();
        measured("acknowledge 2", () -> catalog.acknowledge(key, open));
        measured("pipeline()", () -> catalog.pipeline(key));
        measured("run by id", () -> catalog.run(key, granted.writer().run()));
        measured("runs, a page of 10", () -> catalog.runs(key, PageRequest.first(10)));
        new DynamoCycle(catalog, pipeline("due"), Positions.TIMES, 0).put(due(true));
        service.meter().take();
        measured("claimDue that hands out one", () -> catalog.claimDue(new ClaimDue(PROJECT, 1, TTL)));
        measured("claimDue, nothing due", () -> catalog.claimDue(new ClaimDue(PROJECT, 1, TTL)));
        KeyId id = new KeyId(PROJECT, "payments", "2026-11-21/000017");
        catalog.start(
                new KeyStart(new KeyId(PROJECT, "payments", "first"), RequestId.random(), TTL, Duration.ofDays(1)));
        service.meter().take();
        KeyStartResult started = measured(
                "key start", () -> catalog.start(new KeyStart(id, RequestId.random(), TTL, Duration.ofDays(1))));
        if (started instanceof KeyStartResult.Started(String token, var _)) {
            measured("key complete", () -> catalog.complete(new KeyComplete(id, token, "{\"ok\":true}")));
        }
    }

    private <T> T measured(String name, Supplier<T> operation) {
        service.meter().take();
        T answer = operation.get();
        service.report(name, service.meter().take());
        return answer;
    }
}
