package io.hakiri.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.Position;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connector.Setting;
import io.hakiri.connectors.SourceReading;
import io.hakiri.connectors.http.FaultyApi.Asked;
import io.hakiri.connectors.http.FaultyApi.Reply;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an API does wrong is said in the right class, costs no row and makes none come twice. */
final class TroubleTest {
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final int PAGE = 10;
    private static final int RECORDS = 35;
    private static final long SEED = Long.getLong("hakiri.seed", 20261129);
    private static final int ROUNDS = 25;
    private static final int BREAKS = 4;

    private final List<Long> slept = new ArrayList<>();
    private final HttpSource http = new HttpSource(64, new HttpSource.Pace(() -> NOW, slept::add));
    private final FaultyApi api = new FaultyApi().answering(TroubleTest::list);

    @AfterEach
    void close() {
        api.close();
    }

    private static Reply list(Asked asked) {
        long from = asked.number("skip", 0);
        return Reply.json(IntStream.range((int) from, (int) Math.min(RECORDS, from + PAGE))
                .mapToObj(i -> "{\"id\":" + i + ",\"text\":\"" + "x".repeat(i) + "\"}")
                .collect(Collectors.joining(",", "[", "]")));
    }

    private SourceReading reading() {
        return new SourceReading(Path.of("."))
                .option("url", api.url("/items"))
                .option("paging", "offset")
                .option("page_param", "skip");
    }

    private AbstractStringAssert<?> errorOf(Reply... replies) {
        api.failing(replies);
        return assertThat(reading().all(http).error());
    }

    @ParameterizedTest
    @CsvSource({
        "400,PERMANENT", "401,AUTH_EXPIRED", "403,PERMANENT", "404,PERMANENT", "408,TRANSIENT", "410,PERMANENT",
        "425,TRANSIENT", "429,RATE_LIMITED", "451,PERMANENT", "500,TRANSIENT", "501,PERMANENT", "502,TRANSIENT",
        "503,TRANSIENT", "504,TRANSIENT"
    })
    void statusesHaveTheirClass(int status, ErrorClass kind) {
        errorOf(Reply.status(status)).startsWith(kind + " " + api.url("/items") + ": answered with status " + status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "429; 17; PT17S",
                "503; 5; PT5S",
                "403; 1; PT1S",
                "429; Sun, 29 Nov 2020 11:00:00 GMT; PT0S",
                "429; Sun, 29 Nov 2099 11:00:00 GMT; PT24H",
                "429; 999999999; PT24H",
                "429; soon;",
            })
    void bothFormsOfRetryAfterAreUnderstood(int status, String value, Duration wait) {
        api.failing(Reply.status(status).with("Retry-After", value));
        ConnectorException trouble = reading().all(http).trouble();
        assertThat(trouble).isNotNull().satisfies(e -> {
            assertThat(e.kind()).isEqualTo(ErrorClass.RATE_LIMITED);
            assertThat(e.retryAfter().orElse(null)).isEqualTo(wait);
        });
    }

    @Test
    void aDateIsReadByTheServersClock() {
        assertThat(RetryAfter.of(headers("Retry-After", "Sun, 29 Nov 2026 09:00:07 GMT"), NOW))
                .contains(Duration.ofSeconds(7));
        assertThat(RetryAfter.of(
                        HttpHeaders.of(Map.of("Retry-After", List.of("Sun, 29 Nov 2026 12:00:30 GMT")), (_, _) -> true),
                        NOW))
                .contains(Duration.ofSeconds(30));
    }

    @Test
    void anExhaustedRateLimitSaysWhenItBeginsAnew() {
        api.failing(Reply.status(403).with("X-RateLimit-Remaining", "0").with("X-RateLimit-Reset", "11"));
        ConnectorException trouble = reading().all(http).trouble();
        assertThat(trouble).isNotNull().satisfies(e -> {
            assertThat(e.kind()).isEqualTo(ErrorClass.RATE_LIMITED);
            assertThat(e.retryAfter()).contains(Duration.ofSeconds(11));
        });
    }

    @Test
    void aResetCanBeATimeToo() {
        long reset = Instant.parse("2026-11-29T09:00:42Z").getEpochSecond();
        HttpHeaders limit = HttpHeaders.of(
                Map.of(
                        "Date", List.of("Sun, 29 Nov 2026 09:00:00 GMT"),
                        "RateLimit-Remaining", List.of("0"),
                        "RateLimit-Reset", List.of(Long.toString(reset))),
                (_, _) -> true);
        assertThat(RetryAfter.of(limit, NOW)).contains(Duration.ofSeconds(42));
        assertThat(RetryAfter.of(headers("RateLimit-Reset", "5"), NOW)).isEmpty();
    }

    private static HttpHeaders headers(String name, String value) {
        return HttpHeaders.of(
                Map.of("Date", List.of("Sun, 29 Nov 2026 09:00:00 GMT"), name, List.of(value)), (_, _) -> true);
    }

    @Test
    void requestsKeepTheirDistance() {
        reading().option("requests_per_minute", 30L).all(http);
        assertThat(slept).containsExactly(2_000L, 2_000L, 2_000L, 2_000L);
    }

    @Test
    void whereverAPageBreaksOffTheNextRunGoesOnInItAndEachRecordComesOnce() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            Map<String, Position> at = Map.of();
            List<String> safe = new ArrayList<>();
            SourceReading.Rows rows;
            int breaks = 0;
            do {
                api.answering(breaks++ < BREAKS ? cutting(random) : TroubleTest::list);
                rows = reading().after(http, at);
                assertThat(rows.safe())
                        .as("all that was handed over has a position")
                        .isEqualTo(rows.values());
                safe.addAll(rows.safe());
                at = rows.last();
            } while (rows.trouble() != null);
            assertThat(safe).hasSize(RECORDS).doesNotHaveDuplicates();
        }
    }

    /** As usual, but for one answer that breaks off somewhere. */
    private static Function<Asked, Reply> cutting(SplittableRandom random) {
        int[] left = {random.nextInt(4)};
        return asked -> {
            Reply whole = list(asked);
            return left[0]-- == 0 ? whole.cutAt(random.nextInt(whole.body().length())) : whole;
        };
    }

    @Test
    void anAnswerThatDoesNotGoOnIsEnded() {
        api.failing(list(new Asked("", Map.of(), Map.of(), "")).hangingAt(120));
        SourceReading.Rows rows = reading().option("timeout", 1L).all(http);
        assertThat(rows.error()).startsWith("TRANSIENT").contains("did not go on for 1 s");
        assertThat(rows.values()).isNotEmpty().hasSizeLessThan(PAGE);
    }

    @Test
    void aHostThatIsNotThereIsTransient() {
        SourceReading reading = reading();
        api.close();
        assertThat(reading.all(http).error()).startsWith("TRANSIENT " + api.url("/items"));
    }

    @Test
    void pagesForPeopleAreNoJson() {
        errorOf(new Reply(200, "<html>login</html>", Map.of("Content-Type", "text/html"), -1, false))
                .isEqualTo("PERMANENT " + api.url("/items")
                        + ": answered with text/html; expected application/json. Is it the address of the API, or of a page for"
                        + " people?");
        errorOf(Reply.json("<html>")).isEqualTo("PERMANENT " + api.url("/items") + ": the answer is no JSON (line 1)");
        errorOf(Reply.json("[{\"id\":1},{\"id\":")).startsWith("TRANSIENT").contains("ends in the middle");
        errorOf(Reply.json("{\"items\":[]}")).startsWith("SCHEMA_INCOMPATIBLE").contains("records = \"/data\"");
        errorOf(Reply.json("")).startsWith("SCHEMA_INCOMPATIBLE");
    }

    @Test
    void brokenRecordsStopTheRunBeforeThemOrAreSetAside() {
        String page = "[{\"id\":1},{\"id\":2,\"id\":3},7,{\"id\":4}]";
        api.failing(Reply.json(page));
        SourceReading.Rows stopped = reading().all(http);
        assertThat(stopped.values()).containsExactly("1");
        assertThat(stopped.error())
                .isEqualTo("PERMANENT " + api.url("/items")
                        + " page 1 record 2: the field \"id\" is there twice; expected each once");

        api.failing(Reply.json(page), Reply.json("[]"));
        SourceReading.Rows aside = reading().settingAsideBad().all(http);
        assertThat(aside.values()).containsExactly("1", "4");
        assertThat(aside.rejected()).extracting(row -> row.row()).containsExactly("{\"id\":2,\"id\":3}", "7");
    }

    @Test
    void pagesAndRecordsHaveALongestLength() {
        String huge = "[{\"id\":1,\"text\":\"" + "x".repeat(1_100_000) + "\"}]";
        api.failing(Reply.json(huge));
        assertThat(reading().option("max_page_mib", 1L).all(http).error())
                .isEqualTo(
                        "PERMANENT " + api.url("/items")
                                + ": a page is longer than 1 MiB; ask for fewer records (size_param, page_size), or set max_page_mib");
        errorOf(Reply.json("[{\"id\":1,\"list\":[" + ("\"" + "x".repeat(1_000) + "\",").repeat(17_000) + "0]}]"))
                .contains("a record is longer than 16 MiB");
    }

    @Test
    void redirectsAreFollowedWithinThePlaceOnly() {
        api.failing(Reply.status(302).with("Location", "/items?skip=30"));
        assertThat(reading().all(http).values()).hasSize(RECORDS - 30 + RECORDS - 5);
        errorOf(Reply.status(301).with("Location", "https://elsewhere.example/items"))
                .startsWith("PERMANENT")
                .contains("leads to https://elsewhere.example, another place than the configured one");
        api.answering(_ -> Reply.status(307).with("Location", "/items"));
        errorOf().contains("more than 5 redirects");
    }

    @Test
    void nextPagesElsewhereAreNotAskedFor() {
        api.answering(_ -> Reply.json("[{\"id\":1}]").with("Link", "<http://169.254.169.254/latest>; rel=\"next\""));
        SourceReading.Rows rows = reading().option("paging", "link").all(http);
        assertThat(rows.values()).containsExactly("1");
        assertThat(rows.error()).startsWith("PERMANENT").contains("leads to http://169.254.169.254");
    }

    @Test
    void credentialsAreSentAndNeverShown() {
        List<String> seen = new ArrayList<>();
        api.answering(asked -> {
            seen.add(asked.headers().getOrDefault("Authorization", "-")
                    + asked.headers().getOrDefault("X-api-key", ""));
            return Reply.status(401);
        });
        SourceReading.Rows bearer =
                reading().option("auth", "bearer").option("token", "hunter2").all(http);
        SourceReading.Rows basic = reading()
                .option("auth", "basic")
                .option("user", "ann")
                .option("password", "hunter2")
                .all(http);
        SourceReading.Rows header = reading()
                .settings("headers", new Setting("X-Api-Key", "hunter2", true))
                .all(http);
        assertThat(seen)
                .containsExactly(
                        "Bearer hunter2",
                        "Basic " + Base64.getEncoder().encodeToString("ann:hunter2".getBytes(StandardCharsets.UTF_8)),
                        "-hunter2");
        for (SourceReading.Rows rows : List.of(bearer, basic, header)) {
            assertThat(rows.error()).startsWith("AUTH_EXPIRED").doesNotContain("hunter2");
        }
    }

    @Test
    void optionsThatDoNotGoTogetherAreNamed() {
        assertThatThrownBy(() -> reading().option("auth", "basic").open(http))
                .hasMessage("auth = \"basic\": expected the option user too");
        assertThatThrownBy(() -> reading().option("paging", "token").open(http)).hasMessageContaining("next = \"/…\"");
        assertThatThrownBy(() -> reading().option("paging", "since").open(http)).hasMessageContaining("since_param");
        assertThatThrownBy(() -> reading().option("url", "ftp://x/y").open(http))
                .hasMessageContaining("https://");
        assertThatThrownBy(() -> reading().option("url", "https://a:b@x/y").open(http))
                .hasMessageContaining("auth = \"basic\"")
                .hasMessageNotContaining("a:b");
        assertThatThrownBy(() -> reading().option("timeout", 0L).open(http)).hasMessageContaining("1 to 3600");
        assertThatThrownBy(() -> reading()
                        .settings("headers", new Setting("Host", "x", false))
                        .open(http))
                .hasMessageContaining("\"Host\" is no header that can be set");
        assertThatThrownBy(() -> reading()
                        .settings("types", new Setting("a", "int64", false))
                        .open(http))
                .hasMessageContaining("expected date, timestamp or local-timestamp");
        assertThat(reading().option("since_param", "s").all(http).error()).contains("has no cursor field");
    }
}
