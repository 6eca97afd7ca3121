package io.hakiri.executors;

import io.hakiri.catalog.AddressOptions;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.reconcile.Executor;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Executors by their address, {@code KIND:TARGET?option=value&…}. Nothing in an address is secret. */
public final class Executors {
    /** The addresses that there are, for messages. */
    public static final String FORMS =
            "ecs:CLUSTER/TASK?container=NAME&subnets=ID,…, lambda:FUNCTION, stepfunctions:ARN" + " or sqs:QUEUE-URL";

    private static final Pattern ADDRESS =
            Pattern.compile("(?<kind>ecs|lambda|stepfunctions|sqs):(?<target>[^?#\\s]+)(?:\\?(?<options>[^#]*))?");

    /** A task or an instance that has to be started first takes minutes. */
    private static final Duration DEFAULT_STARTS_WITHIN = Duration.ofMinutes(5);

    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofHours(12);

    private Executors() {}

    /**
     * Makes an executor; asks nothing yet.
     *
     * @throws InvalidInput naming what is wrong with the address
     */
    public static Executor open(String address) {
        RemoteExecutor executor = parsed(address, () -> 0);
        executor.prepare();
        return executor;
    }

    /**
     * As {@link #open}, but the client of AWS is made with the first dispatch: for a program that starts often and seldom dispatches, and
     * that may itself be what an executor started.
     *
     * @param hops how many functions will have called the next one when the next dispatch is sent, for the executor {@code lambda}
     * @throws InvalidInput naming what is wrong with the address; a region that is said nowhere is found out later
     */
    public static Executor late(String address, IntSupplier hops) {
        return parsed(address, hops);
    }

    private static RemoteExecutor parsed(String address, IntSupplier hops) {
        Matcher parts = ADDRESS.matcher(address);
        if (!parts.matches()) {
            throw new InvalidInput("executor", FORMS, address);
        }
        String target = parts.group("target");
        AddressOptions options = AddressOptions.of(parts.group("options"));
        AwsAccess access = AwsAccess.of(options);
        Duration startsWithin = options.time("starts-within", SHORTEST, LONGEST).orElse(DEFAULT_STARTS_WITHIN);
        Supplier<Sender> sender = switch (parts.group("kind")) {
            case "ecs" -> EcsTasks.of(target, options, access);
            case "lambda" -> LambdaFunction.of(target, access, hops);
            case "stepfunctions" -> StateMachine.of(target, access);
            default -> Queue.of(target, access);
        };
        options.allUsed();
        return new RemoteExecutor(sender, startsWithin);
    }
}
