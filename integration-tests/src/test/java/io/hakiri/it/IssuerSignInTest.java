package io.hakiri.it;

import static io.hakiri.it.TokenIssuer.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.it.TokenIssuer.SigningKey;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People sign in to the console at the issuer, and what comes back from there opens it only where all about it is right. */
final class IssuerSignInTest {
    private static final SigningKey KEY = SigningKey.of("ec", "ES256");
    private static final String START = "/console/sign-in/issuer";
    private static final String BACK = "/console/sign-in/callback";
    private static final String CLIENT = "the console";
    private static final String SECRET = "s:e/c r+t";
    private static final String API = "hakiri-test";
    private static final String GRANTS = "\"hakiri\":[\"test:reader\"]";
    private static final int HOUR = 3600;
    private static final Pattern ON = Pattern.compile("href=\"([^\"]+)\">It is me");

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static TokenIssuer issuer;

    @SuppressWarnings("NullAway.Init")
    private static Service service;

    /** A browser on its way: what it keeps, and where it was sent. */
    private record Way(Console browser, URI to) {}

    @BeforeAll
    static void serve() {
        issuer = TokenIssuer.started();
        issuer.publish(KEY);
        int port = freePort();
        Projects.csv(folder, "jsonl", "", "");
        service = Service.of(
                Program.in(folder)
                        .with(Map.of(
                                "HAKIRI_OIDC_ISSUER",
                                issuer.url(),
                                "HAKIRI_OIDC_AUDIENCE",
                                API,
                                "HAKIRI_OIDC_CLIENT_ID",
                                CLIENT,
                                "HAKIRI_OIDC_CLIENT_SECRET",
                                SECRET,
                                "HAKIRI_OIDC_SCOPES",
                                "openid hakiri",
                                "HAKIRI_PUBLIC_URL",
                                "http://127.0.0.1:" + port,
                                "HAKIRI_RATE_LIMIT",
                                "off")),
                folder,
                "--reconcile-every",
                "off",
                "--port",
                Integer.toString(port));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterAll
    static void stop() {
        assertThat(service.said()).doesNotContain("\tat ", "eyJ", "code=", SECRET);
        service.close();
        issuer.close();
    }

    private static String claims(String audience, String more) {
        long now = Instant.now().getEpochSecond();
        return "{\"iss\":\"%s\",\"sub\":\"ann\",\"aud\":%s,\"exp\":%d,%s}"
                .formatted(issuer.url(), audience, now + HOUR, more);
    }

    private static String accessToken(String more) {
        return token(KEY, claims("\"" + API + "\"", more));
    }

    private static String idToken(String nonce, String more) {
        return token(KEY, claims("[\"" + CLIENT + "\"]", "\"nonce\":\"" + nonce + "\"" + more));
    }

    private static String answer(String access, String identity) {
        return "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"id_token\":\"%s\"}".formatted(access, identity);
    }

    private static void gives(UnaryOperator<String> tokens) {
        issuer.knows(new TokenIssuer.Client(
                CLIENT, SECRET, service.root().resolve(BACK).toString(), tokens));
    }

    private static Way begun() {
        Service.Answer sent = Console.of(service).get(START).expect(302);
        String set = sent.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(set).contains("HttpOnly", "SameSite=Lax", "Path=/console/sign-in;", "Max-Age=600");
        return new Way(
                Console.of(service).with(set.substring(0, set.indexOf(';'))),
                URI.create(sent.headers().firstValue("Location").orElseThrow()));
    }

    /** What the issuer's page leads to, after it is known who that is. */
    private static String signedInThere(Way way) {
        Service.Answer page =
                service.send(HttpRequest.newBuilder(way.to()).build()).expect(200);
        Matcher link = ON.matcher(page.text());
        assertThat(link.find()).as(page.text()).isTrue();
        return link.group(1)
                .replace("&amp;", "&")
                .substring(service.root().toString().length());
    }

    private static Service.Answer round() {
        Way way = begun();
        return way.browser().get(signedInThere(way));
    }

    private static void refused(Service.Answer answer, int status, String why) {
        assertThat(answer.expect(status).text()).contains(why, "Sign in with 127.0.0.1");
        assertThat(answer.headers().allValues("Set-Cookie"))
                .allMatch(set -> set.startsWith("hakiri-sign-in=;") || set.startsWith("hakiri-sign-in=\"\";"));
    }

    @Test
    void whoSignsInThereSeesTheProjectsHere() {
        String access = accessToken(GRANTS);
        gives(nonce -> answer(access, idToken(nonce, "")));
        assertThat(Console.of(service).get("/console/sign-in").expect(200).text())
                .contains("href=\"" + service.root().resolve(START) + "\"", "Sign in with 127.0.0.1");
        Service.Answer end = round().expect(200);
        assertThat(end.headers().firstValue("Refresh")).hasValue("0; url=/console");
        String session = end.headers().allValues("Set-Cookie").stream()
                .filter(set -> set.startsWith("hakiri-session="))
                .findFirst()
                .orElseThrow();
        assertThat(session).contains("HttpOnly", "SameSite=Strict", "Path=/console", access);
        assertThat(end.headers().allValues("Set-Cookie")).anyMatch(set -> set.contains("Max-Age=0"));
        Console ann = Console.of(service).with(session.substring(0, session.indexOf(';')));
        assertThat(ann.get("/console").expect(200).text()).contains("/console/projects/test", "oidc:ann");
        ann.post(Console.PIPELINE + "/pause", "reason", "x").expect(403);
        ann.post("/console/sign-out").expect(303);
    }

    @Test
    void whereTheAccessTokenIsForSomebodyElseTheIdTokenIsTakenIfItIsForTheService() {
        for (String access : new String[] {"opaque", token(KEY, claims("\"elsewhere\"", GRANTS))}) {
            gives(nonce -> answer(
                    access,
                    token(
                            KEY,
                            claims(
                                    "[\"" + CLIENT + "\",\"" + API + "\"]",
                                    "\"azp\":\"" + CLIENT + "\",\"nonce\":\"" + nonce + "\"," + GRANTS))));
            assertThat(round().expect(200).headers().allValues("Set-Cookie"))
                    .anyMatch(set -> set.startsWith("hakiri-session=ey"));
            gives(nonce -> answer(access, idToken(nonce, "," + GRANTS)));
            refused(round(), 401, "no token that is for this service: it is for another audience");
        }
    }

    @Test
    void whatIsNotTheAnswerToWhatThisBrowserBeganOpensNothing() {
        gives(nonce -> answer(accessToken(GRANTS), idToken(nonce, "")));
        Way one = begun();
        Way other = begun();
        String back = signedInThere(one);
        refused(Console.of(service).get(back), 401, "has not begun to sign in");
        refused(Console.of(service).with("hakiri-sign-in=x.y.z").get(back), 401, "has not begun to sign in");
        refused(other.browser().get(back), 401, "another signing in");
        refused(one.browser().get(back.replace("state=", "state=x")), 401, "another signing in");
        refused(one.browser().get(back.replaceAll("&state=[^&]+", "")), 401, "another signing in");
        refused(
                one.browser().get(back.replaceAll("iss=[^&]+", "iss=https%3A%2F%2Fid.example.org")),
                401,
                "another issuer");
        refused(one.browser().get(back.replaceAll("code=[^&]+", "")), 401, "no code");
        refused(one.browser().get(back.replaceAll("code=[^&]+", "code=made-up")), 401, "invalid_grant");
        String theirs = signedInThere(other);
        String code = theirs.replaceAll(".*code=([^&]+).*", "$1");
        refused(
                one.browser().get(back.replaceAll("code=[^&]+", "code=" + code)),
                401,
                "invalid_grant"); // not its verifier
        one.browser().get(back).expect(200);
        refused(one.browser().get(back), 401, "invalid_grant"); // once
    }

    @Test
    void anIdTokenOfAnythingElseIsRefused() {
        gives(nonce -> answer(accessToken(GRANTS), idToken("another", "")));
        refused(round(), 401, "it is the answer to another signing in");
        gives(nonce ->
                answer(accessToken(GRANTS), token(KEY, claims("\"" + API + "\"", "\"nonce\":\"" + nonce + "\""))));
        refused(round(), 401, "it is for another audience");
        gives(nonce -> answer(accessToken(GRANTS), idToken(nonce, ",\"azp\":\"somebody\"")));
        refused(round(), 401, "it was given to another client");
        gives(nonce -> answer(
                accessToken(GRANTS),
                token(SigningKey.of("ec", "ES256"), claims("\"" + CLIENT + "\"", "\"nonce\":\"" + nonce + "\""))));
        refused(round(), 401, "not signed by a key of the issuer");
        gives(nonce -> "{\"access_token\":\"" + accessToken(GRANTS) + "\"}");
        refused(round(), 401, "no ID token");
        gives(nonce -> answer(accessToken(GRANTS).replace("ey", "ex"), idToken(nonce, "")));
        refused(round(), 401, "no token that is for this service");
        String ofBob = token(KEY, claims("\"" + API + "\"", GRANTS).replace("\"ann\"", "\"bob\""));
        gives(nonce -> answer(ofBob, idToken(nonce, "")));
        refused(round(), 401, "no token that is for this service");
    }

    @Test
    void whoMayDoNothingAndWhatIsTooLongIsToldSo() {
        gives(nonce -> answer(accessToken("\"groups\":[\"all\"]"), idToken(nonce, "")));
        refused(round(), 403, "The issuer knows oidc:ann, but its token says of no project");
        gives(nonce -> answer(accessToken(GRANTS + ",\"more\":\"" + "x".repeat(3_000) + "\""), idToken(nonce, "")));
        refused(round(), 401, "longer than the 3800 characters");
        gives(nonce -> answer(accessToken(GRANTS + ",\"more\":\"" + "x".repeat(9_000) + "\""), idToken(nonce, "")));
        refused(round(), 401, "longer than the 3800 characters");
    }

    @Test
    void whatTheIssuerSaysInsteadIsSaidInWordsOfOurs() {
        gives(nonce -> answer("", ""));
        Way way = begun();
        String state = way.to().toString().replaceAll(".*[&?]state=([^&]+).*", "$1");
        refused(way.browser().get(BACK + "?error=access_denied&state=" + state), 401, "The issuer says no");
        Service.Answer other =
                way.browser().get(BACK + "?error=%3Cscript%3E&error_description=call+this+number&state=" + state);
        refused(other, 401, "The issuer broke it off.");
        assertThat(other.text().toLowerCase(Locale.ROOT)).doesNotContain("&lt;script", "number");
        refused(
                way.browser().get(BACK + "?error=login_required&state=" + state),
                401,
                "The issuer broke it off: login_required.");
        issuer.knows(new TokenIssuer.Client(
                CLIENT, "another secret", service.root().resolve(BACK).toString(), nonce -> "{}"));
        refused(round(), 401, "invalid_client");
    }

    @Test
    void whileTheIssuerIsAwayItIsSaidAndNothingIsOpened() {
        gives(nonce -> answer(accessToken(GRANTS), idToken(nonce, "")));
        Way way = begun();
        String back = signedInThere(way);
        issuer.away();
        try {
            refused(way.browser().get(back), 503, "The issuer is out of reach");
        } finally {
            issuer.back();
        }
        way.browser().get(back).expect(200);
    }

    /** Without a secret; and what is not there is not offered. */
    @Test
    void aPublicClientSignsInAndWithoutAClientNobodyDoes() {
        int port = freePort();
        Path place = folder.resolve("public");
        Projects.csv(place, "jsonl", "", "");
        Map<String, String> trusting =
                Map.of("HAKIRI_OIDC_ISSUER", issuer.url(), "HAKIRI_OIDC_AUDIENCE", API, "HAKIRI_RATE_LIMIT", "off");
        try (Service none = Service.in(folder.resolve("none"), trusting)) {
            assertThat(Console.of(none).get("/console/sign-in").expect(200).text())
                    .doesNotContain("Sign in with");
            Console.of(none).get(START).expect(404);
            Console.of(none).get(BACK + "?code=x&state=y").expect(401);
        }
        try (Service open = Service.of(
                Program.in(place)
                        .with(trusting)
                        .with(Map.of("HAKIRI_OIDC_CLIENT_ID", "open", "HAKIRI_PUBLIC_URL", "http://127.0.0.1:" + port)),
                place,
                "--port",
                Integer.toString(port))) {
            issuer.knows(new TokenIssuer.Client(
                    "open",
                    null,
                    open.root().resolve(BACK).toString(),
                    nonce -> answer(
                            accessToken(GRANTS), token(KEY, claims("\"open\"", "\"nonce\":\"" + nonce + "\"")))));
            Service.Answer sent = Console.of(open).get(START).expect(302);
            String set = sent.headers().firstValue("Set-Cookie").orElseThrow();
            Matcher link = ON.matcher(open.send(HttpRequest.newBuilder(URI.create(
                                    sent.headers().firstValue("Location").orElseThrow()))
                            .build())
                    .text());
            assertThat(link.find()).isTrue();
            Console.of(open)
                    .with(set.substring(0, set.indexOf(';')))
                    .get(link.group(1)
                            .replace("&amp;", "&")
                            .substring(open.root().toString().length()))
                    .expect(200);
        }
    }
}
