package io.hakiri.connectors.http;

import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says of an answer that is no good one what kind of trouble it is. */
final class Refusals {
    private static final int SUCCESS = 200;
    private static final int REDIRECTION = 300;
    private static final int SERVER_ERROR = 500;

    private Refusals() {}

    static void check(URI address, HttpResponse<?> response, Instant now) {
        int status = response.statusCode();
        if (status >= SUCCESS && status < REDIRECTION) {
            return;
        }
        Optional<Duration> wait = RetryAfter.of(response.headers(), now);
        boolean limited = status == 429
                || (status == 503 && wait.isPresent())
                || (status == 403 && (wait.isPresent() || RetryAfter.exhausted(response.headers())));
        if (limited) {
            throw trouble(
                    ErrorClass.RATE_LIMITED,
                    address,
                    status,
                    "asks for patience"
                            + wait.map(time -> " for " + time.toSeconds() + " s")
                                    .orElse(""),
                    wait.orElse(null));
        }
        throw switch (status) {
            case 401 ->
                trouble(
                        ErrorClass.AUTH_EXPIRED,
                        address,
                        status,
                        "takes the credentials for no good ones (any more)",
                        null);
            case 403 -> trouble(ErrorClass.PERMANENT, address, status, "these credentials may not read it", null);
            case 404, 410 ->
                trouble(ErrorClass.PERMANENT, address, status, "there is nothing at this address; is url right?", null);
            case 408, 421, 425 -> trouble(ErrorClass.TRANSIENT, address, status, "asks to try again", null);
            default ->
                status >= SERVER_ERROR && status != 501 && status != 505
                        ? trouble(ErrorClass.TRANSIENT, address, status, "the server failed", wait.orElse(null))
                        : trouble(
                                ErrorClass.PERMANENT,
                                address,
                                status,
                                "the request was refused; are the options right?",
                                null);
        };
    }

    private static ConnectorException trouble(
            ErrorClass kind, URI address, int status, String what, @Nullable Duration wait) {
        return new ConnectorException(
                kind, Answer.shown(address) + ": answered with status " + status + ": " + what, null, wait);
    }

    /** Trouble where the answer says that it is something else than JSON. */
    static void checkType(URI address, HttpResponse<?> response) {
        HttpHeaders headers = response.headers();
        String type = headers.firstValue("Content-Type").orElse("");
        String bare = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        boolean json = bare.isEmpty()
                || bare.equals("application/json")
                || bare.endsWith("+json")
                || bare.equals("text/json")
                || bare.equals("text/plain");
        if (!json) {
            throw HttpSettings.permanent(Answer.shown(address) + ": answered with " + bare
                    + "; expected application/json. Is it the address of the API, or of a page for people?");
        }
    }
}
