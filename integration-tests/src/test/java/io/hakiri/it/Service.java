package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.hakiri.api.BearerToken;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.ApiToken;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.TokenResult;
import io.hakiri.catalog.sqlite.SqliteCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The packaged program as a service of one project folder, and a client that speaks to it with a token. */
public final class Service implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://[0-9.:]+)");
    private static final int DEADLINE_SECONDS = 120;
    private static final int STOP_SECONDS = 30;
    private static final int LOOKED_EVERY_MILLIS = 5;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Path folder;
    private final Path said;
    private final URI root;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Service(Process process, Path folder, Path said, URI root) {
        this.process = process;
        this.folder = folder;
        this.said = said;
        this.root = root;
    }

    /** Started in a folder with a manifest of the project {@code test}; it makes a token for this machine, and runs nothing by itself. */
    public static Service in(Path folder) {
        return in(folder, Map.of());
    }

    /** The same with more in its environment. */
    public static Service in(Path folder, Map<String, String> environment) {
        Projects.csv(folder, "jsonl", "", "");
        return of(Program.in(folder).with(environment), folder, "--reconcile-every", "off");
    }

    /** Started by a program that knows more, with these options. */
    public static Service of(Program program, Path folder, String... options) {
        return of(program, folder, folder.resolve("service.log"), options);
    }

    /** The same, where several serve one folder: with a file of its own for what it says. */
    public static Service of(Program program, Path folder, Path said, String... options) {
        return started(program.start(said, arguments(options)), folder, said);
    }

    /** Of a process that was started and says what it has to say into a file. */
    public static Service started(Process process, Path folder, Path said) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        try {
            while (true) {
                Matcher listening = LISTENING.matcher(text(said));
                if (listening.find()) {
                    return new Service(process, folder, said, URI.create(listening.group(1)));
                }
                boolean ended = process.waitFor(LOOKED_EVERY_MILLIS, TimeUnit.MILLISECONDS);
                assertThat(ended || System.nanoTime() > deadline)
                        .as("it serves; it said: " + text(said))
                        .isFalse();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String[] arguments(String... options) {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addFirst("serve");
        if (!arguments.contains("--port")) {
            arguments.addAll(List.of("--port", "0"));
        }
        return arguments.toArray(String[]::new);
    }

    /** An answer. */
    public record Answer(int status, String text, HttpHeaders headers) {
        public JsonNode json() {
            try {
                return text.isEmpty() ? MissingNode.getInstance() : JSON.readTree(text);
            } catch (JsonProcessingException e) {
                throw new AssertionError("not JSON: " + text, e);
            }
        }

        public Answer expect(int expected) {
            assertThat(status).as("status; the body was: %s", text).isEqualTo(expected);
            return this;
        }

        /** The word of the problem's type. */
        public String problem() {
            assertThat(headers.firstValue("Content-Type")).as(text).hasValue("application/problem+json");
            assertThat(json().path("status").asInt()).isEqualTo(status);
            return json().path("type").asText().replace("urn:hakiri:problem:", "");
        }
    }

    /** Its process. */
    public long pid() {
        return process.pid();
    }

    public URI root() {
        return root;
    }

    /** The token that {@code serve} left for this machine. */
    public String ownToken() {
        return text(folder.resolve(".hakiri/test.token")).strip();
    }

    /** A new token of the project {@code test}. */
    public String token(Role role) {
        return token("test", role, null);
    }

    /** A new token. */
    public String token(String project, Role role, @Nullable Instant expiresAt) {
        BearerToken token = BearerToken.of(new ProjectId(project), new SecureRandom());
        try (Catalog catalog = catalog()) {
            ApiToken stored = new ApiToken(token.project(), token.hash().toHex(), role, token.hash(), expiresAt, null);
            assertThat(catalog.createToken(stored, new Actor("test", "test"))).isEqualTo(new TokenResult.Done());
        }
        return token.secret();
    }

    /** The catalog that it serves, opened beside it. */
    public Catalog catalog() {
        return SqliteCatalog.open(folder.resolve(".hakiri"), InstantSource.system(), new SecureRandom());
    }

    /** Calls with the token of this machine. */
    public Answer call(String method, String path, @Nullable String body, String... headers) {
        return callAs(ownToken(), method, path, body, headers);
    }

    /** Calls with a token, or with none. */
    public Answer callAs(@Nullable String token, String method, String path, @Nullable String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(path))
                .timeout(Duration.ofSeconds(DEADLINE_SECONDS))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    Answer send(HttpRequest request) {
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response.headers());
        } catch (IOException e) {
            throw new UncheckedIOException("the service said: " + said(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Kills it: it can do nothing more. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Tells it to end, and does not wait. */
    public void tellToEnd() {
        process.destroy();
    }

    /** Whether it has not ended yet. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it said to people. */
    public String said() {
        return text(said);
    }

    /** Tells it to end, and waits until it has: its exit code. */
    public int stop() {
        process.destroy();
        try {
            assertThat(process.waitFor(STOP_SECONDS, TimeUnit.SECONDS))
                    .as("it ends; it said: " + said())
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        client.close();
        if (process.isAlive()) {
            stop();
        }
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
