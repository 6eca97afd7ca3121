package io.hakiri.emulator;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What Lambda is told of a function.
 *
 * @param name letters, digits, {@code -} and {@code _}
 * @param code the unpacked {@code function.zip}
 * @param handler as the managed runtime of Java is told it; nothing to a native program
 * @param folder where its processes work
 * @param environment of its processes, besides what Lambda sets; of this process's they have {@code PATH} and {@code HOME}
 * @param timeout of one invocation: then its process is killed
 * @param memoryMegabytes what the JVM may have, as the managed runtime sets it
 * @param concurrency how many processes there may be at once; an invocation that finds none is throttled, or waits where it is
 *     asynchronous
 * @param recursion whether a function that calls itself for the sixteenth time is left to it ({@code RecursiveLoop: Allow})
 * @param javaOptions more for the JVM
 */
public record FunctionConfiguration(
        String name,
        Path code,
        String handler,
        Path folder,
        Map<String, String> environment,
        Duration timeout,
        int memoryMegabytes,
        int concurrency,
        boolean recursion,
        List<String> javaOptions) {
    /** That of a function that Quarkus made. */
    public static final String QUARKUS = "io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler::handleRequest";

    public FunctionConfiguration {
        environment = Map.copyOf(environment);
        javaOptions = List.copyOf(javaOptions);
    }

    /** A name as an ARN has it. */
    String arn() {
        return "arn:aws:lambda:eu-central-1:123456789012:function:" + name;
    }
}
