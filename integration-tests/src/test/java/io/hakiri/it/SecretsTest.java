package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.batch.Batch;
import io.hakiri.batch.Column;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.RunIds;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Trigger;
import io.hakiri.catalog.sqlite.SqliteCatalog;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ConnectorType;
import io.hakiri.connector.Connectors;
import io.hakiri.connector.Destination;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connector.OptionSpec;
import io.hakiri.connector.Options;
import io.hakiri.connector.Source;
import io.hakiri.connector.SourceBatch;
import io.hakiri.connector.SourceReader;
import io.hakiri.connector.StreamRead;
import io.hakiri.connectors.BuiltIn;
import io.hakiri.connectors.secret.StoredSecrets;
import io.hakiri.pipeline.Manifest;
import io.hakiri.pipeline.ManifestReader;
import io.hakiri.pipeline.ManifestResult;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.run.Pace;
import io.hakiri.run.RunListener;
import io.hakiri.run.RunReport;
import io.hakiri.run.Runner;
import io.hakiri.run.Stop;
import io.hakiri.run.Workplace;
import io.hakiri.schema.Field;
import io.hakiri.schema.Shape;
import io.hakiri.schema.Type;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Secrets from AWS, and what a run does with them. */
final class SecretsTest {
    private static final String OLD = "old-Pa55word-of-the-door";
    private static final String NEW = "new-Pa55word-of-the-door";
    private static final Map<String, String> AWS =
            Map.of("aws.accessKeyId", "stand-in", "aws.secretAccessKey", "stand-in", "aws.region", "eu-central-1");

    @TempDir
    private Path folder;

    private AwsStandIn aws;
    private final StoredSecrets secrets = StoredSecrets.of(Map.of());

    @BeforeEach
    void standIn() throws IOException {
        aws = new AwsStandIn();
        AWS.forEach(System::setProperty);
        System.setProperty("aws.endpointUrl", aws.address());
    }

    @AfterEach
    void gone() {
        aws.close();
        AWS.keySet().forEach(System::clearProperty);
        System.clearProperty("aws.endpointUrl");
    }

    @Test
    void bothStoresAreAskedOnceUntilSomebodyRefusesTheAnswer() {
        aws.secrets.put("prod/db", "{\"user\":\"ann\",\"password\":\"" + OLD + "\"}");
        aws.parameters.put("/prod/token", "t0ken");

        assertThat(secrets.resolve("aws-sm:prod/db#password")).contains(OLD);
        assertThat(secrets.resolve("aws-sm:prod/db#user")).contains("ann");
        assertThat(secrets.resolve("aws-ssm:/prod/token")).contains("t0ken");
        assertThat(aws.asked).hasValue(2);

        aws.parameters.put("/prod/token", "another");
        assertThat(secrets.resolve("aws-ssm:/prod/token")).contains("t0ken");
        secrets.renew();
        assertThat(secrets.resolve("aws-ssm:/prod/token")).contains("another");
    }

    @Test
    void aSecretThatIsNotThereIsNoneAndTheAdviceNamesTheStore() {
        assertThat(secrets.resolve("aws-sm:none")).isEmpty();
        assertThat(secrets.resolve("aws-ssm:/none")).isEmpty();
        assertThat(secrets.advice("aws-sm:none")).contains("Secrets Manager");
        assertThat(secrets.advice("aws-ssm:/none")).contains("Parameter Store");
    }

    @ParameterizedTest
    @CsvSource({
        "400 AccessDeniedException, PERMANENT, policy",
        "400 ExpiredTokenException, AUTH_EXPIRED, no longer",
        "400 UnrecognizedClientException, AUTH_EXPIRED, no longer",
        "400 ThrottlingException, RATE_LIMITED, fewer requests",
        "500 InternalServiceError, TRANSIENT, at the moment",
        "400 DecryptionFailure, PERMANENT, DecryptionFailure"
    })
    void aRefusalHasItsClassAndSaysWhatToDo(String refusal, ErrorClass kind, String words) {
        aws.refusal = refusal;
        assertThatThrownBy(() -> secrets.resolve("aws-sm:prod/db"))
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining("cannot read the secret aws-sm:prod/db")
                .hasMessageContaining(words);
    }

    @Test
    void aSecretThatWasRotatedIsUsedAtTheNextTryOnBothSidesAndIsSeenNowhere() throws IOException {
        aws.secrets.put("door", OLD);
        Doors doors = new Doors(OLD);
        List<String> said = new ArrayList<>();

        RunReport first = run(doors, said);
        assertThat(status(first)).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(doors.tried).containsOnly(OLD);

        doors.tried.clear();
        doors.opensFor = NEW;
        aws.secrets.put("door", NEW);
        RunReport second = run(doors, said);
        assertThat(status(second)).as(said.toString()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(doors.tried).startsWith(OLD).contains(NEW);
        assertThat(said).anyMatch(line -> line.contains("the door does not open for ***"));

        doors.opensFor = "what nobody knows";
        RunReport third = run(doors, said);
        assertThat(third.toString()).contains("auth-expired").contains("the door does not open for ***");

        said.add(first.toString() + second + third);
        assertThat(said).noneMatch(line -> line.contains(OLD) || line.contains(NEW));
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertThat(content.contains(OLD) || content.contains(NEW))
                        .as(file.toString())
                        .isFalse();
            }
        }
    }

    private static RunStatus status(RunReport report) {
        return report instanceof RunReport.Ended ended ? ended.status() : RunStatus.CANCELLED;
    }

    private RunReport run(Doors doors, List<String> said) throws IOException {
        Projects.write(folder.resolve("hakiri.toml"), """
                [project]
                name = "doors"
                [[pipeline]]
                id = "p"
                source = { connector = "door", password = "secret:aws-sm:door" }
                destination = { connector = "door", path = "lake", password = "secret:aws-sm:door" }
                run = { retries = 3, retry_delay = "0s" }
                """);
        Connectors connectors = new Connectors(List.of(doors.source()), List.of(doors.destination()));
        Manifest manifest = switch (new ManifestReader(connectors).read(folder)) {
            case ManifestResult.Valid(var read) -> read;
            case ManifestResult.Broken(var problems) -> throw new AssertionError(problems);
        };
        Pipeline pipeline = manifest.pipelines().getFirst();
        InstantSource clock = InstantSource.system();
        try (Catalog catalog = SqliteCatalog.open(folder.resolve(".hakiri"), clock, new SecureRandom())) {
            catalog.put(new PutPipeline(
                    new PipelineKey(manifest.project(), pipeline.id()),
                    pipeline.toCanonicalJson(),
                    null,
                    null,
                    new Actor("test", "declared")));
            return new Runner(
                            catalog,
                            new Workplace(connectors, secrets, folder),
                            "test",
                            RunIds.uuid7(clock, new SecureRandom()),
                            new Pace(clock, _ -> {}, RandomGenerator.getDefault(), new Stop()))
                    .run(manifest.project(), pipeline, new Trigger.Manual(), listening(said));
        }
    }

    private static RunListener listening(List<String> said) {
        return new RunListener() {
            @Override
            public void retrying(String stream, String reason, Duration delay) {
                said.add(reason);
            }
        };
    }

    /** A source and a destination that let nobody in without the password, and quote what they were given instead. */
    private static final class Doors {
        final List<String> tried = new ArrayList<>();
        String opensFor;
        private long rows;

        Doors(String opensFor) {
            this.opensFor = opensFor;
        }

        private static List<OptionSpec> password() {
            return List.of(OptionSpec.required("password", OptionSpec.Kind.SECRET, "Opens the door."));
        }

        private void open(String password) {
            tried.add(password);
            if (!password.equals(opensFor)) {
                throw new ConnectorException(
                        ErrorClass.AUTH_EXPIRED, "the door does not open for " + password, new IOException(password));
            }
        }

        ConnectorType.OfSource source() {
            return new ConnectorType.OfSource() {
                @Override
                public String name() {
                    return "door";
                }

                @Override
                public String description() {
                    return "A row behind a door.";
                }

                @Override
                public List<OptionSpec> options() {
                    return password();
                }

                @Override
                public Source open(Options options) {
                    return new BehindTheDoor(options.text("password"));
                }
            };
        }

        ConnectorType.OfDestination destination() {
            ConnectorType.OfDestination jsonl =
                    BuiltIn.connectors().destination("jsonl").orElseThrow();
            return new ConnectorType.OfDestination() {
                @Override
                public String name() {
                    return "door";
                }

                @Override
                public String description() {
                    return "A lake behind a door.";
                }

                @Override
                public List<OptionSpec> options() {
                    return Stream.concat(password().stream(), jsonl.options().stream())
                            .toList();
                }

                @Override
                public Destination open(Options options) {
                    String given = options.text("password");
                    Doors.this.open(given);
                    return jsonl.open(options);
                }
            };
        }

        private final class BehindTheDoor implements Source {
            private final String password;

            BehindTheDoor(String password) {
                this.password = password;
            }

            @Override
            public SourceReader read(StreamRead read) {
                Doors.this.open(password);
                return new SourceReader() {
                    private boolean done;

                    @Override
                    public @Nullable SourceBatch next() {
                        if (done) {
                            return null;
                        }
                        done = true;
                        rows++;
                        Batch one = new Batch(
                                new Shape(List.of(new Field("n", Type.Plain.INT64, false))),
                                List.of(new Column.Longs(Type.Plain.INT64, new long[] {rows}, null)),
                                1);
                        Position position = new Position.Monotonic("" + rows, Bytes.of(new byte[] {(byte) rows}));
                        return new SourceBatch(one, row -> "row", List.of(), Map.of("0", position), 1);
                    }

                    @Override
                    public OptionalLong bytesToRead() {
                        return OptionalLong.empty();
                    }

                    @Override
                    public void close() {}
                };
            }

            @Override
            public Position positionAfter(StreamRead read, String value) {
                throw new UnsupportedOperationException();
            }

            @Override
            public String shown(Position position) {
                return position.value();
            }

            @Override
            public void close() {}
        }
    }
}
