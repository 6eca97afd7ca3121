package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs over a tap and over an API: rows that wait for their state, secrets, retries, and memory that does not grow. */
final class SourceRunsTest {
    private static final int ROWS = 6_000;
    private static final int MANY_ROWS = 400_000;

    /** Does what the file {@code how} says: awk that prints messages; exits with its last line's code. */
    private static final String TAP = "awk -v rows=%d '%s'; exit $(cat exit.txt)".formatted(ROWS, """
            function row(fields) { print "{\\"type\\":\\"RECORD\\",\\"stream\\":\\"tap\\",\\"record\\":{" fields "}}" }
            function schema(more) {
                print "{\\"type\\":\\"SCHEMA\\",\\"stream\\":\\"tap\\",\\"key_properties\\":[],\\"schema\\":{\\"properties\\":{\\"n\\":{\\"type\\":\\"integer\\"}" more "}}}"
            }
            BEGIN {
                while ((getline line < "fields.txt") > 0) fields[++count] = line
                schema("")
                for (n = 0; n < rows; n++) {
                    for (f = 1; f <= count; f++) if (n == int(rows * f / (count + 1))) {
                        more = more ",\\"" fields[f] "\\":{\\"type\\":\\"string\\"}"
                        schema(more)
                    }
                    row("\\"n\\":" n ",\\"text\\":\\"wide enough to fill a batch before a state comes\\"")
                }
                print "{\\"type\\":\\"STATE\\",\\"value\\":{\\"n\\":" rows "}}"
            }""");

    @TempDir
    private Path folder;

    private Program tap(String policy) {
        Projects.write(folder.resolve("hakiri.toml"), """
                [project]
                name = "test"
                [[pipeline]]
                id = "tap"
                source = { connector = "singer", command = ["sh", "tap.sh"], discover = false, config = ["key=secret:TAP_KEY"] }
                destination = { connector = "parquet", path = "lake" }
                run = { commit_rows = 1, commit_bytes = "64KiB", retries = 0 }
                schema_change = "%s"
                """.formatted(policy));
        Projects.write(folder.resolve("tap.sh"), TAP);
        Projects.write(folder.resolve("exit.txt"), "0\n");
        Projects.write(folder.resolve("fields.txt"), "");
        return Program.in(folder);
    }

    private Program.Ended run(Program program) {
        return program.run(Map.of("TAP_KEY", "hunter2"), "run", "--output", "json");
    }

    @Test
    void rowsWithoutAStateAreInNoCommitUntilItComes() {
        Program program = tap("evolve");
        Projects.write(
                folder.resolve("tap.sh"),
                TAP.replace("print \"{\\\"type\\\":\\\"STATE", "if (0) print \"{\\\"type\\\":\\\"STATE"));
        Projects.write(folder.resolve("exit.txt"), "3\n");

        Program.Ended died = run(program).expect(1);
        assertThat(died.pipeline("tap").path("written").asInt()).isZero();
        assertThat(died.out()).contains("ended with exit code 3").doesNotContain("hunter2");
        assertThat(folder.resolve("lake/tap")).doesNotExist();

        Projects.write(folder.resolve("tap.sh"), TAP);
        Projects.write(folder.resolve("exit.txt"), "0\n");
        assertThat(run(program).expect(0).pipeline("tap").path("written").asInt())
                .isEqualTo(ROWS);
        try (Lake lake = new Lake(folder.resolve("lake"))) {
            assertThat(lake.number("select count(distinct n) from " + lake.parquet("tap")))
                    .isEqualTo(ROWS);
        }
    }

    @Test
    void severalChangesOfShapeBeforeAStateAreOne() {
        Program program = tap("evolve");
        run(program).expect(0);
        Projects.write(folder.resolve("fields.txt"), "a\nb\nc\n");
        run(program).expect(0);
        JsonNode versions = versions(program);
        assertThat(versions).hasSize(2);
        assertThat(versions.get(1).path("reason").asText())
                .contains("\"a\"")
                .contains("\"b\"")
                .contains("\"c\"");
        try (Lake lake = new Lake(folder.resolve("lake"))) {
            assertThat(lake.number("select count(*) from " + lake.parquet("tap")))
                    .isEqualTo(2L * ROWS);
        }
    }

    @Test
    void aChangeThatAPersonDecidesIsRecordedAndTheRowsBeforeItWait() {
        Program program = tap("freeze");
        run(program).expect(0);
        Projects.write(folder.resolve("fields.txt"), "a\n");

        Program.Ended waiting = run(program).expect(1);
        assertThat(waiting.pipeline("tap").path("written").asInt()).isZero();
        assertThat(versions(program).get(1).path("decision").asText()).isEqualTo("undecided");

        program.run("schema", "decide", "tap", "--version", "2", "--verdict", "accept", "--reason", "good")
                .expect(0);
        assertThat(run(program).expect(0).pipeline("tap").path("written").asInt())
                .isEqualTo(ROWS);
    }

    private static JsonNode versions(Program program) {
        return program.run("schema", "history", "tap", "--output", "json")
                .expect(0)
                .json()
                .path("versions");
    }

    @Test
    void aPageMayBeMuchLongerThanTheMemoryAndAFailureCostsAWaitOnly() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AtomicInteger asked = new AtomicInteger();
        server.createContext("/", exchange -> answer(exchange, asked.incrementAndGet()));
        server.start();
        try {
            Projects.write(folder.resolve("hakiri.toml"), """
                    [project]
                    name = "test"
                    [[pipeline]]
                    id = "api"
                    destination = { connector = "parquet", path = "lake" }
                    run = { commit_bytes = "1MiB", retry_delay = "0s" }
                      [pipeline.source]
                      connector = "http"
                      url = "http://%s:%d/long"
                      auth = "bearer"
                      token = "secret:API_KEY"
                    """.formatted(
                    server.getAddress().getHostString(), server.getAddress().getPort()));
            Program program = Program.in(folder, "-XX:+UseSerialGC", "-Xmx48m");
            Program.Ended ended = program.run(Map.of("API_KEY", "hunter2"), "run", "--output", "json")
                    .expect(0);
            assertThat(ended.pipeline("api").path("written").asInt()).isEqualTo(MANY_ROWS);
            assertThat(ended.out() + ended.err()).doesNotContain("hunter2");
            assertThat(asked).hasValue(3);
        } finally {
            server.stop(0);
        }
        try (Lake lake = new Lake(folder.resolve("lake"))) {
            assertThat(lake.number("select count(distinct n) from " + lake.parquet("api")))
                    .isEqualTo(MANY_ROWS);
        }
    }

    /** Refused at first; then about 90 MB, the first time broken off in the middle. */
    private static void answer(HttpExchange exchange, int times) throws IOException {
        String line = ",\"text\":\"" + "abcdefgh".repeat(24) + "\"}";
        if (times == 1) {
            exchange.getResponseHeaders().set("Retry-After", "0");
            exchange.sendResponseHeaders(429, -1);
            exchange.close();
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = new BufferedOutputStream(exchange.getResponseBody(), 1 << 16)) {
            out.write('[');
            for (int n = 0; n < MANY_ROWS; n++) {
                if (times == 2 && n == MANY_ROWS / 2) {
                    throw new IOException("the connection ends here");
                }
                out.write(((n == 0 ? "" : ",") + "{\"n\":" + n + line).getBytes(StandardCharsets.UTF_8));
            }
            out.write(']');
        }
    }
}
