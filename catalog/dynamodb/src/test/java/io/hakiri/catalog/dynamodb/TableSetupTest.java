package io.hakiri.catalog.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.dynamodb.server.DynamoServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

class TableSetupTest {
    private static final String NOT_THERE =
            "point-in-time recovery: not looked at, for this server does not have it (DynamoDB Local)";

    private final DynamoServer server = new DynamoServer();
    private final FaultyService service = new FaultyService(DynamoServer.endpoint());
    private final DynamoDbClient client = TroubledTable.client(service.endpoint(), TroubledTable.credentials());
    private final MovedTime time = new MovedTime();
    private final String name = server.newTableName();
    private final TableSetup setup = setup(time);

    private TableSetup setup(Waiting waiting) {
        return new TableSetup(client, name, new Attempts(Attempts.Pace.STANDARD, new Random(1), time), waiting);
    }

    @AfterEach
    void close() {
        client.close();
        service.close();
        server.close();
    }

    private TableDescription described() {
        return DynamoServer.client()
                .describeTable(request -> request.tableName(name))
                .table();
    }

    private TimeToLiveStatus expiry() {
        return DynamoServer.client()
                .describeTimeToLive(request -> request.tableName(name))
                .timeToLiveDescription()
                .timeToLiveStatus();
    }

    @Test
    void whereThereIsNoTableNothingIsSaidOfIt() {
        assertThat(setup.look()).isEqualTo(TableState.NONE);
        assertThat(setup.look().exists()).isFalse();
    }

    @Test
    void itIsMadeAndThenLooksAsItShould() {
        service.next();

        setup.upgrade();

        assertThat(service.operations())
                .containsExactly(
                        "DescribeTable",
                        "CreateTable",
                        "DescribeTable",
                        "DescribeTable",
                        "DescribeTimeToLive",
                        "DescribeContinuousBackups",
                        "DescribeTimeToLive",
                        "UpdateTimeToLive",
                        "DescribeContinuousBackups");
        TableState state = setup.look();
        assertThat(state.active()).isTrue();
        assertThat(state.differences()).isEmpty();
        assertThat(state.words()).containsExactly(NOT_THERE);
        assertThat(expiry()).isEqualTo(TimeToLiveStatus.ENABLED);
    }

    @Test
    void aSecondTimeChangesNothing() {
        setup.upgrade();
        service.next();

        setup.upgrade();

        assertThat(service.operations()).allMatch(operation -> operation.startsWith("Describe"));
    }

    @Test
    void manyMayDoItAtOnce() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(threads.submit(() -> setup(time).upgrade()));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }

        assertThat(setup.look().differences()).isEmpty();
    }

    @Test
    void whatADeploymentForgotIsSwitchedOn() {
        DynamoServer.client().createTable(TableDefinition.create(name));
        assertThat(setup.look().differences()).extracting(Difference::what).containsExactly("time to live");

        setup.upgrade();

        assertThat(setup.look().differences()).isEmpty();
    }

    @Test
    void recoveryIsSwitchedOnOnceTheServiceIsReadyForIt() {
        setup.upgrade();
        Fault off = Fault.json(
                200,
                "{\"ContinuousBackupsDescription\":{\"ContinuousBackupsStatus\":\"ENABLED\","
                        + "\"PointInTimeRecoveryDescription\":{\"PointInTimeRecoveryStatus\":\"DISABLED\"}}}");
        service.next(
                new Fault.None(),
                new Fault.None(),
                new Fault.None(),
                new Fault.None(),
                off,
                new Fault.None(),
                off,
                Fault.error("ContinuousBackupsUnavailableException"),
                off,
                off,
                Fault.json(200, "{\"ContinuousBackupsDescription\":{\"ContinuousBackupsStatus\":\"ENABLED\"}}"));

        setup.upgrade();

        assertThat(service.operations())
                .endsWith(
                        "DescribeContinuousBackups",
                        "UpdateContinuousBackups",
                        "DescribeContinuousBackups",
                        "DescribeContinuousBackups",
                        "UpdateContinuousBackups");
        assertThat(service.requests().getLast().body()).contains("\"PointInTimeRecoveryEnabled\":true", name);
        assertThat(time.pauses()).contains(TableSetup.PAUSE.toNanos());
    }

    @Test
    void aTableOfSomebodyElseIsLeftAsItIs() {
        DynamoServer.client()
                .createTable(TableDefinition.create(name).toBuilder()
                        .keySchema(TableDefinition.create(name).keySchema().getFirst())
                        .attributeDefinitions(TableDefinition.create(name).attributeDefinitions().stream()
                                .filter(one -> !one.attributeName().equals("sk"))
                                .toList())
                        .build());
        service.next();

        assertThatThrownBy(setup::upgrade)
                .isInstanceOf(CatalogException.Incompatible.class)
                .hasMessageContainingAll(name, "key: expected pk (S) and sk (S), found pk (S)", "left as it is");
        assertThat(service.operations()).noneMatch(operation -> operation.startsWith("Update"));
        assertThat(expiry()).isEqualTo(TimeToLiveStatus.DISABLED);
    }

    @Test
    void itWaitsUntilTheTableAnswers() {
        setup.upgrade();
        service.next(
                Fault.error("ResourceNotFoundException"),
                Fault.error("ResourceInUseException"),
                Fault.error("ResourceNotFoundException"),
                describing("CREATING", "CREATING"),
                describing("ACTIVE", "CREATING"));

        setup.upgrade();

        assertThat(service.operations().subList(0, 6))
                .containsExactly(
                        "DescribeTable",
                        "CreateTable",
                        "DescribeTable",
                        "DescribeTable",
                        "DescribeTable",
                        "DescribeTable");
        assertThat(time.pauses()).hasSize(3).containsOnly(TableSetup.PAUSE.toNanos());
    }

    /** A whole answer. */
    private Fault describing(String table, String index) {
        return Fault.json(
                200,
                "{\"Table\":{\"TableName\":\"" + name + "\",\"TableStatus\":\"" + table
                        + "\",\"GlobalSecondaryIndexes\":[{\"IndexName\":\"due\",\"IndexStatus\":\"" + index
                        + "\"}]}}");
    }

    @Test
    void itDoesNotWaitForEver() {
        setup.upgrade();
        service.next(Fault.times(10, describing("CREATING", "CREATING")));
        Waiting aMinuteEachTime = new Waiting() {
            @Override
            public long nanoTime() {
                return time.nanoTime();
            }

            @Override
            public void sleep(long nanos) {
                time.move(Duration.ofMinutes(1).toNanos());
            }
        };

        assertThatThrownBy(() -> setup(aMinuteEachTime).upgrade())
                .isInstanceOf(CatalogException.Unavailable.class)
                .hasMessageContainingAll(name, "does not answer yet", "do the same again");
        assertThat(service.requests()).hasSize(1 + 1 + (int) TableSetup.LONGEST_WAIT.toMinutes());
    }

    @Test
    void whatIsBeingDeletedIsNotWaitedFor() {
        setup.upgrade();
        service.next(Fault.times(2, describing("DELETING", "ACTIVE")));

        assertThatThrownBy(setup::upgrade)
                .isInstanceOf(CatalogException.Unavailable.class)
                .hasMessageContaining("being deleted");
        assertThat(time.pauses()).isEmpty();
    }

    @Test
    void theStateOfATableThatIsComingIsInItsWords() {
        TableDescription coming =
                TableDescription.builder().tableStatus(TableStatus.CREATING).build();

        TableState state = new TableState(coming, List.of(), List.of());

        assertThat(state.active()).isFalse();
        assertThat(state.words())
                .containsExactly("table: expected ACTIVE, found CREATING. Wait until the service has done with it");
    }

    @Test
    void aRightThatIsMissingToMakeItIsSaid() {
        service.next(Fault.error("ResourceNotFoundException"), Fault.error("AccessDeniedException"));

        assertThatThrownBy(setup::upgrade)
                .isInstanceOf(CatalogException.Unavailable.class)
                .hasMessageContainingAll("CreateTable", name, "lack a right", "Nothing was changed");
    }

    @Test
    void aRightThatIsMissingToSwitchSomethingOnIsSaid() {
        DynamoServer.client().createTable(TableDefinition.create(name));
        Fault through = new Fault.None();
        service.next(through, through, through, through, through, through, Fault.error("AccessDeniedException"));

        assertThatThrownBy(setup::upgrade)
                .isInstanceOf(CatalogException.Unavailable.class)
                .hasMessageContainingAll("UpdateTimeToLive", "lack a right");
    }

    @Test
    void aRightThatIsMissingToLookIsNamedAndNotSwallowed() {
        setup.upgrade();
        service.next(new Fault.None(), Fault.error("AccessDeniedException"), Fault.error("AccessDeniedException"));

        assertThat(setup.look().words())
                .containsExactly(
                        "time to live: not looked at, for these credentials may not",
                        "point-in-time recovery: not looked at, for these credentials may not");

        service.next(Fault.error("AccessDeniedException"));
        assertThatThrownBy(setup::look)
                .isInstanceOf(CatalogException.Unavailable.class)
                .hasMessageContainingAll("DescribeTable", "lack a right");
    }

    @Test
    void otherTroubleWhileLookingIsNoDifference() {
        setup.upgrade();
        service.next(new Fault.None(), Fault.error("ValidationException"));

        assertThatThrownBy(setup::look)
                .isInstanceOf(CatalogException.Unavailable.class)
                .hasMessageContaining("DescribeTimeToLive");
    }

    @Test
    void expiryThatSomebodyElseSwitchesOnAtTheSameTimeIsFine() {
        DynamoServer.client().createTable(TableDefinition.create(name));
        Fault through = new Fault.None();
        service.next(
                through,
                through,
                through,
                through,
                through,
                through,
                Fault.applied(Fault.error(400, "ValidationException", "TimeToLive is already enabled")));

        setup.upgrade();

        assertThat(expiry()).isEqualTo(TimeToLiveStatus.ENABLED);
    }

    @Test
    void aLostAnswerToMakingItIsAskedForAgain() {
        service.next(new Fault.None(), Fault.applied(new Fault.Reset()));

        setup.upgrade();

        assertThat(service.operations().subList(0, 3)).containsExactly("DescribeTable", "CreateTable", "CreateTable");
        assertThat(Objects.requireNonNull(described().streamSpecification()).streamEnabled())
                .isTrue();
    }
}
