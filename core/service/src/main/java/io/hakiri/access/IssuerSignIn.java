package io.hakiri.access;

import com.fasterxml.jackson.databind.JsonNode;
import io.hakiri.api.SignedToken;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * People sign in at the issuer (OpenID Connect Core, the authorization code flow, with PKCE), and the service takes of the tokens that
 * come of it the one that the API would take. See {@code docs/adr/0032-console.md}.
 *
 * <pre>
 * 1. the browser is sent to the issuer with a state, a nonce and the digest of a verifier, all three of which it keeps in a cookie
 * 2. it comes back with a code and the state, which has to be the one that it kept
 * 3. the code and the verifier are exchanged for tokens, with the issuer alone
 * 4. the ID token has to be for this client, and of this nonce; then a token is chosen
 * </pre>
 */
@Singleton
public final class IssuerSignIn {
    /** Where a browser is sent from. */
    public static final String START = BrowserSession.SIGN_IN + "/issuer";

    /** Where the issuer sends it back to: what is registered there, behind the service's address. */
    public static final String BACK = BrowserSession.SIGN_IN + "/callback";

    /** What the issuer says of itself changes with years, and is asked for by whoever clicks. */
    private static final Duration KNOWN = Duration.ofMinutes(10);
    /** Where it did not say it. */
    private static final Duration NOT_KNOWN = Duration.ofSeconds(5);

    private static final int LONGEST_CODE = 4096;
    private static final Pattern ERROR = Pattern.compile("[a-z_]{1,64}");
    private static final String AGAIN = " Begin again.";
    private static final System.Logger LOG = System.getLogger(IssuerSignIn.class.getName());

    /** What was had of the issuer at a time: one of both. */
    private record Had(
            @Nullable IssuerEndpoints endpoints, @Nullable String trouble, long atNanos) {}

    private final Callers callers;
    private final @Nullable IssuerSettings issuer;
    private final @Nullable SignInSettings settings;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile @Nullable Had had;

    IssuerSignIn(Callers callers, AccessRules rules) {
        this.callers = callers;
        this.issuer = rules.issuer();
        this.settings = rules.issuer() == null ? null : rules.signIn();
    }

    /** Where a browser begins; empty where there is no such way in. It is at the service's own address, for there the cookie will be. */
    public Optional<URI> start() {
        return Optional.ofNullable(settings).map(there -> there.at(START));
    }

    /** Whose people sign in, in a word. */
    public String name() {
        return issuer == null ? "" : URI.create(issuer.issuer()).getHost();
    }

    /** Whether browsers speak HTTPS with this service. */
    public boolean isEncrypted() {
        return settings != null && "https".equalsIgnoreCase(settings.service().getScheme());
    }

    /**
     * Where the issuer signs people in. May ask it, and so blocks.
     *
     * @throws IssuerUnknown where it does not say
     */
    public URI to(SignInAttempt attempt) throws IssuerUnknown {
        SignInSettings client = settings;
        if (client == null) {
            throw new IssuerUnknown("this service sends nobody to an issuer");
        }
        URI place = endpoints().authorization();
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", client.clientId());
        query.put("redirect_uri", client.at(BACK).toString());
        query.put("scope", client.scopes());
        query.put("state", attempt.state());
        query.put("nonce", attempt.nonce());
        query.put("code_challenge", attempt.challenge());
        query.put("code_challenge_method", "S256");
        return URI.create(place + (place.getRawQuery() == null ? "?" : "&") + form(query));
    }

    /**
     * What came of it. Asks the issuer, and so blocks.
     *
     * @param answer what the browser brought back
     * @param kept what it had kept: the cookie
     * @param address where it is
     */
    public SignedIn end(SignInAnswer answer, @Nullable String kept, String address) {
        SignInSettings client = settings;
        IssuerSettings whose = issuer;
        SignInAttempt attempt = SignInAttempt.kept(kept).orElse(null);
        if (client == null || whose == null) {
            return new SignedIn.Refused("This service sends nobody to an issuer.");
        }
        if (attempt == null) {
            return new SignedIn.Refused("This browser has not begun to sign in, or more than "
                    + SignInAttempt.LIVES.toMinutes() + " minutes ago, or it keeps no cookies." + AGAIN);
        }
        if (!attempt.state().equals(answer.state())) {
            return new SignedIn.Refused(
                    "This is the answer to another signing in, such as one of another tab." + AGAIN);
        }
        if (answer.issuer() != null && !answer.issuer().equals(whose.issuer())) {
            return new SignedIn.Refused("This is the answer of another issuer." + AGAIN);
        }
        String error = answer.error();
        if (error != null) {
            return new SignedIn.Refused(
                    error.equals("access_denied")
                            ? "The issuer says no: it was refused or broken off there."
                            : "The issuer broke it off" + (ERROR.matcher(error).matches() ? ": " + error + "." : "."));
        }
        String code = answer.code();
        if (code == null || code.isBlank() || code.length() > LONGEST_CODE) {
            return new SignedIn.Refused("The issuer's answer has no code." + AGAIN);
        }
        if (!callers.mayTry(address)) {
            return new SignedIn.TooMany();
        }
        return exchanged(client, attempt, code, address);
    }

    private SignedIn exchanged(SignInSettings client, SignInAttempt attempt, String code, String address) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", client.at(BACK).toString());
        form.put("code_verifier", attempt.verifier());
        form.put("client_id", client.clientId());
        try {
            IssuerEndpoints places = endpoints();
            String secret = client.clientSecret();
            String header = null;
            if (secret != null && places.secretInForm()) {
                form.put("client_secret", secret);
            } else if (secret != null) {
                header = basic(client.clientId(), secret);
            }
            SignedIn end = looked(client, attempt, documents().tokens(places.token(), form(form), header));
            if (end instanceof SignedIn.Refused) {
                callers.tried(address);
            }
            return end;
        } catch (IssuerUnknown e) {
            return new SignedIn.Undecided(e.says());
        } catch (IssuerAway e) {
            LOG.log(System.Logger.Level.WARNING, "signing in at the issuer: " + e.getMessage());
            return new SignedIn.Undecided("The issuer is out of reach: " + e.getMessage() + ".");
        } catch (CodeRefused e) {
            callers.tried(address);
            LOG.log(System.Logger.Level.WARNING, "signing in at the issuer: it gives no tokens, " + e.getMessage());
            return new SignedIn.Refused("The issuer gives no tokens for it: " + e.getMessage() + "." + AGAIN);
        }
    }

    /** RFC 6749, 2.3.1: both are encoded as in a form before they are joined. */
    private static String basic(String clientId, String secret) {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString((encoded(clientId) + ":" + encoded(secret)).getBytes(StandardCharsets.UTF_8));
    }

    private SignedIn looked(SignInSettings client, SignInAttempt attempt, JsonNode tokens) {
        Issuer reader = callers.issuer();
        Optional<SignedToken> identity =
                SignedToken.parse(tokens.path("id_token").asText());
        if (reader == null || identity.isEmpty()) {
            return new SignedIn.Refused("The issuer gave no ID token, or one that is too long.");
        }
        return switch (reader.identity(identity.get(), client.clientId(), attempt.nonce())) {
            case Recognized.Known(Bearer bearer) ->
                chosen(reader, bearer, tokens.path("access_token").asText(), identity.get());
            case Recognized.Wrong(String why) ->
                new SignedIn.Refused("The issuer's ID token cannot be taken: " + why + "." + AGAIN);
            case Recognized.Undecided(String why) -> new SignedIn.Undecided(why);
            case Recognized.TooMany _ -> new SignedIn.TooMany();
        };
    }

    /**
     * The access token, where it is one that the API takes: it is what is made for a service. The ID token, where that is: the issuer's
     * access tokens may be for nobody but itself.
     */
    private SignedIn chosen(Issuer reader, Bearer person, String access, SignedToken identity) {
        List<SignedToken> candidates = new ArrayList<>();
        SignedToken.parse(access).ifPresent(candidates::add);
        candidates.add(identity);
        boolean isLong = access.length() > SignedToken.LONGEST;
        boolean isKnown = false;
        String wrong = "";
        for (SignedToken candidate : candidates) {
            switch (reader.recognized(candidate)) {
                case Recognized.Known(Bearer bearer) -> {
                    boolean same = bearer.name().equals(person.name());
                    if (same && bearer.grants().anywhere().isPresent()) {
                        if (candidate.secret().length() <= BrowserSession.LONGEST_TOKEN) {
                            return new SignedIn.With(candidate);
                        }
                        isLong = true;
                    }
                    isKnown |= same;
                }
                case Recognized.Wrong(String why) -> wrong = why;
                case Recognized.Undecided(String why) -> {
                    return new SignedIn.Undecided(why);
                }
                case Recognized.TooMany _ -> {}
            }
        }
        if (isLong) {
            return new SignedIn.Refused("The issuer's token is longer than the " + BrowserSession.LONGEST_TOKEN
                    + " characters that a browser keeps: it should say less.");
        }
        return isKnown
                ? new SignedIn.NotAllowed("The issuer knows " + person.name()
                        + ", but its token says of no project what is allowed there.")
                : new SignedIn.Refused("The issuer gave no token that is for this service: " + wrong + ".");
    }

    private IssuerDocuments documents() throws IssuerUnknown {
        IssuerDocuments documents = callers.documents();
        if (documents == null) {
            throw new IssuerUnknown("this service has no issuer");
        }
        return documents;
    }

    private IssuerEndpoints endpoints() throws IssuerUnknown {
        asking.lock();
        try {
            Had now = had;
            if (now == null || isOld(now)) {
                now = asked();
                had = now;
            }
            IssuerEndpoints endpoints = now.endpoints();
            if (endpoints == null) {
                throw new IssuerUnknown(String.valueOf(now.trouble()));
            }
            return endpoints;
        } finally {
            asking.unlock();
        }
    }

    private static boolean isOld(Had had) {
        Duration good = had.endpoints() == null ? NOT_KNOWN : KNOWN;
        return System.nanoTime() - had.atNanos() > good.toNanos();
    }

    private Had asked() throws IssuerUnknown {
        try {
            return new Had(documents().endpoints(), null, System.nanoTime());
        } catch (IssuerAway e) {
            LOG.log(System.Logger.Level.WARNING, "signing in at the issuer: " + e.getMessage());
            return new Had(null, String.valueOf(e.getMessage()), System.nanoTime());
        }
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
