package io.hakiri.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Role;
import io.hakiri.it.Projects;
import io.hakiri.it.TokenIssuer;
import io.hakiri.it.TokenIssuer.SigningKey;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console behind a function's URL: what a browser needs comes through as it is, cookies and files too. */
final class ConsoleInFunctionTest {
    private static final SigningKey KEY = SigningKey.of("ec", "ES256");
    private static final String PIPELINE = "/console/projects/test/pipelines/p";
    private static final String PUBLIC = "http://127.0.0.1:1"; // where nobody is asked: the test follows by itself
    private static final int HOUR = 3600;

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static TokenIssuer issuer;

    @SuppressWarnings("NullAway.Init")
    private static LocalFunction function;

    @SuppressWarnings("NullAway.Init")
    private static HttpClient client;

    @BeforeAll
    static void start() {
        issuer = TokenIssuer.started();
        issuer.publish(KEY);
        client = HttpClient.newHttpClient();
        Projects.csv(folder, "jsonl", "", "");
        function = LocalFunction.in(
                folder,
                Map.of(
                        "HAKIRI_OIDC_ISSUER",
                        issuer.url(),
                        "HAKIRI_OIDC_AUDIENCE",
                        "console",
                        "HAKIRI_OIDC_CLIENT_ID",
                        "console",
                        "HAKIRI_PUBLIC_URL",
                        PUBLIC));
        function.declare(folder);
    }

    @AfterAll
    static void stop() {
        function.close();
        client.close();
        issuer.close();
    }

    private static HttpResponse<String> get(String path, @Nullable String cookie) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(function.lambda().url().resolve(path));
        if (cookie != null) {
            request.header("Cookie", cookie);
        }
        return send(request);
    }

    private static HttpResponse<String> post(String path, @Nullable String cookie, String from, String... fields) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < fields.length; i += 2) {
            form.append(i == 0 ? "" : "&")
                    .append(fields[i])
                    .append('=')
                    .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        function.lambda().url().resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Sec-Fetch-Site", from)
                .POST(HttpRequest.BodyPublishers.ofString(form.toString()));
        if (cookie != null) {
            request.header("Cookie", "other=1; " + cookie);
        }
        return send(request);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** One of the cookies that an answer sets, as it comes back. */
    private static String cookie(HttpResponse<String> answer, String name) {
        List<String> set = answer.headers().allValues("Set-Cookie");
        String whole = set.stream()
                .filter(one -> one.startsWith(name + "="))
                .findFirst()
                .orElseThrow(() -> new AssertionError(answer.statusCode() + " " + set + " " + answer.body()));
        assertThat(whole).contains("HttpOnly");
        return whole.substring(0, whole.indexOf(';'));
    }

    @Test
    void whoShowsATokenLooksAndChanges() {
        assertThat(get("/console", null).statusCode()).isEqualTo(303);
        assertThat(get("/console/sign-in", null).body()).contains("name=\"token\"", "Sign in with 127.0.0.1");
        String token = function.token(Role.OPERATOR).secret();
        HttpResponse<String> in = post("/console/sign-in", null, "same-origin", "token", token);
        assertThat(in.statusCode()).isEqualTo(303);
        String session = cookie(in, "hakiri-session");

        assertThat(get("/console", session).body()).contains("/console/projects/test");
        assertThat(post(PIPELINE + "/pause", session, "cross-site", "reason", "x")
                        .statusCode())
                .isEqualTo(403);
        HttpResponse<String> paused = post(PIPELINE + "/pause", session, "same-origin", "reason", "für später & mehr");
        assertThat(paused.statusCode()).isEqualTo(303);
        assertThat(paused.headers().firstValue("Location").orElseThrow()).endsWith(PIPELINE + "?done=PAUSED");
        HttpResponse<String> page = get(PIPELINE + "?done=PAUSED", session);
        assertThat(page.body()).contains("Paused: nothing begins any more.", "für später &amp; mehr");
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'");
        for (String more : List.of("/runs", "/schemas", "/backfills", "/audit", "/explain")) {
            assertThat(get(PIPELINE + more, session).statusCode()).as(more).isEqualTo(200);
        }
        assertThat(cookie(post("/console/sign-out", session, "same-origin"), "hakiri-session"))
                .matches("hakiri-session=\"?\"?");
    }

    @Test
    void filesComeAsWhatTheyAre() {
        Map.of(
                        "console.css", "text/css;charset=UTF-8",
                        "console.js", "text/javascript;charset=UTF-8",
                        "htmx.min.js", "text/javascript;charset=UTF-8",
                        "mark.svg", "image/svg+xml")
                .forEach((name, type) -> {
                    HttpResponse<String> file = get("/console/assets/" + name, null);
                    assertThat(file.statusCode()).as(name).isEqualTo(200);
                    assertThat(file.headers().firstValue("Content-Type")).hasValue(type);
                    assertThat(file.body()).as(name).isNotBlank();
                });
        assertThat(get("/console/assets/mark.svg", null).body()).startsWith("<svg");
    }

    @Test
    void whoSignsInAtTheIssuerComesBackThroughWhicheverProcess() {
        issuer.knows(new TokenIssuer.Client(
                "console",
                null,
                PUBLIC + "/console/sign-in/callback",
                nonce -> "{\"access_token\":\"opaque\",\"id_token\":\"%s\"}"
                        .formatted(TokenIssuer.token(
                                KEY,
                                "{\"iss\":\"%s\",\"sub\":\"ann\",\"aud\":\"console\",\"exp\":%d,\"nonce\":\"%s\",\"hakiri\":\"*:reader\"}"
                                        .formatted(issuer.url(), Instant.now().getEpochSecond() + HOUR, nonce)))));
        HttpResponse<String> sent = get("/console/sign-in/issuer", null);
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(302);
        HttpResponse<String> there = send(HttpRequest.newBuilder(
                URI.create(sent.headers().firstValue("Location").orElseThrow())));
        Matcher on = Pattern.compile("href=\"" + PUBLIC + "([^\"]+)\"").matcher(there.body());
        assertThat(on.find()).as(there.body()).isTrue();
        HttpResponse<String> back = get(on.group(1).replace("&amp;", "&"), cookie(sent, "hakiri-sign-in"));
        assertThat(back.statusCode()).as(back.body()).isEqualTo(200);
        assertThat(back.headers().firstValue("Refresh")).hasValue("0; url=/console");
        assertThat(get("/console/projects/test", cookie(back, "hakiri-session")).body())
                .contains(PIPELINE, "oidc:ann");
    }
}
