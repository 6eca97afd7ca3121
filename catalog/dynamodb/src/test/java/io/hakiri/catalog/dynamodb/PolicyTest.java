package io.hakiri.catalog.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.dynamodb.Table.Change;
import io.hakiri.catalog.dynamodb.Table.Condition;
import io.hakiri.catalog.dynamodb.server.DynamoServer;
import io.hakiri.deployment.Rights;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The policies of docs/dynamodb.md allow the calls that are made, and no others. */
class PolicyTest {
    private final DynamoServer server = new DynamoServer();
    private final FaultyService service = new FaultyService(DynamoServer.endpoint());
    private final RecordedCalls calls = new RecordedCalls();
    private final DynamoDbClient client =
            Client.open(Region.of(DynamoServer.REGION), service.endpoint(), TroubledTable.credentials(), calls);
    private final MovedTime time = new MovedTime();
    private final Attempts attempts = new Attempts(Attempts.Pace.STANDARD, new Random(1), time);
    private final String name = server.newTableName();
    private final Table table = new Table(client, name, attempts);
    private final TableSetup setup = new TableSetup(client, name, attempts, time);

    @AfterEach
    void close() {
        client.close();
        service.close();
        server.close();
    }

    private void read() {
        table.get(TroubledTable.key("a"));
        table.getAll(List.of(TroubledTable.key("a")));
        table.query("p", "a", "b", true, 0);
        table.laggingQuery("p", "a", "z", 0);
        table.due("p", 1, 1, null);
        table.tableId();
        setup.look();
    }

    private void write() {
        Map<String, AttributeValue> item = TroubledTable.item("a", "x");
        Map<String, AttributeValue> next = new HashMap<>(TroubledTable.item("a", "y"));
        table.write(List.of(new Change.Put(item, new Condition.Absent())));
        table.write(List.of(
                new Change.Put(next, new Condition.Version(TroubledTable.version(item))),
                new Change.Delete(TroubledTable.key("b"), new Condition.Any()),
                new Change.Check(TroubledTable.key("c"), new Condition.Absent())));
        table.write(
                List.of(new Change.Delete(TroubledTable.key("a"), new Condition.Version(TroubledTable.version(next)))));
        table.putAll(List.of(TroubledTable.item("d", "z")));
        table.deleteAll(List.of(TroubledTable.key("d")));
    }

    @Test
    void workersMayDoWhatTheyDo() {
        DynamoServer.client().createTable(TableDefinition.create(name));

        read();
        write();

        assertThat(calls.rights()).isEqualTo(DocsPage.rights("policy of workers"));
        assertThat(calls.rights()).as("what a deployment gives").isEqualTo(given());
    }

    /** As {@link RecordedCalls} says what is needed. */
    private static Set<String> given() {
        Set<String> rights = new TreeSet<>(Rights.TABLE);
        Rights.TABLE_INDEX.forEach(right -> rights.add(right + "/index/" + TableDefinition.DUE_INDEX));
        return rights;
    }

    @Test
    void readersMayDoWhatTheyDo() {
        DynamoServer.client().createTable(TableDefinition.create(name));

        read();

        assertThat(calls.rights()).isEqualTo(DocsPage.rights("policy of readers"));
    }

    @Test
    void whoMakesTheTableMayDoWhatThatTakes() {
        Fault off = Fault.json(200, "{\"ContinuousBackupsDescription\":{\"ContinuousBackupsStatus\":\"ENABLED\"}}");
        Fault through = new Fault.None();
        service.next(through, through, through, through, through, through, through, through, off, off);

        setup.upgrade();

        assertThat(calls.rights()).isEqualTo(DocsPage.rights("policy of who makes the table"));
    }

    /** Whoever adds one adds it above. */
    @Test
    void everyMethodWasCalled() {
        assertThat(methods(Table.class))
                .containsExactlyInAnyOrder(
                        "write",
                        "get",
                        "getAll",
                        "query",
                        "laggingQuery",
                        "due",
                        "putAll",
                        "deleteAll",
                        "tableId",
                        "close");
        assertThat(methods(TableSetup.class)).containsExactlyInAnyOrder("look", "upgrade");
    }

    private static Stream<String> methods(Class<?> type) {
        return Stream.of(type.getDeclaredMethods())
                .filter(method -> !Modifier.isPrivate(method.getModifiers()) && !method.isSynthetic())
                .map(Method::getName);
    }
}
