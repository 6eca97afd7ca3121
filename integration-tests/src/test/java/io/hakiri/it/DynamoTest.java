package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hakiri.catalog.dynamodb.server.DynamoServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** The packaged program with its state in DynamoDB Local: what it does with the embedded catalog, it does there. */
final class DynamoTest {
    private static final int ROWS = 100_000;
    private static final long LOOK_MILLIS = 20;

    /** Where the SDK finds nothing but what a test gives it. */
    private static final Map<String, String> NOWHERE = Map.of(
            "AWS_EC2_METADATA_DISABLED", "true",
            "AWS_SHARED_CREDENTIALS_FILE", "/nonexistent/credentials",
            "AWS_CONFIG_FILE", "/nonexistent/config");

    private static final Map<String, String> CREDENTIALS = Map.of(
            "AWS_ACCESS_KEY_ID", DynamoServer.ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY", DynamoServer.SECRET_KEY);

    private final DynamoServer server = new DynamoServer();
    private final String table = server.newTableName();
    private final String address =
            "dynamodb://" + table + "?region=" + DynamoServer.REGION + "&endpoint=" + DynamoServer.endpoint();

    @AfterEach
    void stop() {
        server.close();
    }

    private Program at(Program program, String catalog) {
        return program.with(NOWHERE).with(CREDENTIALS).at(catalog);
    }

    /** With three rows. */
    private Program project(Path folder) {
        Projects.csv(folder, "jsonl", "", "cursor = { field = \"n\", strictly_increasing = true }");
        Projects.write(folder.resolve("data.csv"), "n,word\n1,one\n2,two\n3,three\n");
        return at(Program.in(folder), address);
    }

    @Test
    void theQuickstartGoesAsWithTheEmbeddedCatalog(@TempDir Path one, @TempDir Path other) {
        new SameAsEmbedded(one, other, program -> at(program, address)).quickstart();
    }

    @Test
    void aKilledRunIsGoneOnWith(@TempDir Path folder) throws InterruptedException {
        Projects.csv(folder, "parquet", "run = { commit_rows = 1, commit_bytes = \"64KiB\" }", "");
        StringBuilder data = new StringBuilder("n,word\n");
        for (int i = 0; i < ROWS; i++) {
            data.append(i).append(",some word\n");
        }
        Projects.write(folder.resolve("data.csv"), data.toString());
        Program hakiri = at(Program.in(folder), address);

        Process run = hakiri.start("run");
        Path objects = folder.resolve("lake/s");
        do {
            assertThat(run.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS))
                    .as("over before it was killed")
                    .isFalse();
        } while (objects.toFile().list() == null);
        run.destroyForcibly().waitFor();

        hakiri.run("run").expect(0);
        JsonNode runs =
                hakiri.run("runs", "p", "--output", "json").expect(0).json().path("runs");
        assertThat(runs.findValuesAsText("status")).containsExactly("succeeded", "abandoned");
        try (Lake lake = new Lake(folder.resolve("lake"))) {
            assertThat(lake.rows("select count(*), count(distinct n) from " + lake.parquet("s")))
                    .containsExactly(ROWS + "|" + ROWS);
        }
    }

    @Test
    void theTableIsMadeOnceAndLookedAt(@TempDir Path folder) {
        Program hakiri = project(folder);

        assertThat(status(hakiri).path("version").asInt()).isZero();
        assertThat(hakiri.run("catalog", "upgrade").expect(3).err()).contains("hakiri catalog init");
        assertThat(findings(hakiri.run("doctor", "--output", "json").expect(0), "table"))
                .singleElement()
                .asString()
                .contains("there is no dynamodb://" + table, "hakiri catalog init");

        JsonNode made =
                hakiri.run("catalog", "init", "--output", "json").expect(0).json();
        assertThat(made.path("before").asInt()).isZero();
        int newest = made.path("version").asInt();
        assertThat(newest).isPositive();
        assertThat(hakiri.run("catalog", "init", "--output", "json")
                        .expect(0)
                        .json()
                        .path("before")
                        .asInt())
                .isEqualTo(newest);
        hakiri.run("catalog", "upgrade").expect(0);
        assertThat(status(hakiri).path("backend").asText()).isEqualTo("dynamodb");
        assertThat(status(hakiri).path("address").asText()).isEqualTo(address);

        hakiri.run("run").expect(0);
        Program.Ended looked = hakiri.run("doctor", "--output", "json").expect(0);
        assertThat(findings(looked, "region")).containsExactly(DynamoServer.REGION + ", of the address");
        assertThat(findings(looked, "credentials")).containsExactly("environment variables");
        assertThat(findings(looked, "table")).containsExactly(address);
        assertThat(findings(looked, "clock")).singleElement().asString().contains("as the service's");
        assertThat(findings(looked, "definition"))
                .containsExactly(
                        "point-in-time recovery: not looked at, for this server does not have it (DynamoDB Local)");
        assertThat(findings(looked, "catalog")).singleElement().asString().contains("1 projects");
        assertThat(looked.json().path("checks").findValuesAsText("health")).doesNotContain("bad");
    }

    @Test
    void whatADeploymentHasMadeOtherwiseIsNamed(@TempDir Path folder) {
        deploy("sk");
        Program hakiri = project(folder);

        Program.Ended status = hakiri.run("catalog", "status").expect(0);

        assertThat(status.out().lines())
                .anyMatch(line -> line.startsWith("differences\tindex due: expected"))
                .anyMatch(line -> line.startsWith("differences\tstream: expected NEW_AND_OLD_IMAGES, found none"))
                .anyMatch(line -> line.startsWith("differences\tdeletion protection: expected on, found off"))
                .anyMatch(line -> line.startsWith("differences\ttime to live: expected on"));
        Program.Ended looked = hakiri.run("doctor", "--output", "json").expect(4);
        assertThat(findings(looked, "definition").getFirst()).startsWith("index due: ");
        assertThat(hakiri.run("catalog", "upgrade").expect(4).err())
                .contains("index due", "left as it is")
                .doesNotContain("\tat ");
    }

    /** By hand, with half of it forgotten. */
    private void deploy(String sortKey) {
        DynamoServer.client()
                .createTable(request -> request.tableName(table)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(text("pk"), text(sortKey))
                        .keySchema(key("pk", KeyType.HASH), key(sortKey, KeyType.RANGE)));
    }

    private static AttributeDefinition text(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    @Test
    void withoutARegionOrCredentialsItSaysWhatToSet(@TempDir Path folder) {
        project(folder);
        Program noCredentials = Program.in(folder).with(NOWHERE).at(address);
        Program noRegion = at(Program.in(folder), "dynamodb://" + table + "?endpoint=" + DynamoServer.endpoint());

        for (String command : List.of("run", "doctor")) {
            Program.Ended ended = noCredentials.run(command).expect(4);
            assertThat(ended.out() + ended.err())
                    .contains("AWS_ACCESS_KEY_ID", "AWS_PROFILE")
                    .doesNotContain("\tat ", "Exception in");
            Program.Ended other = noRegion.run(command).expect(4);
            assertThat(other.out() + other.err())
                    .contains("AWS_REGION", "?region=")
                    .doesNotContain("\tat ", "Exception in");
        }
    }

    @Test
    void withoutAServiceItSaysSo(@TempDir Path folder) throws IOException {
        int nobody;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = free.getLocalPort();
        }
        project(folder);
        Program hakiri = at(
                Program.in(folder),
                "dynamodb://" + table + "?region=" + DynamoServer.REGION + "&endpoint=http://127.0.0.1:" + nobody);

        assertThat(hakiri.run("run").expect(4).err())
                .contains("127.0.0.1:" + nobody, "no connection came about", "Nothing was changed")
                .doesNotContain("\tat ", "Exception in");
    }

    @Test
    void wrongAddressesAreRefused(@TempDir Path folder) {
        Program hakiri = project(folder);
        for (String wrong : List.of("dynamodb://ab", "dynamodb://hakiri?regoin=x", "dynamodb://key:s3cr3t@hakiri")) {
            for (String command : List.of("run", "doctor")) {
                Program.Ended ended = at(hakiri, wrong).run(command).expect(2);
                assertThat(ended.err()).startsWith("hakiri: ").doesNotContain("s3cr3t");
                assertThat(ended.out()).isEmpty();
            }
        }
        assertThat(Files.exists(folder.resolve(".hakiri"))).isFalse();
    }

    private static JsonNode status(Program hakiri) {
        return hakiri.run("catalog", "status", "--output", "json").expect(0).json();
    }

    private static List<String> findings(Program.Ended ended, String check) {
        List<String> found = new ArrayList<>();
        for (JsonNode finding : ended.json().path("checks")) {
            if (finding.path("check").asText().equals(check)) {
                found.add(finding.path("finding").asText());
            }
        }
        return found;
    }
}
