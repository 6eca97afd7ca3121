package io.hakiri.it;

import static io.hakiri.it.TokenIssuer.token;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hakiri.catalog.Role;
import io.hakiri.it.TokenIssuer.SigningKey;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Tokens of an issuer of identities open what they say, when all about them is right, and nothing otherwise. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class) // the issuer's keys change in the course of it
final class SignedTokensTest {
    private static final SigningKey RSA = SigningKey.of("rsa", "RS256");
    private static final SigningKey PSS = SigningKey.of("pss", "PS256");
    private static final SigningKey EC = SigningKey.of("ec", "ES256");
    private static final SigningKey ED = SigningKey.of("ed", "EdDSA");
    private static final String PIPELINES = "/v1/projects/test/pipelines";
    private static final int HOUR = 3600;

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static TokenIssuer issuer;

    @SuppressWarnings("NullAway.Init")
    private static Service service;

    @BeforeAll
    static void serve() {
        issuer = TokenIssuer.started();
        issuer.publish(RSA, PSS, EC, ED);
        service = Service.in(
                folder,
                Map.of(
                        "HAKIRI_OIDC_ISSUER", issuer.url(),
                        "HAKIRI_OIDC_AUDIENCE", "hakiri-test",
                        "HAKIRI_RATE_LIMIT", "off"));
    }

    @AfterAll
    static void stop() {
        service.close();
        issuer.close();
    }

    private static String claims(String grants, String... changed) {
        long now = Instant.now().getEpochSecond();
        Map<String, String> claims = new LinkedHashMap<>();
        claims.put("iss", "\"" + issuer.url() + "\"");
        claims.put("sub", "\"ann\"");
        claims.put("aud", "[\"other\",\"hakiri-test\"]");
        claims.put("iat", "" + (now - HOUR));
        claims.put("exp", "" + (now + HOUR));
        claims.put("hakiri", grants);
        for (int i = 0; i < changed.length; i += 2) {
            claims.put(changed[i], changed[i + 1]);
        }
        StringBuilder json = new StringBuilder("{");
        claims.forEach((name, value) -> {
            if (!value.isEmpty()) {
                json.append(json.length() == 1 ? "" : ",").append("\"" + name + "\":" + value);
            }
        });
        return json.append("}").toString();
    }

    private static String in(long seconds) {
        return "" + (Instant.now().getEpochSecond() + seconds);
    }

    @Test
    @Order(1)
    void eachAlgorithmWithPublicKeysIsTaken() {
        for (SigningKey key : new SigningKey[] {RSA, PSS, EC, ED}) {
            JsonNode caller = service.callAs(token(key, claims("[\"test:operator\"]")), "GET", "/v1/caller", null)
                    .expect(200)
                    .json();
            assertThat(caller.path("name").asText()).as(key.algorithm()).isEqualTo("oidc:ann");
            assertThat(caller.at("/grants/0/project").asText()).isEqualTo("test");
            assertThat(caller.at("/grants/0/role").asText()).isEqualTo("operator");
            assertThat(caller.path("expires_at").isTextual()).isTrue();
        }
    }

    @Test
    @Order(2)
    void aTokenOpensInEachProjectWhatItsRoleThereIncludes() {
        service.token("other", Role.READER, null);
        String both = token(EC, claims("[\"test:admin\",\"other:reader\",\"a group\",\"third:emperor\"]"));
        String reason = "{\"reason\":\"test\"}";
        service.callAs(both, "GET", PIPELINES, null).expect(200);
        service.callAs(both, "GET", "/v1/projects/test/tokens", null).expect(200);
        service.callAs(both, "GET", "/v1/projects/other/pipelines", null).expect(200);
        service.callAs(both, "GET", "/v1/projects/other/tokens", null).expect(403);
        service.callAs(both, "GET", "/v1/projects/third/pipelines", null).expect(403);
        assertThat(service.callAs(both, "GET", "/v1/projects", null).expect(200).text())
                .contains("other", "test")
                .doesNotContain("third");
        assertThat(service.callAs(both, "GET", "/v1/projects?limit=1", null)
                        .expect(200)
                        .json()
                        .path("next")
                        .asText())
                .isEqualTo("other");

        String everywhere = token(ED, claims("\"openid *:worker test:operator\""));
        service.callAs(everywhere, "GET", "/v1/projects/third/pipelines", null).expect(200);
        service.callAs(everywhere, "POST", "/v1/projects/third/pipelines/x/pause", reason)
                .expect(403);
        service.callAs(everywhere, "GET", "/v1/projects/%00/pipelines", null).expect(400);
        assertThat(service.callAs(everywhere, "GET", "/v1/projects", null)
                        .expect(200)
                        .text())
                .contains("other", "test");
        assertThat(service.callAs(everywhere, "POST", "/v1/reconcile", null)
                        .expect(200)
                        .json()
                        .path("projects")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    @Order(3)
    void theAuditNamesTheSubject() {
        String admin = token(RSA, claims("[\"test:admin\"]", "sub", "\"bea\""));
        service.callAs(
                        admin,
                        "POST",
                        "/v1/projects/test/tokens",
                        "{\"id\":\"made\",\"role\":\"reader\",\"hash\":\"" + "00".repeat(32)
                                + "\",\"reason\":\"test\"}")
                .expect(204);
        assertThat(service.callAs(admin, "GET", "/v1/projects/test/audit", null)
                        .expect(200)
                        .text())
                .contains("oidc:bea");
    }

    @Test
    @Order(4)
    void whatIsWrongWithATokenClosesEveryRoute() {
        String grants = "[\"*:admin\"]";
        SigningKey stranger = SigningKey.of("rsa", "RS256"); // under the name of a key of the issuer
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put("not signed", TokenIssuer.unsigned(RSA, claims(grants), ""));
        wrong.put("not signed, with something behind", TokenIssuer.unsigned(RSA, claims(grants), "AAAA"));
        wrong.put("the public key as a secret", TokenIssuer.signedWithThePublicKey(RSA, claims(grants)));
        wrong.put("another key", token(stranger, claims(grants)));
        wrong.put("a key for another algorithm", token(new SigningKey("ec", "RS256", RSA.pair()), claims(grants)));
        wrong.put("an unknown key", token(SigningKey.of("nobody", "ES256"), claims(grants)));
        wrong.put("another issuer", token(RSA, claims(grants, "iss", "\"https://id.example.org\"")));
        wrong.put("no issuer", token(RSA, claims(grants, "iss", "")));
        wrong.put("another audience", token(RSA, claims(grants, "aud", "\"other\"")));
        wrong.put("no audience", token(RSA, claims(grants, "aud", "")));
        wrong.put("expired", token(RSA, claims(grants, "exp", in(-31))));
        wrong.put("for ever", token(RSA, claims(grants, "exp", "")));
        wrong.put("not yet", token(RSA, claims(grants, "nbf", in(120))));
        wrong.put("nobody", token(RSA, claims(grants, "sub", "")));
        wrong.put("a blank name", token(RSA, claims(grants, "sub", "\" \"")));
        wrong.put("a name that writes on terminals", token(RSA, claims(grants, "sub", "\"a\\u001b[2J\"")));
        wrong.put("too large", token(RSA, claims(grants, "more", "\"" + "x".repeat(9000) + "\"")));
        String good = token(RSA, claims(grants));
        wrong.put("changed", good.replace(".e", ".f"));
        wrong.forEach((what, token) -> {
            Service.Answer answer = service.callAs(token, "GET", PIPELINES, null);
            assertThat(answer.status()).as(what).isEqualTo(401);
            assertThat(answer.problem()).as(what).isEqualTo("unauthenticated");
        });
        for (Routes.Route route : Routes.published().all()) {
            if (!route.isOpen()) {
                for (String what : new String[] {"not signed, with something behind", "another key", "expired"}) {
                    assertThat(call(String.valueOf(wrong.get(what)), route).status())
                            .as("%s with a token that is %s", route, what)
                            .isEqualTo(401);
                }
            }
        }
        assertThat(service.callAs(wrong.get("expired"), "GET", PIPELINES, null)
                        .json()
                        .path("detail")
                        .asText())
                .isEqualTo("it has expired");
        service.callAs(good, "GET", PIPELINES, null).expect(200);
        service.callAs(token(RSA, claims(grants, "exp", in(-5))), "GET", PIPELINES, null)
                .expect(200); // clocks differ
        service.callAs(token(RSA, claims(grants, "nbf", in(5))), "GET", PIPELINES, null)
                .expect(200);
    }

    @Test
    @Order(5)
    void aTokenThatSaysNothingOfItAllowsNothing() {
        for (String grants :
                new String[] {"", "[]", "\"\"", "7", "{\"test\":\"admin\"}", "[\"admin\",\"*\",\":admin\"]"}) {
            assertThat(service.callAs(token(EC, claims(grants)), "GET", "/v1/caller", null)
                            .expect(403)
                            .problem())
                    .as(grants)
                    .isEqualTo("forbidden");
        }
        String nothing = token(EC, claims("[\"admin\"]"));
        for (Routes.Route route : Routes.published().all()) {
            if (!route.isOpen()) {
                assertThat(call(nothing, route).status()).as(route.toString()).isEqualTo(403);
            }
        }
        for (Role role : Role.values()) {
            String token = token(ED, claims("[\"test:" + role.name().toLowerCase(Locale.ROOT) + "\"]"));
            for (Routes.Route route : Routes.published().all()) {
                boolean closed = !route.isOpen() && role.compareTo(route.role()) < 0;
                if (closed) {
                    assertThat(call(token, route).status())
                            .as("%s as %s", route, role)
                            .isEqualTo(403);
                }
            }
        }
    }

    private static Service.Answer call(String token, Routes.Route route) {
        String path = route.path().replace("{project}", "test").replaceAll("\\{[a-z]+}", "x");
        String body = route.method().equals("GET") || route.method().equals("DELETE") ? null : "{}";
        return service.callAs(token, route.method(), path, body);
    }

    @Test
    @Order(6)
    void theCommandLineTakesSuchATokenToo() {
        Path elsewhere = folder.resolve("elsewhere");
        Projects.write(Projects.csv(elsewhere, "jsonl", "", "").resolve("data.csv"), "n,word\n1,one\n");
        Projects.write(elsewhere.resolve("token"), token(EC, claims("[\"test:operator\",\"other:reader\"]")) + "\n");
        Program program = Program.in(elsewhere)
                .with(Map.of(
                        "HAKIRI_SERVER",
                        service.root().toString(),
                        "HAKIRI_TOKEN_FILE",
                        elsewhere.resolve("token").toString()));
        program.run("run").expect(0);
        assertThat(program.run("doctor").expect(0).out())
                .contains("oidc:ann of project test, role operator; project other, role reader, until ");
    }

    @Test
    @Order(7)
    void aNewKeyIsTakenAtOnceAndStrangersDoNotMakeUsAskForIt() {
        int before = issuer.asked();
        SigningKey next = SigningKey.of("next", "ES256");
        issuer.publish(EC, next);
        service.callAs(token(next, claims("[\"test:reader\"]")), "GET", PIPELINES, null)
                .expect(200);
        assertThat(issuer.asked()).isEqualTo(before + 1);
        service.callAs(TokenIssuer.tokenOfNoKey(next, claims("[\"test:reader\"]")), "GET", PIPELINES, null)
                .expect(200);
        for (int i = 0; i < 60; i++) {
            SigningKey stranger = new SigningKey("stranger-" + i, "ES256", next.pair());
            service.callAs(token(stranger, claims("[\"test:reader\"]")), "GET", PIPELINES, null)
                    .expect(401);
        }
        assertThat(issuer.asked()).as("asked for sixty keys that there are not").isLessThan(before + 12);
        service.callAs(token(next, claims("[\"test:reader\"]")), "GET", PIPELINES, null)
                .expect(200);
    }

    @Test
    @Order(8)
    void whileTheIssuerIsAwayKnownKeysAreGoodAndOthersAreNotCalledWrong() {
        try (TokenIssuer away = TokenIssuer.started()) {
            Path place = folder.resolve("away");
            away.publish(EC);
            away.away();
            try (Service other = Service.in(
                    place,
                    Map.of(
                            "HAKIRI_OIDC_ISSUER", away.url(),
                            "HAKIRI_OIDC_AUDIENCE", "hakiri-test",
                            "HAKIRI_OIDC_JWKS", away.keysUrl(),
                            "HAKIRI_OIDC_CLAIM", "/rights/hakiri",
                            "HAKIRI_RATE_LIMIT", "off"))) {
                String iss = "\"" + away.url() + "\"";
                String good = token(EC, claims("", "iss", iss, "rights", "{\"hakiri\":[\"test:reader\"]}"));
                Service.Answer answer =
                        other.callAs(good, "GET", PIPELINES, null).expect(503);
                assertThat(answer.problem()).isEqualTo("unavailable");
                assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
                other.callAs(other.ownToken(), "GET", PIPELINES, null).expect(200);
                away.back();
                other.callAs(good, "GET", PIPELINES, null).expect(200);
                away.away();
                other.callAs(good, "GET", PIPELINES, null).expect(200);
                String unknown = token(ED, claims("", "iss", iss));
                other.callAs(unknown, "GET", PIPELINES, null).expect(503);
                assertThat(other.said()).doesNotContain("\tat ", good);
            }
        }
    }

    @Test
    @Order(9)
    void wrongSettingsEndTheStartAllAtOnce() {
        assertThat(Program.in(folder)
                        .run(
                                Map.of("HAKIRI_OIDC_ISSUER", "http://id.example.org", "HAKIRI_RATE_LIMIT", "fast"),
                                "serve",
                                "--port",
                                "0")
                        .expect(2)
                        .err())
                .contains("HAKIRI_OIDC_AUDIENCE", "http://id.example.org", "HAKIRI_RATE_LIMIT");
        assertThat(service.said()).doesNotContain("\tat ", "eyJ");
    }
}
