package io.hakiri.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * An issuer of identities on this machine: discovery, keys and tokens, and a page where one signs in, made with the JDK alone, so that no
 * library agrees with itself.
 */
public final class TokenIssuer implements AutoCloseable {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int RSA_BITS = 2048;
    private static final int P256_BYTES = 32;
    private static final int PSS_SALT = 32;

    private final int port;
    private final List<SigningKey> published = new CopyOnWriteArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final Map<String, Asked> codes = new ConcurrentHashMap<>();
    private volatile @Nullable Client client;
    private HttpServer server;

    /**
     * Who may send people here, and what comes of it.
     *
     * @param secret {@code null} for a public client
     * @param tokens by the nonce: the answer's fields, as JSON
     */
    public record Client(String id, @Nullable String secret, String redirect, UnaryOperator<String> tokens) {}

    /** What a code was given for. */
    private record Asked(String challenge, String nonce) {}

    private TokenIssuer(HttpServer server) {
        this.server = server;
        this.port = server.getAddress().getPort();
    }

    public static TokenIssuer started() {
        return new TokenIssuer(listening(0)).open();
    }

    private static HttpServer listening(int port) {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TokenIssuer open() {
        server.createContext(
                "/.well-known/openid-configuration", exchange -> answer(exchange, """
                {"issuer": "%1$s", "jwks_uri": "%2$s", "authorization_endpoint": "%1$s/authorize?tenant=one",
                 "token_endpoint": "%1$s/token", "token_endpoint_auth_methods_supported": ["client_secret_basic"]}""".formatted(url(), keysUrl())));
        server.createContext("/authorize", this::authorize);
        server.createContext("/token", this::exchange);
        server.createContext("/keys", exchange -> {
            asked.incrementAndGet();
            answer(
                    exchange,
                    published.stream().map(SigningKey::json).collect(Collectors.joining(",", "{\"keys\": [", "]}")));
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return this;
    }

    /** People sign in by a click: a browser that goes on from here comes from another site. */
    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> asked = fields(exchange.getRequestURI().getRawQuery());
        Client known = Objects.requireNonNull(client);
        boolean right = known.id().equals(asked.get("client_id"))
                && known.redirect().equals(asked.get("redirect_uri"))
                && "one".equals(asked.get("tenant"))
                && "code".equals(asked.get("response_type"))
                && "S256".equals(asked.get("code_challenge_method"))
                && List.of(asked.getOrDefault("scope", "").split(" ")).contains("openid");
        if (!right) {
            answer(exchange, 400, "text/html", "<p>This cannot be asked for.</p>");
            return;
        }
        String code = UUID.randomUUID().toString();
        codes.put(code, new Asked(asked.getOrDefault("code_challenge", ""), asked.getOrDefault("nonce", "")));
        String back = known.redirect() + "?code=" + code + "&amp;state=" + asked.get("state") + "&amp;iss="
                + URLEncoder.encode(url(), StandardCharsets.UTF_8);
        answer(
                exchange,
                200,
                "text/html",
                "<!DOCTYPE html><title>Issuer</title><link rel=\"icon\" href=\"data:,\"><a href=\"" + back
                        + "\">It is me</a>");
    }

    private void exchange(HttpExchange exchange) throws IOException {
        Map<String, String> asked =
                fields(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Client known = Objects.requireNonNull(client);
        String shown = exchange.getRequestHeaders().getFirst("Authorization");
        if (!Objects.equals(shown, known.secret() == null ? null : basic(known.id(), known.secret()))) {
            answer(exchange, 401, "application/json", "{\"error\": \"invalid_client\"}");
            return;
        }
        Asked code = codes.remove(asked.getOrDefault("code", ""));
        boolean right = code != null
                && code.challenge().equals(challenge(asked.getOrDefault("code_verifier", "")))
                && "authorization_code".equals(asked.get("grant_type"))
                && known.redirect().equals(asked.get("redirect_uri"))
                && known.id().equals(asked.get("client_id"));
        if (right) {
            answer(exchange, known.tokens().apply(Objects.requireNonNull(code).nonce()));
        } else {
            answer(exchange, 400, "application/json", "{\"error\": \"invalid_grant\", \"error_description\": \"<b>\"}");
        }
    }

    private static String basic(String id, String secret) {
        String both =
                URLEncoder.encode(id, StandardCharsets.UTF_8) + ":" + URLEncoder.encode(secret, StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    }

    private static String challenge(String verifier) {
        try {
            return BASE64.encodeToString(
                    MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, String> fields(String form) {
        Map<String, String> fields = new HashMap<>();
        for (String field : form.split("&", -1)) {
            int end = field.indexOf('=');
            fields.put(field.substring(0, end), URLDecoder.decode(field.substring(end + 1), StandardCharsets.UTF_8));
        }
        return fields;
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        answer(exchange, 200, "application/json", text);
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    String keysUrl() {
        return url() + "/keys";
    }

    /** How often its keys were asked for. */
    int asked() {
        return asked.get();
    }

    /** From now on this one may send people here. */
    public void knows(Client known) {
        client = known;
    }

    /** From now on these are its keys. */
    public void publish(SigningKey... keys) {
        published.clear();
        published.addAll(List.of(keys));
    }

    /** Nobody answers until it is {@link #back}. */
    void away() {
        server.stop(0);
    }

    void back() {
        server = listening(port);
        open();
    }

    /** A token by one of its keys or by any other, as the claims say. */
    public static String token(SigningKey key, String claims) {
        return signed(
                key, "{\"alg\":\"%s\",\"kid\":\"%s\",\"typ\":\"JWT\"}".formatted(key.algorithm(), key.id()), claims);
    }

    /** Without the name of a key. */
    static String tokenOfNoKey(SigningKey key, String claims) {
        return signed(key, "{\"alg\":\"%s\"}".formatted(key.algorithm()), claims);
    }

    private static String signed(SigningKey key, String header, String claims) {
        String text = encoded(header) + "." + encoded(claims);
        return text + "." + BASE64.encodeToString(key.sign(text.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Signed as with a secret, which is the public key: what a careless reader would take. */
    static String signedWithThePublicKey(SigningKey key, String claims) {
        String text = encoded("{\"alg\":\"HS256\",\"kid\":\"" + key.id() + "\"}") + "." + encoded(claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.pair().getPublic().getEncoded(), "HmacSHA256"));
            return text + "." + BASE64.encodeToString(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Not signed, as its header says: with nothing behind the last point, or with something. */
    static String unsigned(SigningKey key, String claims, String signature) {
        return encoded("{\"alg\":\"none\",\"kid\":\"" + key.id() + "\"}") + "." + encoded(claims) + "." + signature;
    }

    private static String encoded(String text) {
        return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** A pair of keys. */
    public record SigningKey(String id, String algorithm, KeyPair pair) {
        public static SigningKey of(String id, String algorithm) {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance(
                        switch (algorithm) {
                            case "RS256", "PS256" -> "RSA";
                            case "ES256" -> "EC";
                            default -> "Ed25519";
                        });
                switch (algorithm) {
                    case "RS256", "PS256" -> generator.initialize(RSA_BITS);
                    case "ES256" -> generator.initialize(new ECGenParameterSpec("secp256r1"));
                    default -> {}
                }
                return new SigningKey(id, algorithm, generator.generateKeyPair());
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        byte[] sign(byte[] text) {
            try {
                Signature signature = Signature.getInstance(
                        switch (algorithm) {
                            case "RS256" -> "SHA256withRSA";
                            case "PS256" -> "RSASSA-PSS";
                            case "ES256" -> "SHA256withECDSAinP1363Format";
                            default -> "Ed25519";
                        });
                if (algorithm.equals("PS256")) {
                    signature.setParameter(
                            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSS_SALT, 1));
                }
                signature.initSign(pair.getPrivate());
                signature.update(text);
                return signature.sign();
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        String json() {
            String more = switch (pair.getPublic()) {
                case RSAPublicKey rsa ->
                    "\"kty\":\"RSA\",\"n\":\"" + number(rsa.getModulus(), RSA_BITS / 8) + "\",\"e\":\""
                            + number(rsa.getPublicExponent(), 3) + "\"";
                case ECPublicKey ec ->
                    "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\""
                            + number(ec.getW().getAffineX(), P256_BYTES) + "\",\"y\":\""
                            + number(ec.getW().getAffineY(), P256_BYTES) + "\"";
                case EdECPublicKey ed -> {
                    byte[] encoded = ed.getEncoded(); // the last 32 bytes of the X.509 form are the key
                    yield "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\""
                            + BASE64.encodeToString(
                                    Arrays.copyOfRange(encoded, encoded.length - P256_BYTES, encoded.length))
                            + "\"";
                }
                default -> throw new AssertionError(algorithm);
            };
            return "{\"kid\":\"" + id + "\",\"use\":\"sig\"," + more + "}";
        }

        private static String number(BigInteger number, int bytes) {
            byte[] all = number.toByteArray();
            byte[] exact = new byte[bytes];
            int length = Math.min(all.length, bytes);
            System.arraycopy(all, all.length - length, exact, bytes - length, length);
            return BASE64.encodeToString(exact);
        }
    }
}
