package io.hakiri.emulator;

import java.time.Duration;

/** What became of an invocation. */
public sealed interface Outcome {
    /**
     * The function answered.
     *
     * @param body what it answered
     * @param took without the start of its process
     */
    record Answered(String body, Duration took) implements Outcome {}

    /** The function failed: it said so, or its process ended. */
    record Failed(String error) implements Outcome {}

    /** Its time was over, and its process was killed. */
    record TimedOut(Duration after) implements Outcome {}

    /** Its process was killed because somebody asked for that. */
    record Killed(Duration after) implements Outcome {}

    /** There were as many at once as may be. */
    record Throttled() implements Outcome {}

    /** The guard against functions that call themselves dropped it. */
    record Dropped() implements Outcome {}
}
