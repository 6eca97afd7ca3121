package io.hakiri.deployment;

import java.time.Duration;

/** Where a service listens, what it answers without a token, and how long it takes to end. */
public final class Endpoints {
    /** Unless something else is said. */
    public static final int PORT = 8080;

    /** The process serves. */
    public static final String LIVE = "/health/live";

    /** The process has started. */
    public static final String STARTED = "/health/started";

    /** The process serves, and its catalog answers: what a load balancer asks. */
    public static final String READY = "/health/ready";

    /** Looks once at what is due ({@code POST}). */
    public static final String RECONCILE = "/v1/reconcile";

    /** Within this after SIGTERM its runs are handed over, requests under way are answered, and the process has ended. */
    public static final Duration ENDS_WITHIN = Duration.ofSeconds(25);

    /** What a deployment gives a process between SIGTERM and SIGKILL: {@link #ENDS_WITHIN}, and room for a slow machine. */
    public static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);

    private Endpoints() {}
}
