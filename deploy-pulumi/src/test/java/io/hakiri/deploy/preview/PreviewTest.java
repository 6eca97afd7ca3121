package io.hakiri.deploy.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.pulumi.Context;
import com.pulumi.aws.ec2.Ec2Functions;
import com.pulumi.aws.ec2.Vpc;
import com.pulumi.aws.kms.Key;
import com.pulumi.aws.kms.KeyArgs;
import com.pulumi.aws.rds.Instance;
import com.pulumi.aws.rds.InstanceArgs;
import com.pulumi.aws.secretsmanager.SecretVersion;
import com.pulumi.aws.secretsmanager.SecretVersionArgs;
import com.pulumi.core.Output;
import com.pulumi.exceptions.RunException;
import io.hakiri.deploy.StackConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class PreviewTest {
    private static final Map<String, String> CONFIG = Map.of("hakiri:topology", "fargate-rds");
    private static final String INSTANCE = "aws:rds/instance:Instance";

    @Nested
    class Graph {
        private final ResourceGraph graph = preview(Sample::define);

        @Test
        void resourcesHaveTheirTypesNamesAndParents() {
            Resource storage = graph.only("sample:index:Storage", "data");
            assertThat(storage.isComponent()).isTrue();
            assertThat(storage.parent()).isEqualTo(graph.stack());
            assertThat(graph.children(storage.urn()))
                    .extracting(Resource::name)
                    .containsExactly("data-bucket", "data-hello", "data-key");
            assertThat(graph.only("aws:kms/key:Key", "data-key").urn())
                    .isEqualTo("urn:pulumi:dev::hakiri::sample:index:Storage$aws:kms/key:Key::data-key");
            assertThat(graph.resources()).hasSize(7);
        }

        @Test
        void whatDependsOnWhatIsKnownByInput() {
            String key = graph.only("aws:kms/key:Key", "data-key").urn();
            String bucket =
                    graph.only("aws:s3/bucketV2:BucketV2", "data-bucket").urn();
            assertThat(graph.only(INSTANCE, "database").propertyDependencies())
                    .isEqualTo(Map.of("kmsKeyId", Set.of(key)));
            Resource table = graph.only("aws:dynamodb/table:Table", "catalog");
            assertThat(table.dependencies()).containsExactly(bucket);
            assertThat(table.propertyDependencies()).isEmpty();
        }

        @Test
        void valuesOfOthersNameWhoseTheyAre() {
            assertThat(graph.only(INSTANCE, "database")
                            .inputs()
                            .path("kmsKeyId")
                            .asText())
                    .isEqualTo("arn:aws:kms:eu-central-1:123456789012:key/${data-key.keyId}");
            assertThat(graph.outputs().toString()).isEqualTo("""
                            {"account":"123456789012","port":5432,"table":"arn:aws:dynamodb:eu-central-1:123456789012:table/hakiri","topology":"fargate-rds"}""");
        }

        @Test
        void secretsAreMarkedAndNeverShown() {
            Resource login = graph.only("aws:secretsmanager/secretVersion:SecretVersion", "login");
            assertThat(login.secrets()).containsExactly("secretString");
            assertThat(login.inputs().path("secretString").toString()).isEqualTo("{\"secret\":\"[secret]\"}");
            assertThat(graph.toString()).doesNotContain("never said");
        }

        @Test
        void optionsAndAssetsAreKept() {
            assertThat(graph.only("aws:s3/bucketV2:BucketV2", "data-bucket")
                            .options()
                            .protect())
                    .isTrue();
            assertThat(graph.only("aws:dynamodb/table:Table", "catalog")
                            .options()
                            .ignoreChanges())
                    .containsExactly("readCapacity");
            assertThat(graph.only(INSTANCE, "database").options().retainOnDelete())
                    .isTrue();
            assertThat(graph.only(INSTANCE, "database").options().deleteBeforeReplace())
                    .isNull();
            assertThat(graph.only("aws:s3/bucketObjectv2:BucketObjectv2", "data-hello")
                            .inputs()
                            .path("source")
                            .toString())
                    .isEqualTo("{\"asset\":\"hello\"}");
        }

        @Test
        void isTheSameEachTime() {
            assertThat(preview(Sample::define)).isEqualTo(graph);
        }
    }

    @Nested
    class Configuration {
        @Test
        void allOfItCanBeReadAndSecretsAreSecrets() {
            Map<String, String> seen = new ConcurrentHashMap<>();
            Map<String, String> config =
                    Map.of("hakiri:topology", "x", "hakiri:password", "hidden", "aws:region", "eu-west-1");
            ResourceGraph graph = new Preview("hakiri", "prod", config, Set.of("hakiri:password"), "210987654321")
                    .of(context -> {
                        seen.putAll(StackConfig.all());
                        Key key = new Key("key", KeyArgs.Empty);
                        new SecretVersion(
                                "login",
                                SecretVersionArgs.builder()
                                        .secretId(key.arn())
                                        .secretString(context.config().requireSecret("password"))
                                        .build());
                    });
            assertThat(seen).isEqualTo(config);
            Resource login = graph.only("aws:secretsmanager/secretVersion:SecretVersion", "login");
            assertThat(login.secrets()).containsExactly("secretString");
            assertThat(login.inputs().path("secretId").asText()).startsWith("arn:aws:kms:eu-west-1:210987654321:key/");
        }
    }

    @Nested
    class Failures {
        @Test
        void whatTheProgramRefusesIsSaidInItsWords() {
            PreviewFailed failed = failure(_ -> {
                throw new RunException("hakiri:topology: there is no such topology");
            });
            assertThat(failed).hasMessage("hakiri:topology: there is no such topology");
            assertThat(failed.isRefusal()).isTrue();
        }

        @Test
        void aFaultOfTheProgramIsNoRefusal() {
            PreviewFailed failed = failure(_ -> {
                throw new IllegalStateException("broken");
            });
            assertThat(failed).hasMessage("java.lang.IllegalStateException: broken");
            assertThat(failed.isRefusal()).isFalse();
        }

        @RepeatedTest(10)
        void aFaultInAnOutputIsFoundTooAndSaidOnce() {
            PreviewFailed failed = failure(context ->
                    context.export("key", new Key("key", KeyArgs.Empty).arn().applyValue(arn -> {
                                throw new IllegalArgumentException("not for " + arn);
                            })));
            assertThat(failed)
                    .hasMessage("java.lang.IllegalArgumentException: not for"
                            + " arn:aws:kms:eu-central-1:123456789012:key/${key.keyId}");
        }

        @RepeatedTest(10)
        void aRefusalInAnOutputIsARefusal() {
            PreviewFailed failed = failure(context ->
                    context.export("key", new Key("key", KeyArgs.Empty).arn().applyValue(_ -> {
                                throw new RunException("not that key");
                            })));
            assertThat(failed).hasMessage("not that key");
            assertThat(failed.isRefusal()).isTrue();
        }

        @Test
        void errorsThatTheProgramLogsFailIt() {
            assertThat(failure(context -> context.log().error("a rule is broken")))
                    .hasMessage("a rule is broken");
        }

        @Test
        void anOutputWithoutAnAnswerIsNamedByWhoNeedsIt() {
            PreviewFailed failed = failure(context -> {
                Instance database = new Instance(
                        "database",
                        InstanceArgs.builder().instanceClass("db.t4g.micro").build());
                new SecretVersion(
                        "login",
                        SecretVersionArgs.builder()
                                .secretId("login")
                                .secretString(database.latestRestorableTime())
                                .build());
                context.export("time", database.latestRestorableTime());
            });
            assertThat(failed.getMessage())
                    .contains(
                            "login: the input secretString needs an output that the preview has no answer for, of one of"
                                    + " these: database (aws:rds/instance:Instance)")
                    .contains("the output time needs an output");
        }

        @RepeatedTest(10)
        void aFunctionWithoutAnAnswerIsNamed() {
            PreviewFailed failed = failure(
                    context -> context.export("ami", Ec2Functions.getAmi().applyValue(ami -> ami.id())));
            assertThat(failed.getMessage()).contains("aws:ec2/getAmi:getAmi").doesNotContain("Exception");
        }

        @Test
        void twoOfOneNameAreRefused() {
            PreviewFailed failed = failure(_ -> {
                new Key("key", KeyArgs.Empty);
                new Key("key", KeyArgs.Empty);
            });
            assertThat(failed.getMessage()).isEqualTo("key: there are two of this type and name below the same parent");
        }
    }

    @Test
    void whatIsThereAlreadyIsOnlyRead() {
        ResourceGraph graph = preview(context -> context.export(
                "vpc", Vpc.get("theirs", Output.of("vpc-1"), null, null).defaultSecurityGroupId()));
        Resource vpc = graph.only("aws:ec2/vpc:Vpc", "theirs");
        assertThat(vpc.kind()).isEqualTo(Resource.Kind.READ);
        assertThat(vpc.inputs().path("id").asText()).isEqualTo("vpc-1");
        assertThat(graph.outputs().path("vpc").asText()).isEqualTo("${theirs.defaultSecurityGroupId}");
    }

    @Test
    void notesAreKept() {
        assertThat(preview(context -> context.log().warn("this costs a lot")).notes())
                .containsExactly(new ResourceGraph.Note(true, "this costs a lot", ""));
    }

    @Test
    void severalMayBeAskedForAtTheSameTime() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            List<Future<ResourceGraph>> graphs = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                Map<String, String> config = Map.of("hakiri:topology", "of " + i);
                graphs.add(threads.submit(() -> Preview.of(Sample::define, "hakiri", "dev", config)));
            }
            for (int i = 0; i < graphs.size(); i++) {
                ResourceGraph graph = graphs.get(i).get();
                assertThat(graph.resources()).hasSize(7);
                assertThat(graph.outputs().path("topology").asText()).isEqualTo("of " + i);
            }
        }
    }

    @Test
    void aProgramThatIsGivenUpLeavesNothingRunning() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Thread waiting = Thread.ofPlatform()
                .start(() -> assertThatThrownBy(() -> preview(context -> {
                            context.export("never", Output.of(new CompletableFuture<>()));
                            begun.countDown();
                        }))
                        .hasMessage("interrupted while the program ran"));
        begun.await();
        waiting.interrupt();
        waiting.join();
        assertThat(ForkJoinPool.commonPool().awaitQuiescence(30, TimeUnit.SECONDS))
                .isTrue();
        assertThat(preview(Sample::define).resources()).hasSize(7);
    }

    @Test
    void ofAGraphOneIsAskedForByTypeAndName() {
        assertThatThrownBy(() -> preview(Sample::define).only("aws:kms/key:Key", "other"))
                .hasMessage(
                        "0 resources of type aws:kms/key:Key with the name other; of that type there are [data-key]");
    }

    private static ResourceGraph preview(Consumer<Context> program) {
        return Preview.of(program, "hakiri", "dev", CONFIG);
    }

    private static PreviewFailed failure(Consumer<Context> program) {
        return catchThrowableOfType(PreviewFailed.class, () -> preview(program));
    }
}
