package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hakiri.catalog.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code serve}: how the service starts, how it is, how it ends, and whom it lets in. */
final class ServeTest {
    @TempDir
    private Path folder;

    @Test
    void servesUntilItIsToldToEndAndFindsItsTokenAgain() throws IOException {
        String first;
        try (Service service = Service.in(folder)) {
            assertThat(service.root().getHost()).isEqualTo("127.0.0.1");
            for (String health : new String[] {"live", "started", "ready"}) {
                assertThat(service.callAs(null, "GET", "/health/" + health, null)
                                .expect(200)
                                .json()
                                .path("status")
                                .asText())
                        .isEqualTo("up");
            }
            Path file = folder.resolve(".hakiri/test.token");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            first = service.ownToken();
            assertThat(service.said()).contains(file.toString()).doesNotContain(first);
            service.call("GET", "/v1/projects", null).expect(200);
            assertThat(service.stop()).as("ended by SIGTERM").isEqualTo(128 + 15);
            assertThat(service.said()).contains("stopped in").doesNotContain("ERROR", "Exception");
        }
        try (Service again = Service.of(Program.in(folder), folder)) {
            assertThat(again.ownToken()).isEqualTo(first);
            assertThat(again.call("GET", "/v1/projects", null)
                            .expect(200)
                            .json()
                            .at("/projects/0/project")
                            .asText())
                    .isEqualTo("test");
        }
    }

    @Test
    void livesWithoutItsCatalogAndSaysSo() throws IOException {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        Program program = Program.in(folder).at("postgresql://u:secret@127.0.0.1:" + nobody + "/d?connect-timeout=1s");
        try (Service service = Service.of(program, folder)) {
            service.callAs(null, "GET", "/health/live", null).expect(200);
            JsonNode ready = service.callAs(null, "GET", "/health/ready", null)
                    .expect(503)
                    .json();
            assertThat(ready.path("catalog").asText()).isEqualTo("unavailable");
            Service.Answer refused = service.callAs("hk_" + "0".repeat(64) + ".test", "GET", "/v1/projects", null);
            assertThat(refused.expect(503).problem()).isEqualTo("unavailable");
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(refused.text() + service.said()).doesNotContain("secret");
            assertThat(folder.resolve(".hakiri")).as("of the embedded catalog").doesNotExist();
        }
    }

    @Test
    void aCopiedCatalogIsReadAndNotWrittenUntilItIsAdopted() throws IOException {
        Program hakiri = Program.in(folder);
        Projects.csv(folder, "jsonl", "", "");
        hakiri.run("run").expect(1); // there is no data; the pipeline is declared
        Path elsewhere = Projects.csv(folder.resolve("copy"), "jsonl", "", "");
        Path copy = Files.createDirectories(elsewhere.resolve(".hakiri"));
        String token = hakiri.run("token", "create", "ops", "--role", "operator", "--reason", "r", "--output", "json")
                .expect(0)
                .json()
                .path("token")
                .asText();
        Files.copy(folder.resolve(".hakiri/test.db"), copy.resolve("test.db"));
        Files.writeString(copy.resolve("test.token"), token);
        try (Service service = Service.of(Program.in(elsewhere), elsewhere)) {
            service.call("GET", "/v1/projects/test/pipelines", null).expect(200);
            assertThat(service.call("POST", "/v1/projects/test/pipelines/p/pause", "{\"reason\":\"r\"}")
                            .expect(503)
                            .problem())
                    .isEqualTo("incompatible");
        }
    }

    @Test
    void tokensAreMadeListedAndRevokedAtOnce() {
        try (Service service = Service.in(folder)) {
            Program hakiri = Program.in(folder);
            JsonNode made = hakiri.run(
                            "token",
                            "create",
                            "ci",
                            "--role",
                            "reader",
                            "--expires",
                            "90d",
                            "--reason",
                            "r",
                            "--output",
                            "json")
                    .expect(0)
                    .json();
            String token = made.path("token").asText();
            assertThat(token).matches("hk_[0-9a-f]{64}\\.test");
            assertThat(Instant.parse(made.path("expires_at").asText()))
                    .isAfter(InstantSource.system().instant());
            service.callAs(token, "GET", "/v1/projects", null).expect(200);

            hakiri.run("token", "create", "ci", "--role", "reader", "--reason", "r")
                    .expect(3);
            String listed =
                    hakiri.run("token", "list", "--output", "json").expect(0).out();
            assertThat(listed).contains("\"ci\"").doesNotContain(token);

            hakiri.run("token", "revoke", "ci", "--reason", "r").expect(0);
            assertThat(service.callAs(token, "GET", "/v1/projects", null)
                            .expect(401)
                            .problem())
                    .isEqualTo("unauthenticated");
            hakiri.run("token", "revoke", "nobody", "--reason", "r").expect(2);

            Instant soon = InstantSource.system().instant().plusMillis(500);
            String brief = service.token("test", Role.READER, soon);
            while (service.callAs(brief, "GET", "/v1/projects", null).status() == 200) {
                assertThat(InstantSource.system().instant()).isBefore(soon.plusSeconds(60));
            }
            assertThat(service.callAs(brief, "GET", "/v1/projects", null).problem())
                    .isEqualTo("unauthenticated");
        }
    }

    @Test
    void whatIsNotChosenIsNotEvenLoaded() throws IOException {
        Path loaded = folder.resolve("loaded.txt");
        Program program = Program.in(
                Projects.csv(folder, "jsonl", "", ""),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xlog:class+load=info:file=" + loaded);
        program.run("plan").expect(0);
        assertThat(loaded(loaded, "io.quarkus.", "io.vertx.", "io.netty.", "jakarta.ws.", "io.hakiri.http."))
                .as("of the server, by a command")
                .isEmpty();
        try (Service service = Service.of(program, folder)) {
            service.call("GET", "/v1/projects/test/pipelines", null).expect(200);
        }
        assertThat(loaded(loaded, "io.hakiri.catalog.sqlite.SqliteCatalog")).isNotEmpty();
        assertThat(loaded(loaded, "io.hakiri.catalog.postgres.", "io.hakiri.catalog.dynamodb.", "org.hibernate."))
                .as("of other catalogs, by the service of an embedded one")
                .isEmpty();
    }

    private static List<String> loaded(Path file, String... prefixes) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> Stream.of(prefixes).anyMatch(prefix -> line.contains("] " + prefix)))
                    .toList();
        }
    }

    @Test
    void refusesWhatItCannotServe() throws IOException {
        Projects.csv(folder, "jsonl", "", "");
        Program hakiri = Program.in(folder);
        assertThat(hakiri.run("serve", "--port", "70000").expect(2).err()).contains("--port", "70000");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertThat(hakiri.run("serve", "--port", port).expect(2).err())
                    .contains("cannot listen at 127.0.0.1:" + port);
        }
        assertThat(hakiri.run("token", "create", "x", "--role", "reader", "--reason", "r", "--expires", "soon")
                        .expect(2)
                        .err())
                .contains("--expires");
    }
}
