package io.hakiri.catalog.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.dynamodb.server.DynamoServer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExaminationTest {
    private final Surroundings surroundings = new Surroundings();
    private final DynamoServer server = new DynamoServer();
    private final FaultyService service = new FaultyService(DynamoServer.endpoint());
    private final String name = server.newTableName();
    private final String address = "dynamodb://" + name + "?endpoint=" + service.endpoint();

    @AfterEach
    void close() {
        service.close();
        server.close();
        surroundings.close();
    }

    private Examination examination(String url) {
        return Examination.of(url, InstantSource.system());
    }

    private Examination.Found found(String url) {
        return Objects.requireNonNull(examination(url).table());
    }

    private void haveCredentials() {
        surroundings.set("aws.accessKeyId", "chain").set("aws.secretAccessKey", "hidden");
    }

    @Test
    void whatIsMissingIsSaidBeforeAnythingIsAsked() {
        service.next();

        Examination examination = examination(address);

        assertThat(examination.region().found()).isFalse();
        assertThat(examination.region().text()).contains("AWS_REGION");
        assertThat(examination.credentials().found()).isFalse();
        assertThat(examination.credentials().text()).contains("AWS_ACCESS_KEY_ID", "AWS_PROFILE");
        assertThat(examination.table()).isNull();
        assertThat(examination.trouble()).isNull();
        assertThat(service.requests()).isEmpty();
    }

    @Test
    void whereRegionAndCredentialsAreFromIsSaidAndNotWhatTheyAre() {
        haveCredentials();
        surroundings.set("aws.region", "eu-west-3");

        Examination examination = examination(address);

        assertThat(examination.region()).isEqualTo(new Examination.Lookup(true, "eu-west-3, of AWS_REGION"));
        assertThat(examination.credentials()).isEqualTo(new Examination.Lookup(true, "JVM system properties"));
        assertThat(examination.toString()).doesNotContain("chain", "hidden");
        assertThat(examination(address + "&region=eu-west-1").region().text()).isEqualTo("eu-west-1, of the address");
    }

    @Test
    void aTableThatIsNotThereIsNoTrouble() {
        haveCredentials();

        Examination.Found found = found(address + "&region=eu-west-1");

        assertThat(found.exists()).isFalse();
        assertThat(found.fatal()).isEmpty();
        assertThat(Objects.requireNonNull(found.clockAhead()).abs()).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void aTableIsComparedWithTheDefinition() {
        haveCredentials();
        DynamoServer.client()
                .createTable(TableDefinition.create(name).toBuilder()
                        .deletionProtectionEnabled(false)
                        .keySchema(TableDefinition.create(name).keySchema().getFirst())
                        .attributeDefinitions(TableDefinition.create(name).attributeDefinitions().stream()
                                .filter(one -> !one.attributeName().equals("sk"))
                                .toList())
                        .build());

        Examination.Found found = found(address + "&region=eu-west-1");

        assertThat(found.exists()).isTrue();
        assertThat(found.fatal()).singleElement().asString().startsWith("key: ");
        assertThat(found.differences())
                .extracting(text -> text.substring(0, text.indexOf(':')))
                .containsExactly("deletion protection", "time to live", "point-in-time recovery");
    }

    @Test
    void aClockThatIsWrongIsMeasured() {
        haveCredentials();
        InstantSource late = InstantSource.offset(InstantSource.system(), Duration.ofHours(-1));

        Examination.Found found = Objects.requireNonNull(
                Examination.of(address + "&region=eu-west-1&skew=3s", late).table());

        assertThat(found.clockAhead()).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
        assertThat(found.skew()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aServiceThatRefusesIsTrouble() {
        haveCredentials();
        service.next(Fault.error("UnrecognizedClientException"));

        Examination examination = examination(address + "&region=eu-west-1");

        assertThat(examination.table()).isNull();
        assertThat(examination.trouble()).contains(name, "UnrecognizedClientException");
    }
}
