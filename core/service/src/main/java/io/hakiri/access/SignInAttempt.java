package io.hakiri.access;

import jakarta.ws.rs.core.NewCookie;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A browser that was sent to the issuer: what it keeps until it comes back, in a cookie, so that the service keeps nothing and any
 * instance takes it up again.
 *
 * @param state comes back with the answer: it is the answer to what this browser began, and to nothing that somebody sent it
 * @param nonce stands in the ID token: that was made for this answer
 * @param verifier is shown with the code (RFC 7636): who has read the code on its way can do nothing with it
 */
public record SignInAttempt(String state, String nonce, String verifier) {
    /** The cookie's name. */
    public static final String COOKIE = "hakiri-sign-in";

    /** A person signs in within this time, with a second factor that has to be looked for. */
    static final Duration LIVES = Duration.ofMinutes(10);

    private static final int RANDOM_BYTES = 32;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final String WORD = "([A-Za-z0-9_-]{43})";
    private static final Pattern FORM = Pattern.compile(WORD + "\\." + WORD + "\\." + WORD);

    /**
     * A new one.
     *
     * @param random must be unpredictable
     */
    public static SignInAttempt begun(RandomGenerator random) {
        return new SignInAttempt(word(random), word(random), word(random));
    }

    private static String word(RandomGenerator random) {
        byte[] bits = new byte[RANDOM_BYTES];
        random.nextBytes(bits);
        return BASE64.encodeToString(bits);
    }

    /** The one that a browser kept; empty where it kept none. */
    static Optional<SignInAttempt> kept(@Nullable String cookie) {
        Matcher form = FORM.matcher(cookie == null ? "" : cookie);
        return form.matches()
                ? Optional.of(new SignInAttempt(form.group(1), form.group(2), form.group(3)))
                : Optional.empty();
    }

    /** What the issuer is told of the verifier: its digest (S256). */
    String challenge() {
        try {
            return BASE64.encodeToString(
                    MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * The cookie. It comes back with a request that another site began ({@code Lax}), for that is what the way back from the issuer is.
     *
     * @param encrypted whether the browser speaks HTTPS
     */
    public NewCookie cookie(boolean encrypted) {
        return cookie(String.join(".", state, nonce, verifier), encrypted)
                .maxAge((int) LIVES.toSeconds())
                .build();
    }

    /** The cookie that takes it back. */
    public static NewCookie over(boolean encrypted) {
        return cookie("", encrypted).maxAge(0).build();
    }

    private static NewCookie.Builder cookie(String value, boolean encrypted) {
        return new NewCookie.Builder(COOKIE)
                .value(value)
                .path(BrowserSession.SIGN_IN)
                .httpOnly(true)
                .secure(encrypted)
                .sameSite(NewCookie.SameSite.LAX);
    }

    /** Without its secrets. */
    @Override
    public String toString() {
        return "a signing in";
    }
}
