package io.hakiri.catalog.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hakiri.api.Credential;
import io.hakiri.api.JsonText;
import io.hakiri.api.ProblemType;
import io.hakiri.api.ProgramVersion;
import io.hakiri.api.Reply;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.InvalidInput;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests and reads what is answered, within a deadline: again where that is safe, for an answer may be lost and a server may
 * be just restarting. What was lost of a request that may have been applied is {@link CatalogException.OutcomeUnknown}, also
 * after a later attempt that reached nobody.
 */
final class Exchange implements AutoCloseable {
    /** How long a connection may take. */
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private static final int MOST_ATTEMPTS = 5;
    private static final long FIRST_WAIT_MILLIS = 100;
    /** Who is told to wait longer than this gives up: a caller may have better to do. */
    private static final long LONGEST_WAIT_MILLIS = 2_000;
    /** Bytes of the largest answer: a page of 1,000 shapes of 256 KiB. */
    private static final long LARGEST_ANSWER = 256L * 1024 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ServerAddress server;
    private final Supplier<? extends Credential> token;
    private final Duration deadline;
    private final RandomGenerator random;
    private final HttpClient client;
    private volatile boolean closed;

    Exchange(ServerAddress server, Supplier<? extends Credential> token, Duration deadline, RandomGenerator random) {
        this.server = server;
        this.token = token;
        this.deadline = deadline;
        this.random = random;
        this.client = HttpClient.newBuilder()
                .version(server.isEncrypted() ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER) // the token is for this server
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    /** What became of one attempt. */
    private sealed interface Attempt {
        /** It was answered. */
        record Answered(Reply reply) implements Attempt {}

        /**
         * It was not applied.
         *
         * @param waitMillis what the server asks for; 0 where it says nothing
         */
        record Refused(String why, @Nullable Throwable cause, long waitMillis) implements Attempt {}

        /**
         * It was not applied, for there were too many requests: it will be, after a while.
         *
         * @param waitMillis how long the server asks to wait
         */
        record Slowed(String why, long waitMillis) implements Attempt {}

        /** Nobody knows whether it was applied. */
        record Lost(String why, @Nullable Throwable cause) implements Attempt {}
    }

    /** Sends a request until it is answered: with an answer of the port, or with a problem that may be one. */
    Reply send(Call call) {
        long end = System.nanoTime() + deadline.toNanos();
        boolean lost = false;
        int failures = 0;
        while (true) {
            Attempt made = closed ? new Attempt.Refused("it was closed here", null, 0) : once(call, end);
            long wait = jittered(FIRST_WAIT_MILLIS << (failures + 1));
            long longest = LONGEST_WAIT_MILLIS;
            String why;
            Throwable cause = null;
            switch (made) {
                case Attempt.Answered(Reply reply) -> {
                    return reply;
                }
                case Attempt.Refused(String said, Throwable fault, long millis) -> {
                    failures++;
                    why = said;
                    cause = fault;
                    wait = Math.max(wait, millis);
                }
                case Attempt.Slowed(String said, long millis) -> { // no failure: it is well, and says when
                    why = said;
                    wait = Math.max(millis, 1) + jittered(FIRST_WAIT_MILLIS);
                    longest = Long.MAX_VALUE;
                }
                case Attempt.Lost(String said, Throwable fault) -> {
                    failures++;
                    why = said;
                    cause = fault;
                    lost |= call.safety() != Call.Safety.READS;
                }
            }
            boolean last = failures >= MOST_ATTEMPTS
                    || closed
                    || wait > longest
                    || wait >= TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())
                    || (lost && call.safety() == Call.Safety.ONCE);
            if (last || !slept(wait)) {
                throw given(lost, why, cause);
            }
        }
    }

    private CatalogException given(boolean lost, String why, @Nullable Throwable cause) {
        return lost
                ? new CatalogException.OutcomeUnknown(
                        server + ": the answer was lost (" + why + "); it may or may not be done", cause)
                : new CatalogException.Unavailable(server + ": " + why, cause);
    }

    private Attempt once(Call call, long end) {
        CompletableFuture<HttpResponse<byte[]>> sent = client.sendAsync(
                request(call),
                HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), LARGEST_ANSWER));
        try {
            return answered(call, sent.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS));
        } catch (ExecutionException e) {
            return failed(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            sent.cancel(true);
            return new Attempt.Lost("no answer within " + deadline.toSeconds() + " s", null);
        } catch (InterruptedException e) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
            return new Attempt.Lost("interrupted while waiting", null);
        }
    }

    private static Attempt failed(Throwable cause) {
        for (Throwable one = cause; one != null; one = one.getCause()) {
            if (one instanceof ConnectException
                    || one instanceof HttpConnectTimeoutException
                    || one instanceof UnresolvedAddressException) {
                return new Attempt.Refused("nobody answers there", cause, 0);
            }
        }
        return new Attempt.Lost("the connection ended", cause);
    }

    private HttpRequest request(Call call) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.at(call.path()))
                .header("Authorization", "Bearer " + token.get().secret())
                .header("Accept", "application/json")
                .header("User-Agent", "hakiri/" + ProgramVersion.current());
        call.headers().forEach(request::header);
        String body = call.body();
        if (body == null) {
            return request.method(call.method(), HttpRequest.BodyPublishers.noBody())
                    .build();
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > JsonText.LARGEST) {
            throw new InvalidInput(
                    "request", "at most " + JsonText.LARGEST + " bytes of JSON over HTTP", bytes.length + " bytes");
        }
        return request.header("Content-Type", "application/json")
                .method(call.method(), HttpRequest.BodyPublishers.ofByteArray(bytes))
                .build();
    }

    private Attempt answered(Call call, HttpResponse<byte[]> response) {
        int status = response.statusCode();
        String media = response.headers().firstValue("Content-Type").orElse("");
        JsonNode body;
        try {
            body = response.body().length == 0 ? null : JSON.readTree(response.body());
        } catch (IOException e) {
            return notHakiri(status, response);
        }
        if (media.startsWith(Reply.PROBLEM_MEDIA_TYPE) && body != null) {
            ProblemType type = ProblemType.ofUri(body.path("type").asText());
            if (type == null) {
                throw new CatalogException.Incompatible(
                        server + ": it answered with a problem that this program does not know: "
                                + body.path("title").asText(),
                        null);
            }
            return problem(call, new Reply(status, type, body), response);
        }
        boolean ours = body == null ? status == 204 : media.startsWith("application/json") && status < 300;
        return ours ? new Attempt.Answered(new Reply(status, null, body)) : notHakiri(status, response);
    }

    /** What no caller can handle is thrown; the rest may be an answer. */
    private Attempt problem(Call call, Reply reply, HttpResponse<?> response) {
        String detail = detail(reply);
        return switch (reply.problem()) {
            case UNAVAILABLE, REQUEST_TIMEOUT -> new Attempt.Refused(detail, null, retryAfterMillis(response));
            case RATE_LIMITED -> new Attempt.Slowed(detail, slowedMillis(reply, response));
            case OUTCOME_UNKNOWN -> new Attempt.Lost(detail, null);
            case INTERNAL ->
                throw call.safety() == Call.Safety.READS
                        ? new CatalogException.Unavailable(server + ": " + detail, null)
                        : new CatalogException.OutcomeUnknown(server + ": " + detail, null);
            case CORRUPT -> throw new CatalogException.Corrupt(server + ": " + detail, null);
            case INCOMPATIBLE -> throw new CatalogException.Incompatible(server + ": " + detail, null);
            case UNAUTHENTICATED ->
                throw new CatalogException.Denied(
                        server + ": it does not take " + token.get() + ": it is wrong, was revoked or has expired"
                                + (said(reply).isEmpty() ? "" : " (" + said(reply) + ")"),
                        null);
            case FORBIDDEN, QUOTA_EXCEEDED -> throw new CatalogException.Denied(server + ": " + detail, null);
            case NO_SUCH_ROUTE, METHOD_NOT_ALLOWED, NOT_ACCEPTABLE, UNSUPPORTED_MEDIA_TYPE ->
                throw new CatalogException.Incompatible(
                        server + ": it does not know " + call.method() + " "
                                + call.path().replaceAll("\\?.*", "") + "; it is of another version than this program",
                        null);
            case TOO_LARGE -> throw new InvalidInput("request", "what the server takes at once", "more");
            case null, default -> new Attempt.Answered(reply);
        };
    }

    private Attempt notHakiri(int status, HttpResponse<?> response) {
        return switch (status) {
            case 429, 502, 503 ->
                new Attempt.Refused("status " + status + " of something before it", null, retryAfterMillis(response));
            case 504 -> new Attempt.Lost("status 504 of something before it", null);
            case 401, 403 ->
                throw new CatalogException.Denied(server + ": status " + status + " of something before it", null);
            default ->
                throw new CatalogException.Incompatible(
                        server + ": it answered, but not as Hakiri does (status " + status + ")", null);
        };
    }

    /** What it says besides the title of its type. */
    private static String said(Reply reply) {
        JsonNode body = reply.body();
        return body == null ? "" : body.path("detail").asText();
    }

    static String detail(Reply reply) {
        JsonNode body = reply.body();
        return body == null ? "" : body.path("detail").asText(body.path("title").asText());
    }

    private static long retryAfterMillis(HttpResponse<?> response) {
        String seconds =
                response.headers().firstValue("Retry-After").orElse("0").strip();
        return seconds.matches("[0-9]{1,6}") ? TimeUnit.SECONDS.toMillis(Long.parseLong(seconds)) : 0;
    }

    /** To the millisecond where it is said; the header knows only seconds. */
    private static long slowedMillis(Reply reply, HttpResponse<?> response) {
        JsonNode body = reply.body();
        JsonNode millis = body == null ? null : body.get("retry_after_millis");
        return millis != null && millis.canConvertToInt() && millis.intValue() >= 0
                ? millis.intValue()
                : retryAfterMillis(response);
    }

    private long jittered(long millis) {
        return millis / 2 + random.nextLong(millis / 2 + 1);
    }

    private static boolean slept(long millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public String toString() {
        return server.toString();
    }

    /** Requests that are under way are given up. */
    @Override
    public void close() {
        closed = true;
        client.shutdownNow();
    }
}
