package io.hakiri.catalog.remote;

import static io.hakiri.catalog.remote.ScriptedServer.answering;
import static io.hakiri.catalog.remote.ScriptedServer.doing;
import static io.hakiri.catalog.remote.ScriptedServer.hangingUp;
import static io.hakiri.catalog.remote.ScriptedServer.json;
import static io.hakiri.catalog.remote.ScriptedServer.problem;
import static io.hakiri.catalog.remote.ScriptedServer.silent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PastRows;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.RenewResult;
import io.hakiri.catalog.RetentionPolicy;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a network and a service can do to a call, and what the caller is told of it. */
final class FaultsTest {
    private static final PipelineKey ORDERS = PipelineKey.of("shop", "orders");
    private static final Actor ANN = new Actor("ann", "the test says so");
    private static final Writer WRITER =
            new Writer(ORDERS, new RunId(new UUID(0x0198_0000_0000_7000L, 0x8000_0000_0000_0001L)), new Fence(7));
    private static final String RENEWED = "{\"lease_until\":\"2026-01-31T12:00:00Z\",\"new_in_a_later_version\":1}";
    private static final RenewResult UNTIL_NOON = new RenewResult.Renewed(Instant.parse("2026-01-31T12:00:00Z"));
    private static final Duration TTL = Duration.ofSeconds(60);

    private static void refused(Class<? extends Exception> type, ThrowingCallable call, String... words) {
        assertThatThrownBy(call)
                .isInstanceOf(type)
                .hasMessageContainingAll(words)
                .satisfies(fault -> assertThat(everything(fault)).doesNotContain("hk_"));
    }

    private static String everything(Throwable fault) {
        StringBuilder said = new StringBuilder();
        for (Throwable one = fault; one != null; one = one.getCause()) {
            said.append(one).append('\n');
        }
        return said.toString();
    }

    @Test
    void aServerThatIsNotThereIsUnavailableAlsoForWrites() {
        String gone;
        RemoteCatalog catalog;
        try (ScriptedServer server = doing(silent())) {
            gone = server.address();
            catalog = server.catalog();
        }
        refused(CatalogException.Unavailable.class, () -> catalog.breakLease(ORDERS, ANN), gone);
        refused(CatalogException.Unavailable.class, () -> catalog.renew(WRITER, TTL), gone);
        catalog.close();
    }

    @Test
    void aReadWhoseAnswerIsLostIsAskedAgain() {
        try (ScriptedServer server = doing(hangingUp(), problem(503, "unavailable"), json(200, "{\"pipelines\":[]}"));
                RemoteCatalog catalog = server.catalog()) {
            assertThat(catalog.pipelines(ORDERS.project(), PageRequest.first()).entries())
                    .isEmpty();
            assertThat(server.seen()).hasSizeGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void aWriteWithANameIsSentAgain() {
        try (ScriptedServer server = doing(
                        hangingUp(), problem(504, "outcome-unknown"), problem(503, "unavailable"), json(200, RENEWED));
                RemoteCatalog catalog = server.catalog()) {
            assertThat(catalog.renew(WRITER, TTL)).isEqualTo(UNTIL_NOON);
            assertThat(server.seen()).hasSize(4);
        }
    }

    @Test
    void aWriteWithoutANameIsNotSentAgainOnceItMayHaveBeenDone() {
        try (ScriptedServer server = doing(hangingUp(), answering(204, "application/json", ""));
                RemoteCatalog catalog = server.catalog()) {
            refused(CatalogException.OutcomeUnknown.class, () -> catalog.breakLease(ORDERS, ANN), server.address());
            assertThat(server.seen()).hasSize(1);
        }
    }

    @Test
    void aWriteThatWasCertainlyNotDoneIsSentAgain() {
        try (ScriptedServer server =
                        doing(problem(503, "unavailable", "Retry-After", "1"), answering(204, "application/json", ""));
                RemoteCatalog catalog = server.catalog()) {
            assertThat(catalog.breakLease(ORDERS, ANN)).isEqualTo(new ChangeResult.Done());
            assertThat(server.seen()).hasSize(2);
        }
    }

    @Test
    void whatWasLostOnceStaysUnknownHoweverTheLaterAttemptsFail() {
        try (ScriptedServer server = doing(hangingUp(), problem(503, "unavailable"));
                RemoteCatalog catalog = server.catalog()) {
            refused(CatalogException.OutcomeUnknown.class, () -> catalog.renew(WRITER, TTL), server.address());
        }
    }

    @Test
    void aServerThatSaysNothingIsWaitedForUntilTheDeadlineAndNoLonger() {
        try (ScriptedServer server = doing(silent());
                RemoteCatalog catalog = server.catalog(Duration.ofMillis(300))) {
            refused(CatalogException.OutcomeUnknown.class, () -> catalog.renew(WRITER, TTL), "0 s");
            refused(CatalogException.Unavailable.class, () -> catalog.pipeline(ORDERS), "0 s");
        }
    }

    @Test
    void whoIsToldToComeBackMuchLaterIsToldSoAtOnce() {
        try (ScriptedServer server = doing(answering(429, "text/plain", "slow down", "Retry-After", "3600"));
                RemoteCatalog catalog = server.catalog()) {
            refused(CatalogException.Unavailable.class, () -> catalog.pipeline(ORDERS), "429");
            assertThat(server.seen()).hasSize(1);
        }
    }

    @Test
    void whoAsksTooOftenWaitsAsItIsToldHoweverOftenAndIsServed() {
        String slowly =
                "{\"type\":\"urn:hakiri:problem:rate-limited\",\"title\":\"t\",\"status\":429,\"retry_after_millis\":1}";
        ScriptedServer.Act[] acts = new ScriptedServer.Act[9];
        Arrays.fill(acts, answering(429, "application/problem+json", slowly, "Retry-After", "1"));
        acts[8] = answering(204, "application/json", "");
        try (ScriptedServer server = doing(acts);
                RemoteCatalog catalog = server.catalog()) {
            assertThat(catalog.breakLease(ORDERS, ANN)).isEqualTo(new ChangeResult.Done());
            assertThat(server.seen()).hasSize(9);
        }
    }

    @Test
    void whoAsksTooOftenWaitsNoLongerThanItsTime() {
        try (ScriptedServer server = doing(problem(429, "rate-limited", "Retry-After", "3600"));
                RemoteCatalog catalog = server.catalog()) {
            refused(CatalogException.Unavailable.class, () -> catalog.breakLease(ORDERS, ANN), "said so");
            assertThat(server.seen()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "401, unauthenticated, Denied, revoked",
        "403, forbidden, Denied, said so",
        "403, quota-exceeded, Denied, said so",
        "500, corrupt, Corrupt, said so",
        "503, incompatible, Incompatible, said so",
        "404, no-such-route, Incompatible, GET /v1/projects/shop/pipelines/orders",
        "409, from-the-future, Incompatible, t",
        "500, internal, Unavailable, said so"
    })
    void aProblemThatNobodyCanHandleIsAFaultOfItsKind(int status, String word, String fault, String said) {
        try (ScriptedServer server = doing(problem(status, word));
                RemoteCatalog catalog = server.catalog()) {
            assertThatThrownBy(() -> catalog.pipeline(ORDERS))
                    .isInstanceOf(CatalogException.class)
                    .hasMessageContaining(said)
                    .satisfies(thrown ->
                            assertThat(thrown.getClass().getSimpleName()).isEqualTo(fault))
                    .satisfies(thrown -> assertThat(everything(thrown)).doesNotContain("hk_"));
            assertThat(server.seen()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "200, text/html, <html>, Incompatible",
        "200, application/json, {, Incompatible",
        "302, text/plain, elsewhere, Incompatible",
        "404, text/html, <html>, Incompatible",
        "403, text/html, <html>, Denied",
        "200, application/json, {\"pipelines\":[{\"project\":7}]}, Incompatible"
    })
    void anAnswerThatIsNotOneOfHakiriIsNotTakenForOne(int status, String media, String body, String fault) {
        try (ScriptedServer server = doing(answering(status, media, body, "Location", "https://example.org"));
                RemoteCatalog catalog = server.catalog()) {
            assertThatThrownBy(() -> catalog.pipelines(new ProjectId("shop"), PageRequest.first()))
                    .isInstanceOf(CatalogException.class)
                    .satisfies(thrown ->
                            assertThat(thrown.getClass().getSimpleName()).isEqualTo(fault));
        }
    }

    @Test
    void refusalsAreAnswers() {
        try (ScriptedServer server = doing(problem(404, "not-found"));
                RemoteCatalog catalog = server.catalog()) {
            assertThat(catalog.renew(WRITER, TTL)).isEqualTo(new Answers.NotFound());
            assertThat(catalog.pipeline(ORDERS)).isEmpty();
        }
    }

    @Test
    void whatIsTooLargeForOneRequestIsNotSent() {
        PastRows rows = new PastRows(PastRows.Kind.KEY, null, "", "x", Collections.nCopies(9, "x".repeat(1024 * 1024)));
        try (ScriptedServer server = doing(silent());
                RemoteCatalog catalog = server.catalog()) {
            refused(
                    InvalidInput.class,
                    () -> catalog.remove(ORDERS.project(), RetentionPolicy.FOR_EVER, rows),
                    "8388608 bytes");
            assertThat(server.seen()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://example.org, in clear",
        "http://127.0.0.1.example.org, in clear",
        "ftp://example.org, ftp:",
        "example.org, https://",
        "https://user:secret@example.org, user",
        "https://example.org/path, behind the host",
        "https://example.org?token=secret, behind the host",
        "https://, no URL",
        "http://10.0.0.1:8080, in clear"
    })
    void anAddressThatIsNoneOrWouldShowTheTokenIsRefused(String text, String said) {
        assertThatThrownBy(() -> ServerAddress.parse(text, false))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(said)
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.org, https://example.org",
        "https://example.org:8443/, https://example.org:8443",
        "http://localhost:8080, http://localhost:8080",
        "http://127.0.0.2, http://127.0.0.2",
        "http://[::1]:80, http://[::1]:80",
        "HTTPS://example.org, https://example.org"
    })
    void addressesAreRead(String text, String read) {
        assertThat(ServerAddress.parse(text, false)).hasToString(read);
        assertThat(ServerAddress.parse("http://example.org", true)).hasToString("http://example.org");
    }
}
