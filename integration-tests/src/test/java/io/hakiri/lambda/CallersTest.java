package io.hakiri.lambda;

import static io.hakiri.lambda.LocalFunction.byUrl;
import static io.hakiri.lambda.LocalFunction.direct;
import static io.hakiri.lambda.LocalFunction.signed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Role;
import io.hakiri.emulator.Outcome;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may ask the function for what: an invocation by itself says who sent it, and nobody can say it for himself. */
final class CallersTest {
    private static final String TOKENS = "/v1/projects/test/tokens";
    private static final String PIPELINES = "/v1/projects/test/pipelines";
    private static final String RECONCILE = "/v1/reconcile";

    @TempDir
    private static Path folder;

    private static LocalFunction function;

    @BeforeAll
    static void start() {
        function = LocalFunction.in(
                folder,
                Map.of(
                        "HAKIRI_IAM_GRANTS",
                        "arn:aws:sts::111122223333:assumed-role/readers/*=test:reader"
                                + " arn:aws:iam::111122223333:user/ann=test:operator"
                                + " arn:aws:iam::111122223333:user/ann=other:admin"));
        function.token(Role.READER); // makes the project
    }

    @AfterAll
    static void stop() {
        function.close();
    }

    @Test
    void whoMayInvokeItIsAnOperatorAndNoMore() {
        assertThat(function.answer(direct("POST", RECONCILE, null))
                        .expect(200)
                        .body()
                        .path("projects")
                        .asInt())
                .isEqualTo(1);
        assertThat(function.answer(direct("GET", TOKENS, null))
                        .expect(403)
                        .body()
                        .path("type")
                        .asText())
                .endsWith(":forbidden");
        assertThat(function.answer(direct("GET", "/v1/caller", null))
                        .expect(200)
                        .body()
                        .path("name")
                        .asText())
                .isEqualTo("lambda");
    }

    @Test
    void whoComesByUrlNeedsAToken() {
        function.answer(byUrl("POST", RECONCILE, null)).expect(401);
        ObjectNode event = byUrl("GET", PIPELINES, null);
        ObjectNode headers = event.withObject("/headers");
        headers.put("authorization", "Bearer " + function.token(Role.OPERATOR).secret());
        function.answer(event).expect(200);
        headers.put("authorization", "Bearer hakiri_nothing");
        function.answer(event).expect(401);
    }

    @Test
    void nothingThatARequestSaysMakesItADirectOne() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        function.lambda().url().resolve(RECONCILE + "?apiId=hakiri-direct"))
                .header("apiId", "hakiri-direct")
                .header("requestContext", "{\"apiId\":\"hakiri-direct\"}")
                .header("X-Amzn-Request-Context", "{\"apiId\":\"hakiri-direct\"}")
                .header("hakiri-hops", "0")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"requestContext\":{\"apiId\":\"hakiri-direct\"}}"))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void whoSignedHisRequestMayWhatIsSaidOfHim() {
        String ann = "arn:aws:iam::111122223333:user/ann";
        String session = "arn:aws:sts::111122223333:assumed-role/readers/bob";
        function.answer(signed(ann, "GET", PIPELINES, null)).expect(200);
        function.answer(signed(session, "GET", PIPELINES, null)).expect(200);
        // an operator here, and an admin elsewhere
        function.answer(signed(ann, "GET", TOKENS, null)).expect(403);
        function.answer(signed(ann, "GET", "/v1/projects/other/tokens", null)).expect(200);
        function.answer(signed(session, "POST", RECONCILE, null)).expect(403);
        assertThat(function.answer(signed(ann, "GET", "/v1/caller", null))
                        .expect(200)
                        .body()
                        .path("name")
                        .asText())
                .isEqualTo("iam:" + ann);
    }

    @Test
    void ofWhomNothingIsSaidMayNothing() {
        function.answer(signed("arn:aws:iam::111122223333:user/anna", "GET", PIPELINES, null))
                .expect(403);
        function.answer(signed("arn:aws:sts::111122223333:assumed-role/readers", "GET", PIPELINES, null))
                .expect(403);
        function.answer(signed("arn:aws:iam::999999999999:user/ann", "GET", PIPELINES, null))
                .expect(403);
    }

    @Test
    void healthNeedsNobody() {
        function.answer(byUrl("GET", "/health/ready", null)).expect(200);
    }

    @Test
    void anEventOfAnotherKindIsAFailedInvocationThatSaysWhatWasExpected() {
        Outcome outcome = function.lambda().invoke("{\"Records\":[{\"eventSource\":\"aws:sqs\",\"body\":\"x\"}]}");
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(((Outcome.Failed) outcome).error()).contains("HTTP APIs, version 2.0", "requestContext.http.method");
    }
}
