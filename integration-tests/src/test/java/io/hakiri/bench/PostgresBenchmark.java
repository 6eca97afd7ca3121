package io.hakiri.bench;

import java.util.List;

/**
 * The catalog in PostgreSQL, on a server that is started for it.
 *
 * <p>Arguments: the part ({@code cycle}, {@code locks}, {@code due}, {@code workers}; all of them without one), rounds (default
 * 5), seconds of a turn (default 5).
 */
public final class PostgresBenchmark {
    private static final List<String> PARTS = List.of("cycle", "locks", "due", "workers");

    private PostgresBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        List<String> parts = arguments.length > 0 ? List.of(arguments[0]) : PARTS;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
        for (String part : parts) {
            switch (part) {
                case "cycle" -> CyclePart.run(rounds, seconds);
                case "locks" -> LocksPart.run(rounds, seconds);
                case "due" -> DuePart.run(4 * rounds);
                case "workers" -> WorkersPart.run(rounds * seconds);
                default -> throw new IllegalArgumentException("parts are " + PARTS + ", not " + part);
            }
        }
    }
}
