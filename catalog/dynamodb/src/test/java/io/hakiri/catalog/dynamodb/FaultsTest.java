package io.hakiri.catalog.dynamodb;

import static io.hakiri.catalog.dynamodb.TroubledTable.item;
import static io.hakiri.catalog.dynamodb.TroubledTable.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.dynamodb.Table.Change;
import io.hakiri.catalog.dynamodb.Table.Condition;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What callers and people get to know of a failure. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsTest {
    private static final DateTimeFormatter AMZ_DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private TroubledTable trouble;

    @BeforeAll
    void open() {
        trouble = new TroubledTable();
    }

    @AfterAll
    void close() {
        trouble.close();
    }

    private Table with(AwsCredentialsProvider credentials) {
        return new Table(
                TroubledTable.client(trouble.service().endpoint(), credentials),
                trouble.name(),
                trouble.attempts(Attempts.Pace.STANDARD),
                true);
    }

    private void write(Table table) {
        table.write(List.of(new Change.Put(item("a", "1"), new Condition.Any())));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    AccessDeniedException                    | see the policy in the documentation
                    UnrecognizedClientException              | look at the access key, the profile and the region
                    MissingAuthenticationTokenException      | look at the access key, the profile and the region
                    ValidationException                      | a mistake of this program
                    ItemCollectionSizeLimitExceededException | a mistake of this program
                    KMSAccessDeniedException                 | The table's key in KMS
                    InaccessibleEncryptionKeyException       | The table's key in KMS
                    SomethingNewException                    | the service's words say more
                    """)
    void whatCannotGetBetterIsNotTriedAgain(String code, String advice) {
        trouble.service().next(Fault.error(code));
        assertThatThrownBy(() -> write(trouble.table()))
                .isInstanceOf(CatalogException.Unavailable.class)
                .hasMessageContainingAll(
                        "PutItem at DynamoDB table " + trouble.name() + " in eu-central-1",
                        "Words of the service (" + code + "). Nothing was changed. ",
                        advice);
        assertThat(trouble.service().requests()).hasSize(1);
    }

    @Test
    void aTransactionThatBreaksALimitIsNotTriedAgain() {
        trouble.service().next(Fault.cancelled("TransactionConflict", "ItemCollectionSizeLimitExceeded"));
        assertThatThrownBy(() -> trouble.table()
                        .write(List.of(
                                new Change.Put(item("a", "1"), new Condition.Any()),
                                new Change.Put(item("b", "1"), new Condition.Any()))))
                .isInstanceOf(CatalogException.Unavailable.class)
                .hasMessageContaining("TransactionConflict, ItemCollectionSizeLimitExceeded");
        assertThat(trouble.service().requests()).hasSize(1);
    }

    @Test
    void anAnswerOfSomebodyInBetweenSaysItsStatus() {
        trouble.service().next(Fault.foreign(403, "<html>Forbidden by the proxy</html>"));
        assertThatThrownBy(() -> trouble.table().get(key("a")))
                .isInstanceOf(CatalogException.Unavailable.class)
                .hasMessageContaining("403");
        assertThat(trouble.service().requests()).hasSize(1);
    }

    @Test
    void expiredCredentialsAreReplacedOnce() {
        AtomicInteger given = new AtomicInteger();
        try (Table table =
                with(() -> AwsSessionCredentials.create("local" + given.incrementAndGet(), "local", "token"))) {
            trouble.service().next(Fault.error("ExpiredTokenException"));
            write(table);
            assertThat(trouble.service().requests())
                    .extracting(request -> request.headers().get("authorization"))
                    .satisfiesExactly(
                            old -> assertThat(old).contains("local1/"),
                            fresh -> assertThat(fresh).contains("local2/"));
            trouble.service().next(Fault.times(5, Fault.error("ExpiredTokenException")));
            assertThatThrownBy(() -> write(table))
                    .isInstanceOf(CatalogException.Unavailable.class)
                    .hasMessageContaining("The credentials have expired: get new ones");
            assertThat(trouble.service().requests()).hasSize(2);
        }
    }

    @Test
    void aClockThatIsOffIsSetByTheAnswer() {
        Instant there = Instant.now().plus(Duration.ofHours(1));
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(there.atZone(ZoneOffset.UTC));
        Fault skewed = new Fault.Answer(
                400,
                Map.of("Content-Type", "application/x-amz-json-1.0", "x-amzn-RequestId", "made-up", "Date", date),
                "{\"__type\":\"com.amazon.coral.service#InvalidSignatureException\",\"message\":\"Signature expired\"}");
        try (Table table = with(TroubledTable.credentials())) {
            trouble.service().next(skewed);
            write(table);
            assertThat(trouble.service().requests()).hasSize(2);
            String sent = trouble.service().requests().getLast().headers().get("x-amz-date");
            assertThat(AMZ_DATE.parse(sent, Instant::from)).isAfter(there.minus(Duration.ofMinutes(10)));
        }
    }

    @Test
    void noSecretIsInWhatIsSaidOfASignature() {
        Fault refused = Fault.error(
                400,
                "InvalidSignatureException",
                "The request signature we calculated does not match. The Canonical String for this request should have been"
                        + " 'POST x-amz-security-token:very-secret'");
        trouble.service().next(Fault.times(2, refused));
        assertThatThrownBy(() -> write(trouble.table()))
                .isInstanceOf(CatalogException.Unavailable.class)
                .hasMessageContaining("The request signature we calculated does not match (InvalidSignatureException)")
                .hasMessageContaining("Look at the clock of this machine, and at the secret key")
                .satisfies(thrown -> {
                    StringWriter all = new StringWriter();
                    thrown.printStackTrace(new PrintWriter(all));
                    assertThat(all.toString()).doesNotContain("very-secret");
                });
    }

    @Test
    void withoutCredentialsNothingIsSent() {
        AwsCredentialsProvider nobody = AwsCredentialsProviderChain.of(() -> {
            throw SdkClientException.create("none here");
        });
        for (AwsCredentialsProvider provider : List.of(nobody, EnvironmentVariableCredentialsProvider.create())) {
            try (Table table = with(provider)) {
                trouble.service().next();
                assertThatThrownBy(() -> write(table))
                        .isInstanceOf(CatalogException.Unavailable.class)
                        .hasMessageContaining("there are no credentials")
                        .hasMessageContaining("AWS_PROFILE");
                assertThat(trouble.service().requests()).isEmpty();
            }
        }
    }

    @Test
    void whatNeverCameAboutWasNotApplied() {
        for (Throwable cause : List.of(
                new UnknownHostException("dynamodb.nowhere-1.amazonaws.com"),
                new NoRouteToHostException("no route"),
                new SSLHandshakeException("no certificate"),
                new SocketTimeoutException("Connect timed out"))) {
            SdkClientException fault = SdkClientException.create("Unable to execute HTTP request", cause);
            assertThat(Faults.kind(fault)).isEqualTo(Faults.Kind.UNREACHABLE);
            assertThat(Faults.translate(new Place("t", "r"), "PutItem", fault, false))
                    .isInstanceOf(CatalogException.Unavailable.class);
        }
        assertThat(Faults.kind(SdkClientException.create("x", new SocketTimeoutException("Read timed out"))))
                .isEqualTo(Faults.Kind.LOST);
    }
}
