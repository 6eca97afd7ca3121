package io.hakiri.executors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.hakiri.catalog.Claim;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.deployment.DirectEvent;
import io.hakiri.deployment.Rights;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.reconcile.Dispatch;
import io.hakiri.reconcile.DispatchException;
import io.hakiri.reconcile.Executor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent to services of AWS, as a server at their place sees it on the wire. */
final class ExecutorsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MACHINE = "arn:aws:states:eu-central-1:123456789012:stateMachine:work";
    private static final Claim CLAIM = new Claim(
            PipelineKey.of("test", "orders"),
            Instant.parse("2026-01-01T12:00:00Z"),
            "0123456789abcdef0123456789abcdef",
            false,
            Instant.parse("2026-01-01T12:05:00Z"));
    private static final Pipeline PIPELINE = Pipeline.ofCanonicalJson("""
            {"id":"orders","source":{"connector":"file","path":"x"},"destination":{"connector":"jsonl","path":"lake"},
            "schema_change":"evolve","stream":[{"name":"s"}]}""");

    private record Sent(String path, String service, String target, JsonNode body) {}

    private final List<Sent> sent = Collections.synchronizedList(new ArrayList<>());
    private volatile int status = 200;
    private volatile String answer = "{}";

    @SuppressWarnings("NullAway.Init") // before each test
    private HttpServer server;

    @BeforeAll
    static void credentials() {
        System.setProperty("aws.accessKeyId", "any");
        System.setProperty("aws.secretAccessKey", "any");
    }

    @AfterAll
    static void noCredentials() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        JsonNode body = JSON.readTree(exchange.getRequestBody());
        sent.add(new Sent(
                exchange.getRequestURI().getPath(),
                target == null ? "" : target.substring(0, target.indexOf('.')),
                target == null ? "" : target.substring(target.indexOf('.') + 1),
                body));
        byte[] bytes =
                answer.replace("$SUM", md5(body.path("MessageBody").asText())).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** A queue proves that it got what was sent, and the SDK looks at it. */
    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private Sent dispatched(String executor) {
        dispatch(executor);
        assertThat(sent).hasSize(1);
        return sent.getFirst();
    }

    private void dispatch(String executor) {
        String separator = executor.contains("?") ? "&" : "?";
        try (Executor opened = Executors.open(executor + separator + "region=eu-central-1&endpoint=http://127.0.0.1:"
                + server.getAddress().getPort())) {
            opened.dispatch(CLAIM, PIPELINE);
        }
    }

    @Test
    void aTaskOfEcsFindsTheDispatchInItsEnvironment() {
        answer = "{\"tasks\":[{\"taskArn\":\"t\"}]}";
        Sent task =
                dispatched("ecs:prod/hakiri-worker:7?container=worker&subnets=subnet-1,subnet-2&security-groups=sg-1");
        assertThat(task.target()).endsWith("RunTask");
        assertThat(task.body().path("cluster").asText()).isEqualTo("prod");
        assertThat(task.body().path("taskDefinition").asText()).isEqualTo("hakiri-worker:7");
        assertThat(task.body().path("clientToken").asText()).isEqualTo(CLAIM.token());
        JsonNode container = task.body().at("/overrides/containerOverrides/0");
        assertThat(container.path("name").asText()).isEqualTo("worker");
        assertThat(container.path("command").toString()).isEqualTo("[\"work\"]");
        assertThat(container.at("/environment/0/name").asText()).isEqualTo(Dispatch.VARIABLE);
        assertThat(Dispatch.parse(container.at("/environment/0/value").asText()))
                .isEqualTo(CLAIM);
        JsonNode network = task.body().at("/networkConfiguration/awsvpcConfiguration");
        assertThat(network.path("subnets").toString()).isEqualTo("[\"subnet-1\",\"subnet-2\"]");
        assertThat(network.path("assignPublicIp").asText()).isEqualTo("DISABLED");
    }

    /** The right that a request needs, which IAM calls by other names than the services do. */
    private static String right(Sent request) {
        return switch (request.service()) {
            case "AmazonEC2ContainerServiceV20141113" -> "ecs:" + request.target();
            case "AWSStepFunctions" -> "states:" + request.target();
            case "AmazonSQS" -> "sqs:" + request.target();
            default -> {
                assertThat(request.path()).matches("/2015-03-31/functions/[^/]+/invocations");
                yield "lambda:InvokeFunction";
            }
        };
    }

    private List<String> rights(String executor, int status, String answer) {
        this.status = status;
        this.answer = answer;
        sent.clear();
        dispatch(executor);
        return sent.stream().map(ExecutorsTest::right).distinct().toList();
    }

    /** {@code iam:PassRole} is no call: ECS looks whether who has a task run may give it its roles. */
    @Test
    void theRightsThatADeploymentGivesAreThoseOfTheCalls() {
        assertThat(rights("ecs:prod/hakiri-worker", 200, "{\"tasks\":[{\"taskArn\":\"t\"}]}"))
                .isEqualTo(Rights.RUN_TASK);
        assertThat(rights("lambda:hakiri", 202, "{}")).isEqualTo(Rights.INVOKE);
        assertThat(rights("stepfunctions:" + MACHINE, 200, "{\"executionArn\":\"e\",\"startDate\":1}"))
                .isEqualTo(Rights.START_EXECUTION);
        assertThat(rights(
                        "sqs:https://sqs.eu-central-1.amazonaws.com/123456789012/work",
                        200,
                        "{\"MessageId\":\"m\",\"MD5OfMessageBody\":\"$SUM\"}"))
                .isEqualTo(Rights.SEND_MESSAGE);
    }

    @Test
    void noTaskIsNoDispatch() {
        answer = "{\"tasks\":[],\"failures\":[{\"reason\":\"RESOURCE:CPU\"}]}";
        assertThatThrownBy(() -> dispatch("ecs:prod/hakiri-worker"))
                .isInstanceOf(DispatchException.class)
                .hasMessageContaining("ecs:prod/hakiri-worker")
                .hasMessageContaining("RESOURCE:CPU");
    }

    @Test
    void aFunctionGetsItAsItsPayloadAndIsNotWaitedFor() {
        status = 202;
        Sent invocation = dispatched("lambda:hakiri:live");
        assertThat(invocation.path()).isEqualTo("/2015-03-31/functions/hakiri:live/invocations");
        assertThat(invocation.body().at("/requestContext/http/method").asText()).isEqualTo("POST");
        assertThat(invocation.body().path("rawPath").asText())
                .isEqualTo("/v1/projects/" + CLAIM.pipeline().project() + "/pipelines/"
                        + CLAIM.pipeline().pipeline() + "/work");
        assertThat(invocation.body().at("/requestContext/apiId").asText()).isEqualTo(DirectEvent.API_ID);
        assertThat(invocation.body().at("/headers/" + FunctionEvent.HOPS).asText())
                .isEqualTo("0");
        assertThat(Dispatch.parse(invocation.body().path("body").asText())).isEqualTo(CLAIM);
    }

    @Test
    void aStateMachineGetsItAsItsInputUnderTheNameOfTheClaim() {
        answer = "{\"executionArn\":\"e\",\"startDate\":1}";
        Sent execution = dispatched("stepfunctions:" + MACHINE);
        assertThat(execution.target()).isEqualTo("StartExecution");
        assertThat(execution.body().path("stateMachineArn").asText()).isEqualTo(MACHINE);
        assertThat(execution.body().path("name").asText()).isEqualTo("hakiri-" + CLAIM.token());
        assertThat(Dispatch.parse(execution.body().path("input").asText())).isEqualTo(CLAIM);
    }

    @Test
    void anExecutionThatIsThereAlreadyIsTheOneOfALostAnswer() {
        status = 400;
        answer = "{\"__type\":\"ExecutionAlreadyExists\",\"message\":\"there\"}";
        assertThat(dispatched("stepfunctions:" + MACHINE).target()).isEqualTo("StartExecution");
    }

    @ParameterizedTest
    @CsvSource({"work, false", "work.fifo, true"})
    void aQueueGetsItAsAMessageInOrderWhereItKeepsOne(String queue, boolean ordered) {
        answer = "{\"MessageId\":\"m\",\"MD5OfMessageBody\":\"$SUM\"}";
        Sent message = dispatched("sqs:https://sqs.eu-central-1.amazonaws.com/123456789012/" + queue);
        assertThat(message.target()).isEqualTo("SendMessage");
        assertThat(message.body().path("QueueUrl").asText()).endsWith("/123456789012/" + queue);
        assertThat(Dispatch.parse(message.body().path("MessageBody").asText())).isEqualTo(CLAIM);
        assertThat(message.body().has("MessageGroupId")).isEqualTo(ordered);
        assertThat(message.body().path("MessageDeduplicationId").asText("")).isEqualTo(ordered ? CLAIM.token() : "");
    }

    @Test
    void whatAServiceRefusesIsSaidWithItsWords() {
        status = 400;
        answer = "{\"__type\":\"AccessDeniedException\",\"message\":\"not allowed to start it\"}";
        assertThatThrownBy(() -> dispatch("stepfunctions:" + MACHINE))
                .isInstanceOf(DispatchException.class)
                .hasMessageContaining(MACHINE)
                .hasMessageContaining("not allowed to start it");
    }

    @Test
    void theClaimLastsAsLongAsTheStartMayTake() {
        try (Executor executor = Executors.open("lambda:f?region=eu-central-1&starts-within=10m")) {
            assertThat(executor.startsWithin()).isEqualTo(Duration.ofMinutes(10));
        }
    }

    @Test
    void aLateOneMakesItsClientWithTheFirstDispatch() {
        String address = "lambda:hakiri?region=eu-central-1&endpoint=http://127.0.0.1:"
                + server.getAddress().getPort();
        status = 202;
        try (Executor late = Executors.late(address, () -> 0);
                Executor unused = Executors.late(address, () -> 0)) {
            assertThat(unused.free()).isPositive();
            late.dispatch(CLAIM, PIPELINE);
            late.dispatch(CLAIM, PIPELINE);
        }
        assertThat(sent).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "here",
                "ecs:prod",
                "ecs:arn:aws:ecs:x/y",
                "ecs:prod/task?subnet=subnet-1",
                "ecs:prod/task?public-ip=perhaps",
                "lambda:",
                "lambda:f?region=EU",
                "lambda:f?endpoint=ftp://x",
                "lambda:f?starts-within=1s",
                "stepfunctions:work",
                "sqs:work",
                "kafka:topic"
            })
    void refusesAddressesThatAreNone(String address) {
        assertThatThrownBy(() -> Executors.open(address)).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> Executors.late(address, () -> 0)).isInstanceOf(InvalidInput.class);
    }
}
