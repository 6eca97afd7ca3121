package io.hakiri.deploy.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.pulumi.Context;
import com.pulumi.core.Output;
import com.pulumi.exceptions.RunException;
import io.hakiri.deploy.StackConfig;
import io.hakiri.deploy.preview.Sample;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(120)
final class MainTest {
    private static final String FILE = """
            encryptionsalt: v1:abc
            config:
              aws:region: eu-west-1
              hakiri:topology: fargate-rds
              size: 007
              hakiri:on: yes
              hakiri:network:
                cidr: 10.0.0.0/16
                zones: 3
                share: 0.5
                nat: true
                since: 2026-01-01
                names: [a, "1"]
                none: null
              hakiri:token:
                secure: v1:xyz
              hakiri:connectors:
                warehouse:
                  password:
                    secure: v1:abc
                  port: 5432
            """;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void aStack() throws IOException {
        Files.writeString(folder.resolve("Pulumi.dev.yaml"), FILE);
    }

    @Test
    void theStacksConfigurationIsGivenAsPulumiGivesIt() {
        assertThat(seen())
                .isEqualTo(Map.of(
                        "aws:region", "eu-west-1",
                        "hakiri:topology", "fargate-rds",
                        "hakiri:size", "007",
                        "hakiri:on", "yes",
                        "hakiri:network",
                                "{\"cidr\":\"10.0.0.0/16\",\"zones\":3,\"share\":0.5,\"nat\":true,\"since\":\"2026-01-01\","
                                        + "\"names\":[\"a\",\"1\"],\"none\":null}",
                        "hakiri:token", StackFile.PLACEHOLDER,
                        "hakiri:connectors",
                                "{\"warehouse\":{\"password\":\"" + StackFile.PLACEHOLDER + "\",\"port\":5432}}"));
    }

    @Test
    void optionsGoBeforeTheFile() {
        assertThat(seen(
                        "--topology",
                        "lambda-dynamodb",
                        "--region",
                        "us-east-1",
                        "--config",
                        "size=8",
                        "--config",
                        "a:b=c=d"))
                .containsEntry("hakiri:topology", "lambda-dynamodb")
                .containsEntry("aws:region", "us-east-1")
                .containsEntry("hakiri:size", "8")
                .containsEntry("a:b", "c=d");
    }

    @Test
    void whatIsEncryptedIsASecretToTheProgram() {
        assertThat(run(
                        context -> {
                            context.export("token", context.config().requireSecret("token"));
                            context.export("all", context.config().requireSecret("connectors"));
                        },
                        "--stack",
                        "dev"))
                .isZero();
        assertThat(out.toString()).contains("all    [secret]\n", "token  [secret]\n");
    }

    @Test
    void eachFormatIsPrinted() {
        assertThat(run(Sample::define, "--stack", "dev")).isZero();
        assertThat(out.toString()).startsWith("hakiri-dev").contains("└─ login");
        out.getBuffer().setLength(0);
        assertThat(run(Sample::define, "--stack", "dev", "--output", "json")).isZero();
        assertThat(out.toString())
                .startsWith("{\n  \"format\" : 1,")
                .contains("\"estimate\" : {")
                .doesNotContainPattern("[0-9]E-?[0-9]");
        out.getBuffer().setLength(0);
        assertThat(run(Sample::define, "--stack", "dev", "--output", "mermaid", "--account", "210987654321"))
                .isZero();
        assertThat(out.toString()).startsWith("flowchart");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aRefusedConfigurationIsSaidAndEndsWithTwo() {
        assertThat(run(
                        _ -> {
                            throw new RunException("hakiri:topology: there is no such topology");
                        },
                        "--stack",
                        "dev"))
                .isEqualTo(2);
        assertThat(err.toString()).isEqualTo("hakiri: hakiri:topology: there is no such topology\n");
    }

    @Test
    void aFaultOfTheProgramEndsWithOne() {
        assertThat(run(
                        _ -> {
                            throw new IllegalStateException("broken");
                        },
                        "--stack",
                        "dev"))
                .isEqualTo(1);
        assertThat(err.toString()).isEqualTo("hakiri: java.lang.IllegalStateException: broken\n");
    }

    @Test
    void aStackThatIsNotThereNamesThoseThatAre() {
        assertThat(run(_ -> {}, "--stack", "prod")).isEqualTo(2);
        assertThat(err.toString()).contains("Pulumi.prod.yaml: there is no such file; stacks are dev");
        assertThat(run(_ -> {}, "--stack", "../prod")).isEqualTo(2);
        assertThat(run(_ -> {}, "--stack", "dev", "--account", "1")).isEqualTo(2);
        assertThat(run(_ -> {}, "--stack", "dev", "--output", "picture")).isEqualTo(2);
        assertThat(run(_ -> {})).isEqualTo(2);
    }

    @Test
    void aFileThatCannotBeReadIsExplainedByLine() throws IOException {
        Map<String, String> files = Map.of(
                "config:\n  a: [1\n", "(line 3)",
                "config:\n  a: 1\n  a: 2\n", "a is there twice (line 3)",
                "config:\n  a: 1\n  hakiri:a: 2\n", "hakiri:a is there twice (line 3)",
                "config: 7\n", "expected keys with values (line 1)");
        for (Map.Entry<String, String> file : files.entrySet()) {
            err.getBuffer().setLength(0);
            Files.writeString(folder.resolve("Pulumi.dev.yaml"), file.getKey());
            assertThat(run(_ -> {}, "--stack", "dev")).isEqualTo(2);
            assertThat(err.toString())
                    .contains("Pulumi.dev.yaml: ", file.getValue())
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void anEmptyFileIsAConfigurationWithoutSettings() throws IOException {
        for (String file : List.of("", "config:\n", "encryptionsalt: x\n")) {
            Files.writeString(folder.resolve("Pulumi.dev.yaml"), file);
            assertThat(seen()).isEmpty();
        }
    }

    @Test
    void theProjectIsNamedAsPulumiNamesIt() throws IOException {
        assertThat(Files.readString(Path.of("Pulumi.yaml")))
                .startsWith("name: " + Main.PROJECT + "\n")
                .contains("binary: target/deploy/hakiri-deploy.jar");
    }

    private Map<String, String> seen(String... options) {
        List<Map<String, String>> seen = new ArrayList<>();
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--stack", "dev"));
        assertThat(run(
                        context -> {
                            seen.add(StackConfig.all());
                            context.export("done", Output.of(true));
                        },
                        all.toArray(String[]::new)))
                .as(err.toString())
                .isZero();
        return seen.getFirst();
    }

    private int run(Consumer<Context> program, String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--directory", folder.toString()));
        CommandLine line = Main.line(program);
        return line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(all.toArray(String[]::new));
    }
}
