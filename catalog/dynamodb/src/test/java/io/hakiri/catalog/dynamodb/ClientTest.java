package io.hakiri.catalog.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.dynamodb.Table.Change;
import io.hakiri.catalog.dynamodb.Table.Condition;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

class ClientTest {
    private static final DateTimeFormatter SIGNED_AT =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssX").withZone(ZoneOffset.UTC);

    private final Surroundings surroundings = new Surroundings();
    private final TroubledTable troubled = new TroubledTable();
    private final FaultyService service = troubled.service();

    @AfterEach
    void close() {
        troubled.close();
        surroundings.close();
    }

    /** By the address, as a program has it. */
    private Table opened(String address) {
        DynamoAddress parsed = DynamoAddress.parse(address);
        return new Table(Client.open(parsed), parsed.table(), troubled.attempts(Attempts.Pace.STANDARD), true);
    }

    private String address() {
        return "dynamodb://" + troubled.name() + "?endpoint=" + service.endpoint();
    }

    @Test
    void regionAndCredentialsAreThoseThatTheSdkFinds() {
        surroundings
                .set("aws.region", "eu-west-3")
                .set("aws.accessKeyId", "chain")
                .set("aws.secretAccessKey", "secret");
        service.next();

        try (Table table = opened(address())) {
            table.get(TroubledTable.key("a"));
        }

        assertThat(service.requests().getFirst().headers().get("authorization"))
                .contains("Credential=chain/", "/eu-west-3/dynamodb/");
    }

    @Test
    void theRegionOfTheAddressComesFirst() {
        surroundings
                .set("aws.region", "eu-west-3")
                .set("aws.accessKeyId", "chain")
                .set("aws.secretAccessKey", "secret");
        service.next();

        try (Table table = opened(address() + "&region=us-east-2")) {
            table.get(TroubledTable.key("a"));
        }

        assertThat(service.requests().getFirst().headers().get("authorization")).contains("/us-east-2/dynamodb/");
    }

    @Test
    void withoutARegionTheFirstCallSaysWhatToSet() {
        surroundings.set("aws.accessKeyId", "chain").set("aws.secretAccessKey", "secret");
        service.next();

        try (Table table = opened(address())) {
            assertThatThrownBy(() -> table.get(TroubledTable.key("a")))
                    .isInstanceOf(CatalogException.Unavailable.class)
                    .hasMessageContainingAll("dynamodb://" + troubled.name(), "region", "AWS_REGION", "AWS_PROFILE")
                    .hasMessageContaining("Nothing was changed");
        }
        assertThat(service.requests()).isEmpty();
    }

    @Test
    void withoutCredentialsTheFirstCallSaysWhatToSet() {
        surroundings.set("aws.region", "eu-west-3");
        service.next();

        try (Table table = opened(address())) {
            assertThatThrownBy(() ->
                            table.write(List.of(new Change.Put(TroubledTable.item("a", "x"), new Condition.Absent()))))
                    .isInstanceOf(CatalogException.Unavailable.class)
                    .hasMessageContainingAll("credentials", "AWS_ACCESS_KEY_ID", "AWS_PROFILE")
                    .hasMessageContaining("Nothing was changed");
        }
        assertThat(service.requests()).isEmpty();
    }

    @Test
    void fiftyRequestsInARowUseOneConnection() {
        int before = service.connections();

        for (int i = 0; i < 50; i++) {
            troubled.table().get(TroubledTable.key("a"));
        }

        assertThat(service.connections() - before).isEqualTo(1);
    }

    @Test
    void aConnectionIsUsedAgainAfterARefusal() {
        int before = service.connections();
        Change change = new Change.Put(TroubledTable.item("a", "x"), new Condition.Absent());
        troubled.table().write(List.of(change));

        for (int i = 0; i < 10; i++) {
            assertThat(troubled.table().write(List.of(change))).isInstanceOf(Table.Outcome.Refused.class);
        }

        assertThat(service.connections() - before).isEqualTo(1);
    }

    @Test
    void idleConnectionsStayOpenForThoseWhoComeBack() {
        troubled.table().get(TroubledTable.key("a"));

        assertThat(System.getProperty("http.keepAlive.time.server")).isEqualTo("60");
        assertThat(System.getProperty("http.maxConnections")).isEqualTo("500");
    }

    @Test
    void aConnectionThatWasClosedMeanwhileIsNotUsed() {
        service.next();
        troubled.table().get(TroubledTable.key("a"));
        service.closeConnections();

        troubled.table().write(List.of(new Change.Put(TroubledTable.item("a", "x"), new Condition.Absent())));

        assertThat(service.operations()).containsExactly("GetItem", "PutItem");
        assertThat(troubled.time().pauses()).as("pauses before another try").isEmpty();
    }

    /** The JDK sends a POST again by itself where it has kept its body: that would make "refused" of an applied write. */
    @Test
    void nothingIsSentTwiceUnlessItIsOurs() {
        try (DynamoDbClient client = TroubledTable.client(service.endpoint(), TroubledTable.credentials())) {
            client.describeTable(request -> request.tableName(troubled.name()));
            for (Fault fault :
                    List.of(new Fault.Reset(), Fault.applied(new Fault.Reset()), Fault.applied(new Fault.Half()))) {
                service.next(new Fault.None(), fault);
                client.describeTable(request -> request.tableName(troubled.name()));

                assertThatThrownBy(() -> client.putItem(
                                request -> request.tableName(troubled.name()).item(TroubledTable.item("a", "x"))))
                        .isInstanceOf(SdkException.class);

                assertThat(service.operations()).as(fault.toString()).containsExactly("DescribeTable", "PutItem");
            }
        }
    }

    /** The service takes a signature for a few minutes before and after its time. */
    @Test
    void aClockThatIsAnHourOffIsPutRightWithTheSecondTry() {
        Instant there = Instant.now().plus(Duration.ofHours(1));
        Map<String, String> headers = new HashMap<>(Map.of(
                "Content-Type", "application/x-amz-json-1.0",
                "x-amzn-RequestId", "made-up",
                "Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(there.atOffset(ZoneOffset.UTC))));
        service.next(new Fault.Answer(
                400,
                headers,
                "{\"__type\":\"com.amazon.coral.service#InvalidSignatureException\",\"message\":\"Signature expired: "
                        + SIGNED_AT.format(Instant.now()) + " is now earlier than "
                        + SIGNED_AT.format(there.minus(Duration.ofMinutes(15))) + "\"}"));

        troubled.table().get(TroubledTable.key("a"));

        assertThat(service.operations()).containsExactly("GetItem", "GetItem");
        assertThat(signedAt(service.requests().getLast())).isBetween(there.minusSeconds(60), there.plusSeconds(60));
    }

    private static Instant signedAt(FaultyService.Request request) {
        return SIGNED_AT.parse(Objects.requireNonNull(request.headers().get("x-amz-date")), Instant::from);
    }
}
