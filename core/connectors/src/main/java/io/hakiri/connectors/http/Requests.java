package io.hakiri.connectors.http;

import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connector.Setting;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Asks an API, as often as it may be asked, and says in the five classes of errors what goes wrong. Credentials go to the
 * host of the configured address only: a redirect or a link to another one is refused.
 */
final class Requests implements AutoCloseable {
    private static final int MOST_REDIRECTS = 5;
    private static final int NO_CONTENT = 204;
    private static final int UNAUTHORIZED = 401;
    private static final int GZIP_BUFFER_BYTES = 16 * 1024;
    private static final byte[] NOTHING = {'[', ']'};
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final long MILLIS_PER_MINUTE = 60_000;

    private final HttpSettings settings;
    private final HttpSource.Pace pace;
    private final HttpClient client;
    private final @Nullable Tokens tokens;
    private final Stalls stalls;
    private @Nullable Instant last;

    Requests(HttpSettings settings, HttpSource.Pace pace) {
        this.settings = settings;
        this.pace = pace;
        this.client = HttpClient.newBuilder()
                .connectTimeout(settings.bounds().timeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(settings.url().startsWith("http:") ? HttpClient.Version.HTTP_1_1 : HttpClient.Version.HTTP_2)
                .build();
        this.stalls = new Stalls(settings.bounds().timeout());
        this.tokens = settings.credentials() instanceof Credentials.Client who
                ? new Tokens(client, who, settings.bounds().timeout(), pace.clock())
                : null;
    }

    /**
     * The answer to a good request; to be closed.
     *
     * @param home an address of the only place that is asked
     */
    Answer get(URI home, URI address) {
        try {
            checkOrigin(home, address);
            return follow(home, address);
        } catch (IOException e) {
            throw unreachable(address, e);
        }
    }

    private Answer follow(URI home, URI first) throws IOException {
        URI address = first;
        boolean renewed = false;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; ) {
            HttpResponse<InputStream> response = send(address);
            int status = response.statusCode();
            if (REDIRECTS.contains(status)) {
                response.body().close();
                address = redirected(address, response);
                checkOrigin(home, address);
                redirects++;
            } else if (status == UNAUTHORIZED && tokens != null && !renewed) {
                response.body().close();
                tokens.forget();
                renewed = true;
            } else {
                return answer(address, response);
            }
        }
        throw HttpSettings.permanent(
                Answer.shown(first) + ": more than " + MOST_REDIRECTS
                        + " redirects, one after the other; expected an answer. Set url to where they lead, if they lead anywhere");
    }

    private Answer answer(URI address, HttpResponse<InputStream> response) throws IOException {
        InputStream body = response.body();
        try {
            Refusals.check(address, response, pace.clock().instant());
            if (response.statusCode() == NO_CONTENT) {
                return new Answer(address, Optional.empty(), new ByteArrayInputStream(NOTHING));
            }
            Refusals.checkType(address, response);
            InputStream watched = stalls.watch(body);
            String packed = response.headers().firstValue("Content-Encoding").orElse("");
            return new Answer(
                    address,
                    LinkHeader.next(response.headers().allValues("Link")),
                    packed.toLowerCase(Locale.ROOT).contains("gzip")
                            ? new GZIPInputStream(watched, GZIP_BUFFER_BYTES)
                            : watched);
        } catch (IOException | ConnectorException e) {
            body.close();
            throw e;
        }
    }

    private HttpResponse<InputStream> send(URI address) throws IOException {
        URI asked = address;
        for (Setting param : settings.params()) {
            asked = param.secret() ? Query.with(asked, param.name(), param.value()) : asked;
        }
        await();
        HttpRequest.Builder request = HttpRequest.newBuilder(asked)
                .timeout(settings.bounds().timeout())
                .setHeader("Accept", "application/json")
                .setHeader("Accept-Encoding", "gzip")
                .setHeader("User-Agent", "hakiri");
        settings.headers().forEach(header -> request.setHeader(header.name(), header.value()));
        switch (settings.credentials()) {
            case Credentials.None() -> {}
            case Credentials.Fixed(String authorization) -> request.setHeader("Authorization", authorization);
            case Credentials.Client _ -> {
                if (tokens != null) {
                    request.setHeader("Authorization", "Bearer " + tokens.current());
                }
            }
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Waits until the next request may be made. */
    private void await() {
        long perMinute = settings.bounds().perMinute();
        Instant before = last;
        if (perMinute > 0 && before != null) {
            long millis = before.plusMillis(MILLIS_PER_MINUTE / perMinute).toEpochMilli()
                    - pace.clock().millis();
            try {
                if (millis > 0) {
                    pace.sleeper().sleep(millis);
                }
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
        last = pace.clock().instant();
    }

    private static ConnectorException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ConnectorException(ErrorClass.TRANSIENT, "interrupted while waiting for the API", e);
    }

    private URI redirected(URI from, HttpResponse<?> response) {
        String location = response.headers().firstValue("Location").orElse("");
        try {
            return from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw HttpSettings.permanent(Answer.shown(from) + ": redirects to what is no address");
        }
    }

    /** Trouble where an address is of another place than the configured one. */
    private static void checkOrigin(URI home, URI address) {
        String own = origin(home);
        if (!own.equals(origin(address))
                && !own.replaceFirst("^http:", "https:").equals(origin(address))) {
            throw HttpSettings.permanent(Answer.shown(home) + ": leads to " + origin(address)
                    + ", another place than the configured one, which credentials must not go to; set url to an address there"
                    + " if that is right");
        }
    }

    private static String origin(URI address) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        boolean usual = address.getPort() < 0 || address.getPort() == (scheme.equals("https") ? 443 : 80);
        return scheme + "://" + String.valueOf(address.getHost()).toLowerCase(Locale.ROOT)
                + (usual ? "" : ":" + address.getPort());
    }

    /** What to do about a network that fails, at the start of an answer or in its middle. */
    static ConnectorException unreachable(URI address, IOException e) {
        return new ConnectorException(
                ErrorClass.TRANSIENT,
                Answer.shown(address) + ": the answer did not come, or broke off: "
                        + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()),
                e);
    }

    @Override
    public void close() {
        stalls.close();
        client.shutdownNow();
    }
}
