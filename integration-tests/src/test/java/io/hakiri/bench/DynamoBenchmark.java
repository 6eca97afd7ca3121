package io.hakiri.bench;

import java.util.List;

/**
 * The catalog in DynamoDB, on DynamoDB Local: what it asks of the service, and what that costs by the published rules.
 *
 * <p>Arguments: the part ({@code units}, {@code locks}, {@code workers}; all of them without one), seconds of {@code workers}
 * (default 20).
 */
public final class DynamoBenchmark {
    private static final List<String> PARTS = List.of("units", "locks", "workers");

    private DynamoBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        List<String> parts = arguments.length > 0 ? List.of(arguments[0]) : PARTS;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
        for (String part : parts) {
            try (Metering service = new Metering()) {
                switch (part) {
                    case "units" -> {
                        DynamoUnitsPart.run(service);
                        DynamoDeflatePart.run();
                    }
                    case "locks" -> LockClientPart.run(service);
                    case "workers" -> DynamoWorkersPart.run(service, seconds);
                    default -> throw new IllegalArgumentException("parts are " + PARTS + ", not " + part);
                }
            }
        }
    }
}
