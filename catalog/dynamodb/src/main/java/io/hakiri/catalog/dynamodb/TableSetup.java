package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.CatalogException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DescribeContinuousBackupsResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/**
 * Makes the table and looks at it: 1. is it there, or is it made; 2. does it answer; 3. is it ours (nothing is changed where it
 * is not); 4. are expiry and recovery switched on, which cannot be said when a table is made. Each step looks first, and is
 * content with what another process has done meanwhile.
 */
final class TableSetup {
    /** For the service to make a table, or to be ready for the next step. */
    static final Duration LONGEST_WAIT = Duration.ofMinutes(3);

    /** Between two looks. */
    static final Duration PAUSE = Duration.ofSeconds(1);

    /** DynamoDB Local says it of what it does not have; the service of nothing that is asked here. */
    private static final String UNKNOWN = "UnknownOperationException";

    private static final String DENIED = "AccessDeniedException";

    /** The service has not done yet with what was asked of it before, by this process or another one. */
    private static final Set<String> NOT_YET =
            Set.of("ContinuousBackupsUnavailableException", "ResourceInUseException", "LimitExceededException");

    private final DynamoDbClient client;
    private final String name;
    private final Attempts attempts;
    private final Waiting waiting;
    private final Place place;

    /** The client's own retries must be switched off, as for {@link Table}. */
    TableSetup(DynamoDbClient client, String name, Attempts attempts, Waiting waiting) {
        this.client = client;
        this.name = name;
        this.attempts = attempts;
        this.waiting = waiting;
        this.place = Place.of(client, name);
    }

    /**
     * What there is, by up to three requests; changes nothing.
     *
     * @throws CatalogException.Unavailable where not even the table can be looked at
     */
    TableState look() {
        DescribeTableResponse table = describe();
        if (table == null) {
            return TableState.NONE;
        }
        List<String> unseen = new ArrayList<>();
        DescribeTimeToLiveResponse timeToLive = seen("time to live", unseen, this::timeToLive);
        DescribeContinuousBackupsResponse backups = seen("point-in-time recovery", unseen, this::backups);
        return new TableState(
                table.table(), Differences.of(TableDefinition.describe(), table.table(), timeToLive, backups), unseen);
    }

    /**
     * Makes the table where there is none, waits until it answers, and switches on what can be switched on. Many processes may do
     * it at once.
     *
     * @throws CatalogException.Incompatible where there is a table that no catalog can work with; it is left as it is
     * @throws CatalogException.Unavailable where a right is missing, or it takes too long
     */
    void upgrade() {
        if (describe() == null) {
            create();
        }
        awaitActive();
        List<Difference> fatal = look().fatal();
        if (!fatal.isEmpty()) {
            throw new CatalogException.Incompatible(
                    place + " is not a table of Hakiri's: "
                            + fatal.stream().map(Difference::toString).collect(Collectors.joining("; "))
                            + ". It was left as it is",
                    null);
        }
        switchOn(
                () -> Differences.expires(timeToLive().timeToLiveDescription()),
                () -> attempts.writing(place, "UpdateTimeToLive")
                        .answer(call -> client.updateTimeToLive(request -> request.tableName(name)
                                .timeToLiveSpecification(specification -> specification
                                        .enabled(true)
                                        .attributeName(
                                                TableDefinition.describe().timeToLive()))
                                .overrideConfiguration(call.bounds()))));
        switchOn(
                () -> recovers(backups()),
                () -> attempts.writing(place, "UpdateContinuousBackups")
                        .answer(call -> client.updateContinuousBackups(request -> request.tableName(name)
                                .pointInTimeRecoverySpecification(
                                        specification -> specification.pointInTimeRecoveryEnabled(true))
                                .overrideConfiguration(call.bounds()))));
    }

    /** {@code null} where there is none. */
    private @Nullable DescribeTableResponse describe() {
        try {
            return attempts.reading(place, "DescribeTable")
                    .answer(call -> client.describeTable(
                            request -> request.tableName(name).overrideConfiguration(call.bounds())));
        } catch (CatalogException.Incompatible e) {
            if (e.getCause() instanceof ResourceNotFoundException) {
                return null;
            }
            throw e;
        }
    }

    private void create() {
        Call call = attempts.writing(place, "CreateTable");
        while (true) {
            try {
                client.createTable(TableDefinition.create(name).toBuilder()
                        .overrideConfiguration(call.bounds())
                        .build());
                return;
            } catch (ResourceInUseException madeMeanwhile) {
                return;
            } catch (RuntimeException e) {
                call.againOrThrow(e);
            }
        }
    }

    private void awaitActive() {
        long end = waiting.nanoTime() + LONGEST_WAIT.toNanos();
        while (true) {
            DescribeTableResponse found = describe();
            // what was just made may not be seen at once
            if (found != null) {
                TableState state = new TableState(found.table(), List.of(), List.of());
                if (state.active()) {
                    return;
                }
                if (found.table().tableStatus() == TableStatus.DELETING) {
                    throw new CatalogException.Unavailable(
                            place + " is being deleted. Wait until it is gone, and do the same again", null);
                }
            }
            pause(
                    end,
                    place + " does not answer yet, " + LONGEST_WAIT.toMinutes()
                            + " minutes after it was asked for. Wait, and do the same again",
                    null);
        }
    }

    private void switchOn(BooleanSupplier on, Runnable update) {
        long end = waiting.nanoTime() + LONGEST_WAIT.toNanos();
        while (!known(on)) {
            try {
                update.run();
                return;
            } catch (CatalogException.Unavailable e) {
                if (known(on)) {
                    return; // by another process
                }
                if (!NOT_YET.contains(code(e))) {
                    throw e;
                }
                pause(end, String.valueOf(e.getMessage()), e);
            }
        }
    }

    /** What a server does not have cannot be switched on. */
    private static boolean known(BooleanSupplier on) {
        try {
            return on.getAsBoolean();
        } catch (CatalogException.Unavailable e) {
            if (code(e).equals(UNKNOWN)) {
                return true;
            }
            throw e;
        }
    }

    private static boolean recovers(DescribeContinuousBackupsResponse backups) {
        return backups.continuousBackupsDescription() != null
                && Differences.recovers(backups.continuousBackupsDescription().pointInTimeRecoveryDescription());
    }

    private DescribeTimeToLiveResponse timeToLive() {
        return attempts.reading(place, "DescribeTimeToLive")
                .answer(call -> client.describeTimeToLive(
                        request -> request.tableName(name).overrideConfiguration(call.bounds())));
    }

    private DescribeContinuousBackupsResponse backups() {
        return attempts.reading(place, "DescribeContinuousBackups")
                .answer(call -> client.describeContinuousBackups(
                        request -> request.tableName(name).overrideConfiguration(call.bounds())));
    }

    /** The answer; {@code null} where it is refused for a reason that a status can name. */
    private static <R> @Nullable R seen(String what, List<String> unseen, Supplier<R> question) {
        try {
            return question.get();
        } catch (CatalogException.Unavailable e) {
            switch (code(e)) {
                case UNKNOWN -> unseen.add(what + ": not looked at, for this server does not have it (DynamoDB Local)");
                case DENIED -> unseen.add(what + ": not looked at, for these credentials may not");
                default -> throw e;
            }
            return null;
        }
    }

    private static String code(CatalogException.Unavailable fault) {
        return fault.getCause() instanceof DynamoDbException said ? Faults.code(said) : "";
    }

    private void pause(long end, String tooLate, @Nullable RuntimeException cause) {
        if (waiting.nanoTime() >= end) {
            throw new CatalogException.Unavailable(tooLate, cause);
        }
        try {
            waiting.sleep(PAUSE.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CatalogException.Unavailable("interrupted while waiting for " + place, e);
        }
    }
}
