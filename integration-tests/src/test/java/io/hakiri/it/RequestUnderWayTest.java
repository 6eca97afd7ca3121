package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.PipelineKey;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a request that is under way when the service is told to end. */
final class RequestUnderWayTest {
    private static final String BODY = """
            {"manifest":{"id":"late","source":{"connector":"mine"},"destination":{"connector":"mine"},
             "stream":[{"name":"s"}]},"reason":"test"}""";
    private static final int HALF = 40;

    @TempDir
    private Path folder;

    /** A request of which half has been sent. */
    private static Socket half(Service service) throws IOException {
        return half(service, BODY.length());
    }

    private static Socket half(Service service, int length) throws IOException {
        Socket socket = new Socket(service.root().getHost(), service.root().getPort());
        String head = "PUT /v1/projects/test/pipelines/late HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
                + "Authorization: Bearer " + service.ownToken() + "\r\nContent-Length: "
                + length + "\r\n\r\n";
        socket.getOutputStream().write((head + BODY.substring(0, HALF)).getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        return socket;
    }

    /** Tells it to end, and waits until it has heard it. */
    private static void tellToEnd(Service service) {
        service.callAs(null, "GET", "/health/live", null).expect(200);
        service.tellToEnd();
        while (!service.said().contains("Waiting for HTTP requests to complete")) {
            assertThat(service.isAlive()).as(service.said()).isTrue();
        }
    }

    @Test
    void isFinishedAndAnswered() throws IOException {
        try (Service service = Service.in(folder);
                Socket socket = half(service)) {
            tellToEnd(service);
            assertThat(service.isAlive()).isTrue();
            socket.getOutputStream().write(BODY.substring(HALF).getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            socket.setSoTimeout(30_000);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 201").contains("\"late\"");
            assertThat(service.stop()).isEqualTo(128 + 15);
            assertThat(service.said()).contains("stopped in").doesNotContain("ERROR", "Exception");
            try (Catalog catalog = service.catalog()) {
                assertThat(catalog.pipeline(PipelineKey.of("test", "late"))).isPresent();
            }
        }
    }

    @Test
    void thatStopsInTheMiddleIsRefusedAndLeftAloneAndNobodyElseNoticesIt() throws IOException {
        try (Service service = Service.in(folder, Map.of("QUARKUS_HTTP_READ_TIMEOUT", "1s"));
                Socket stopped = half(service)) {
            half(service).close();
            half(service, 1_000_000).close(); // too large to be gathered before somebody reads it
            stopped.setSoTimeout(30_000);
            String answer = new String(stopped.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 408").contains("urn:hakiri:problem:request-timeout");
            service.call("GET", "/v1/projects/test/pipelines/late", null).expect(404);
            service.call("PUT", "/v1/projects/test/pipelines/late", BODY).expect(201);
            assertThat(service.said()).doesNotContain("ERROR", "Exception");
        }
    }

    @Test
    void thatNeverEndsKeepsNobodyWaitingForLong() throws IOException {
        Projects.csv(folder, "jsonl", "", "");
        Program program = Program.in(folder).with(Map.of("QUARKUS_SHUTDOWN_TIMEOUT", "1s"));
        try (Service service = Service.of(program, folder, "--reconcile-every", "off");
                Socket _ = half(service)) {
            tellToEnd(service);
            assertThat(service.stop()).isEqualTo(128 + 15);
        }
    }
}
