package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client of the console that does what a browser does: it keeps one cookie, and says where a form comes from. */
final class Console {
    static final String ROOT = "/console";
    static final String PIPELINE = ROOT + "/projects/test/pipelines/p";

    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private final Service service;
    private final @Nullable String cookie;

    private Console(Service service, @Nullable String cookie) {
        this.service = service;
        this.cookie = cookie;
    }

    /** Before anybody signed in. */
    static Console of(Service service) {
        return new Console(service, null);
    }

    /** The same with another cookie. */
    Console with(@Nullable String other) {
        return new Console(service, other);
    }

    /** After a token was shown. */
    Console signedIn(String token) {
        return entered(post(ROOT + "/sign-in", "token", token).expect(303));
    }

    /** After an answer that begins a session. */
    Console entered(Service.Answer answer) {
        String set = answer.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(set).contains("HttpOnly", "SameSite=Strict", "Path=/console");
        return with(set.substring(0, set.indexOf(';')));
    }

    Service.Answer get(String path, String... headers) {
        return send(HttpRequest.newBuilder(uri(path)).GET(), headers);
    }

    /** Sends a form of this page: names and values by turns. */
    Service.Answer post(String path, String... fields) {
        return postFrom(new String[] {"Sec-Fetch-Site", "same-origin"}, path, fields);
    }

    /** Sends a form with these headers to say where it comes from. */
    Service.Answer postFrom(String[] headers, String path, String... fields) {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < fields.length; i += 2) {
            pairs.add(fields[i] + "=" + URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
        }
        return send(
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(String.join("&", pairs))),
                headers);
    }

    private Service.Answer send(HttpRequest.Builder request, String... headers) {
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (cookie != null) {
            request.header("Cookie", cookie);
        }
        return service.send(request.timeout(DEADLINE).build());
    }

    private URI uri(String path) {
        return service.root().resolve(path);
    }
}
