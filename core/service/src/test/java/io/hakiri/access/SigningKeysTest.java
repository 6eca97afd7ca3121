package io.hakiri.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The keys of an issuer as time goes by: asked for when needed, not more often than allowed, kept while it is away. */
final class SigningKeysTest {
    private static final EllipticCurveJsonWebKey ONE = key("one");
    private static final EllipticCurveJsonWebKey TWO = key("two");
    private static final int AT_ONCE = 4;

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicReference<String> said = new AtomicReference<>("");

    @SuppressWarnings("NullAway.Init")
    private HttpServer server;

    @SuppressWarnings("NullAway.Init")
    private SigningKeys keys;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            byte[] body = said.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(body.length == 0 ? 500 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        String address = "http://127.0.0.1:" + server.getAddress().getPort();
        IssuerSettings settings = new IssuerSettings(address, "hakiri", URI.create(address + "/keys"), "hakiri");
        keys = new SigningKeys(new IssuerDocuments(settings), now::get);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static EllipticCurveJsonWebKey key(String name) {
        try {
            EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            key.setKeyId(name);
            return key;
        } catch (JoseException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonWebSignature by(String name) {
        JsonWebSignature token = new JsonWebSignature();
        token.setAlgorithmHeaderValue("ES256");
        token.setKeyIdHeaderValue(name);
        return token;
    }

    private void publish(EllipticCurveJsonWebKey... published) {
        said.set(new JsonWebKeySet(published).toJson());
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void aKeyIsAskedForOnceAndANewOneWhenItIsNeeded() throws JoseException {
        publish(ONE);
        assertThat(keys.of(by("one"))).isNotNull();
        assertThat(keys.of(by("one"))).isNotNull();
        assertThat(asked).hasValue(1);
        publish(ONE, TWO);
        assertThat(keys.of(by("two"))).isNotNull();
        assertThat(asked).hasValue(2);
    }

    @Test
    void whateverIsAskedForTheIssuerIsNotAskedMoreOftenThanItMayBe() throws JoseException {
        publish(ONE);
        for (int i = 0; i < 50; i++) {
            assertThat(keys.of(by("rubbish-" + i))).isNull();
        }
        assertThat(asked).hasValue(AT_ONCE);
        pass(Duration.ofSeconds(10));
        publish(ONE, TWO);
        for (int i = 0; i < 50; i++) {
            assertThat(keys.of(by("rubbish-" + i))).isNull();
        }
        assertThat(asked)
                .as("one more in ten seconds, which brings the new key")
                .hasValue(AT_ONCE + 1);
        assertThat(keys.of(by("two"))).isNotNull();
    }

    @Test
    void whileTheIssuerIsAwayKnownKeysStayAndAnUnknownOneIsUndecided() throws JoseException {
        assertThatThrownBy(() -> keys.of(by("one")))
                .isInstanceOf(IssuerAway.class)
                .hasMessageContaining("status 500");
        said.set("<html>");
        assertThatThrownBy(() -> keys.of(by("one"))).isInstanceOf(IssuerAway.class);
        publish(ONE);
        assertThat(keys.of(by("one"))).isNotNull();
        said.set("");
        pass(SigningKeys.OLD.plusSeconds(1));
        assertThat(keys.of(by("one"))).isNotNull();
        assertThatThrownBy(() -> keys.of(by("two"))).isInstanceOf(IssuerAway.class);
        assertThat(keys.of(by("one"))).isNotNull();
    }

    @Test
    void aKeyThatTheIssuerTookBackIsNotTakenForLong() throws JoseException {
        publish(ONE, TWO);
        assertThat(keys.of(by("one"))).isNotNull();
        publish(TWO);
        pass(SigningKeys.OLD.plusSeconds(1));
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (keys.of(by("one")) != null && System.nanoTime() < end) {
            Thread.onSpinWait(); // it is renewed beside the calls
        }
        assertThat(keys.of(by("one"))).isNull();
        assertThat(keys.of(by("two"))).isNotNull();
    }
}
