package io.hakiri.deployment;

/**
 * What a service or function counts in CloudWatch, as lines of its log in the embedded metric format: by {@link #SERVICE}, and, where it
 * is about a project, by {@link #SERVICE} and {@link #PROJECT}.
 */
public final class Figures {
    /** Of all of them. */
    public static final String NAMESPACE = "Hakiri";

    /** The dimension with the name of the function, or of the service ({@link Variables#FIGURES}). */
    public static final String SERVICE = "Service";

    /** The dimension with the project. */
    public static final String PROJECT = "Project";

    /** Runs that succeeded. */
    public static final String RUNS_SUCCEEDED = "RunsSucceeded";

    /** Runs that came to an end, but not with all of their streams. */
    public static final String RUNS_PARTIAL = "RunsPartial";

    /** Runs that failed. */
    public static final String RUNS_FAILED = "RunsFailed";

    /** Runs whose worker was lost. */
    public static final String RUNS_ABANDONED = "RunsAbandoned";

    /** Runs that were cancelled or handed over. */
    public static final String RUNS_CANCELLED = "RunsCancelled";

    /** Writes of holders that had lost their lease, which changed nothing. */
    public static final String FENCED_WRITES = "FencedWrites";

    /** How long what was found due had been due, in seconds: the longest of each look. */
    public static final String LAG_SECONDS = "LagSeconds";

    /** Requests that the catalog did not answer. */
    public static final String CATALOG_FAULTS = "CatalogFaults";

    /** Direct invocations of a function that came to nothing. */
    public static final String INVOCATIONS_FAILED = "InvocationsFailed";

    private Figures() {}
}
