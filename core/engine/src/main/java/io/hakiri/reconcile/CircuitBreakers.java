package io.hakiri.reconcile;

import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.RunId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps pipelines from a source that keeps failing (the circuit breaker pattern, M. Nygard, "Release It!", 2007). Each pipeline
 * backs off by itself; many pipelines of one system that is down would still knock in turn. After {@link #FAILURES} runs in a row
 * on one system that failed of trouble which may pass, its circuit is open: nothing is run on it for a while, then one pipeline
 * is let through to see. A run that ends well closes it.
 *
 * <p>What is known is known to this process alone and forgotten with it; nothing depends on it but the number of vain tries.
 */
public final class CircuitBreakers {
    /** Runs in a row that fail before a circuit opens. */
    public static final int FAILURES = 3;
    /** How long it is open at first; with each further failure twice as long. */
    public static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
    /** How long it is open at most. */
    public static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** Systems in trouble, and pipelines of theirs, that are remembered at once; the oldest are forgotten first. */
    private static final int MOST = 10_000;

    private static final int MOST_DOUBLINGS = 10;

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Circuit> circuits = bounded();
    private final Map<PipelineKey, RunId> counted = bounded();

    public CircuitBreakers(InstantSource clock) {
        this.clock = clock;
    }

    /** Whether a pipeline may be run on this system now; where its circuit is open, one pipeline in each pause may. */
    boolean allows(String system) {
        lock.lock();
        try {
            Circuit circuit = circuits.get(system);
            if (circuit == null || !circuit.isOpen()) {
                return true;
            }
            Instant now = clock.instant();
            if (now.isBefore(circuit.nextTry)) {
                return false;
            }
            circuit.nextTry = now.plus(circuit.pause());
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the system has failed since it last worked. */
    boolean isInTrouble(String system) {
        lock.lock();
        try {
            return circuits.containsKey(system);
        } finally {
            lock.unlock();
        }
    }

    /** A run on this system failed of trouble that may pass; told again, the same run counts once. */
    void failed(String system, PipelineKey pipeline, RunId run) {
        lock.lock();
        try {
            if (run.equals(counted.put(pipeline, run))) {
                return;
            }
            Circuit circuit = circuits.computeIfAbsent(system, _ -> new Circuit());
            circuit.failures++;
            circuit.lastFailure = clock.instant();
            circuit.nextTry = circuit.lastFailure.plus(circuit.pause());
        } finally {
            lock.unlock();
        }
    }

    /** A run on this system ended well, then; one that did so before the system failed says nothing. */
    void succeeded(String system, Instant at) {
        lock.lock();
        try {
            Circuit circuit = circuits.get(system);
            if (circuit != null && at.isAfter(circuit.lastFailure)) {
                circuits.remove(system);
            }
        } finally {
            lock.unlock();
        }
    }

    private static <K, V> Map<K, V> bounded() {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > MOST;
            }
        };
    }

    /** Of one system that has failed since it last worked. */
    private static final class Circuit {
        private int failures;
        private Instant lastFailure = Instant.MIN;
        private Instant nextTry = Instant.MIN;

        boolean isOpen() {
            return failures >= FAILURES;
        }

        Duration pause() {
            Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.clamp(failures - FAILURES, 0, MOST_DOUBLINGS));
            return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        }
    }
}
