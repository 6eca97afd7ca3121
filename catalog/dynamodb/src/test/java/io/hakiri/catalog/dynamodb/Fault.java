package io.hakiri.catalog.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What becomes of one request on its way to the service and back. */
sealed interface Fault {
    /** Nothing: it goes through. */
    record None() implements Fault {}

    /** The service gets it, then something runs, and then its answer meets this fault. */
    record Applied(Runnable meanwhile, Fault answer) implements Fault {}

    /** Something runs first; the service gets nothing of the request. */
    record Meanwhile(Runnable what, Fault then) implements Fault {}

    /** The connection is reset. */
    record Reset() implements Fault {}

    /** No answer comes, for as long as the client waits. */
    record Silence() implements Fault {}

    /** The service's answer ends in its midst. */
    record Half() implements Fault {}

    /** Another answer, which the service gives without doing anything, or which somebody in between gives. */
    record Answer(int status, Map<String, String> headers, String body) implements Fault {}

    /** The service gets a part of a batch only, and says which part is left out: the first ones stay. */
    record Partly(int processed) implements Fault {}

    static Fault applied(Fault answer) {
        return new Applied(() -> {}, answer);
    }

    static Fault applied(Runnable meanwhile, Fault answer) {
        return new Applied(meanwhile, answer);
    }

    /** As the service says no. */
    static Fault error(String code) {
        return error(400, code, "Words of the service.");
    }

    static Fault error(int status, String code, String message) {
        return json(
                status,
                "{\"__type\":\"com.amazonaws.dynamodb.v20120810#" + code + "\",\"message\":\"" + message + "\"}");
    }

    /** A cancelled transaction, for these reasons. */
    static Fault cancelled(String... codes) {
        String reasons =
                Stream.of(codes).map(code -> "{\"Code\":\"" + code + "\"}").collect(Collectors.joining(","));
        return json(
                400,
                "{\"__type\":\"com.amazonaws.dynamodb.v20120810#TransactionCanceledException\",\"Message\":\"cancelled\","
                        + "\"CancellationReasons\":[" + reasons + "]}");
    }

    static Fault json(int status, String body) {
        return new Answer(
                status, Map.of("Content-Type", "application/x-amz-json-1.0", "x-amzn-RequestId", "made-up"), body);
    }

    /** Of somebody in between. */
    static Fault foreign(int status, String body) {
        return new Answer(status, Map.of("Content-Type", "text/html"), body);
    }

    static Fault[] times(int n, Fault fault) {
        List<Fault> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            all.add(fault);
        }
        return all.toArray(Fault[]::new);
    }
}
