package io.hakiri.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.connectors.SourceReading;
import io.hakiri.connectors.http.FaultyApi.Asked;
import io.hakiri.connectors.http.FaultyApi.Reply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tokens for client credentials: asked for once, again before their end, and when the API takes one for no good one. */
final class LoginTest {
    private final AtomicLong seconds = new AtomicLong(1_700_000_000);
    private final HttpSource http =
            new HttpSource(1 << 20, new HttpSource.Pace(() -> Instant.ofEpochSecond(seconds.get()), _ -> {}));
    private final FaultyApi api = new FaultyApi().answering(this::answer);
    private final List<String> logins = new ArrayList<>();
    private int tokens;
    private int pagesPerToken = Integer.MAX_VALUE;
    private long expiresIn = 3600;
    private int secondsPerPage;

    @AfterEach
    void close() {
        api.close();
    }

    private Reply answer(Asked asked) {
        if (asked.path().equals("/token")) {
            logins.add(asked.headers().getOrDefault("Authorization", "") + " " + asked.body());
            tokens++;
            pages = 0;
            return Reply.json("{\"access_token\":\"t" + tokens + "\",\"token_type\":\"bearer\",\"expires_in\":"
                    + expiresIn + "}");
        }
        if (pages++ >= pagesPerToken
                || !asked.headers().getOrDefault("Authorization", "").equals("Bearer t" + tokens)) {
            return Reply.status(401);
        }
        seconds.addAndGet(secondsPerPage);
        long page = asked.number("page", 0);
        return Reply.json(page < 6 ? "[{\"n\":" + page + "}]" : "[]");
    }

    private int pages;

    private SourceReading reading() {
        return new SourceReading(Path.of("."))
                .option("url", api.url("/items"))
                .option("paging", "offset")
                .option("count", "pages")
                .option("page_param", "page")
                .option("auth", "oauth2")
                .option("token_url", api.url("/token"))
                .option("client_id", "me:1")
                .option("client_secret", "s p")
                .option("scope", "read write");
    }

    @Test
    void oneTokenServesAllPages() {
        SourceReading.Rows rows = reading().all(http);
        assertThat(rows.values()).containsExactly("0", "1", "2", "3", "4", "5");
        String basic = Base64.getEncoder().encodeToString("me%3A1:s+p".getBytes(StandardCharsets.UTF_8));
        assertThat(logins).containsExactly("Basic " + basic + " grant_type=client_credentials&scope=read+write");
    }

    @Test
    void idAndSecretCanStandInTheBody() {
        reading().option("client_auth", "body").all(http);
        assertThat(logins)
                .containsExactly(" grant_type=client_credentials&scope=read+write&client_id=me%3A1&client_secret=s+p");
    }

    @Test
    void aTokenThatTheApiRefusesIsReplacedInTheMiddleOfTheList() {
        pagesPerToken = 2;
        SourceReading.Rows rows = reading().all(http);
        assertThat(rows.error()).isEqualTo("no trouble");
        assertThat(rows.values()).containsExactly("0", "1", "2", "3", "4", "5");
        assertThat(logins).hasSize(4);
    }

    @Test
    void aTokenIsReplacedBeforeItsEnd() {
        expiresIn = 100;
        secondsPerPage = 40;
        assertThat(reading().all(http).values()).hasSize(6);
        assertThat(logins).hasSize(4);
        assertThat(api.asked()).hasSize(4 + 7);
    }

    @Test
    void freshTokensThatAreRefusedAreTroubleOfTheirClass() {
        pagesPerToken = 0;
        assertThat(reading().all(http).error()).startsWith("AUTH_EXPIRED").contains("status 401");
        assertThat(logins).hasSize(2);
    }

    @Test
    void aServerOfTokensThatFailsIsTroubleOfItsClassAndShowsNoSecret() {
        for (String[] expected : new String[][] {
            {"401", "AUTH_EXPIRED", "gives no token for client_id me:1"},
            {"400", "AUTH_EXPIRED", "gives no token"},
            {"429", "RATE_LIMITED", "asks for patience"},
            {"502", "TRANSIENT", "the server failed"},
            {"404", "PERMANENT", "nothing at this address"},
        }) {
            api.failing(Reply.status(Integer.parseInt(expected[0])));
            assertThat(reading().all(http).error())
                    .startsWith(expected[1] + " " + api.url("/token"))
                    .contains(expected[2])
                    .doesNotContain("s p");
        }
        api.failing(Reply.json("{\"token\":\"hidden\"}"));
        assertThat(reading().all(http).error())
                .contains("without an access_token")
                .doesNotContain("hidden");
        api.failing(Reply.json("hidden"));
        assertThat(reading().all(http).error())
                .contains("without an access_token")
                .doesNotContain("hidden");
    }
}
