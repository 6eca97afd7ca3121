package io.hakiri.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.hakiri.catalog.InvalidInput;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What carries events: it never makes anybody wait. */
final class CourierTest {
    private final Queue<String> outcomes = new ConcurrentLinkedQueue<>();
    private final CountDownLatch answers = new CountDownLatch(1);

    private HttpServer server(int status) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.createContext("/", exchange -> {
            try (exchange) {
                answers.await();
                exchange.sendResponseHeaders(status, -1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        return server;
    }

    private Courier courier(HttpServer server) {
        return new Courier(
                LineageAddress.of("http://127.0.0.1:" + server.getAddress().getPort(), null, null), outcomes::add);
    }

    private long count(String outcome) {
        return outcomes.stream().filter(outcome::equals).count();
    }

    @Test
    void whoeverHandsOverDoesNotWaitAndWhatDoesNotFitIsDropped() throws IOException {
        HttpServer server = server(200);
        try (Courier courier = courier(server)) {
            for (int i = 0; i < 2_000; i++) {
                courier.take(() -> "{}");
            }
            assertThat(count("dropped")).as("one is under way, 1,000 wait").isBetween(999L, 1_000L);
            answers.countDown();
        }
        assertThat(count("sent")).isPositive();
        server.stop(0);
    }

    @Test
    void whatIsLeftAtTheEndIsStillSent() throws IOException {
        HttpServer server = server(201);
        answers.countDown();
        try (Courier courier = courier(server)) {
            courier.take(() -> "{}");
            courier.take(() -> {
                throw new IllegalStateException("cannot be written");
            });
            courier.take(() -> "{}");
        }
        assertThat(outcomes).containsExactly("sent", "failed", "sent");
        server.stop(0);
    }

    @Test
    void whatIsRefusedIsNotSentAgain() throws IOException {
        HttpServer server = server(400);
        answers.countDown();
        try (Courier courier = courier(server)) {
            courier.take(() -> "{}");
        }
        assertThat(outcomes).containsExactly("failed");
        server.stop(0);
    }

    @Test
    void anAddressIsUsedAsItIsAndWithoutAPathIsTheUsualOne() {
        assertThat(LineageAddress.of("https://h", "t", null).uri()).hasToString("https://h/api/v1/lineage");
        assertThat(LineageAddress.of("http://h:5000/", null, null).uri()).hasToString("http://h:5000/api/v1/lineage");
        assertThat(LineageAddress.of("https://h/mine", null, null).uri()).hasToString("https://h/mine");
        assertThat(LineageAddress.of("http://127.0.0.1/x", "t", null).uri()).hasToString("http://127.0.0.1/x");
        for (String wrong :
                List.of("h", "ftp://h", "https://u:p@h/", "https://h/?a=b", "https://h/#x", "http:///x", ":")) {
            assertThatThrownBy(() -> LineageAddress.of(wrong, null, null))
                    .as(wrong)
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageNotContaining("u:p");
        }
        assertThatThrownBy(() -> LineageAddress.of("http://192.0.2.1/", "a-token", null))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("https://")
                .hasMessageNotContaining("a-token");
    }
}
