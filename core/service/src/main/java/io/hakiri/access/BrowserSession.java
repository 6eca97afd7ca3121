package io.hakiri.access;

import io.hakiri.api.Credential;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.NewCookie;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A browser that signed in shows its token in a cookie: for the console's paths alone, so that the API, which looks at no cookie, needs
 * no thought about requests that other sites make a browser send (ADR 0032). The service remembers nothing of it: a token that is
 * revoked ends the session at once, and any instance answers.
 */
public final class BrowserSession {
    /** What all paths of the console begin with. */
    public static final String ROOT = "/console";

    /** Bytes of the longest token that browsers keep in a cookie, less what they count beside it. */
    public static final int LONGEST_TOKEN = 3_800;

    /** Where a token is shown once. */
    public static final String SIGN_IN = ROOT + "/sign-in";

    /** Where a ticket is shown once: {@link EntryTickets}. */
    public static final String ENTER = ROOT + "/enter";

    /** Ends a session. */
    public static final String SIGN_OUT = ROOT + "/sign-out";

    /** Style and script: the same for everybody. */
    public static final String ASSETS = ROOT + "/assets/";

    private static final String COOKIE = "hakiri-session";

    private BrowserSession() {}

    /** Whether a path is the console's. */
    public static boolean isPage(String path) {
        return path.equals(ROOT) || path.startsWith(ROOT + "/");
    }

    /** Whether a path is what a browser needs to sign in with; nothing of any project is there. */
    public static boolean isEntrance(String path) {
        return path.equals(SIGN_IN)
                || path.equals(ENTER)
                || path.equals(SIGN_OUT)
                || path.equals(IssuerSignIn.START)
                || path.equals(IssuerSignIn.BACK)
                || path.startsWith(ASSETS);
    }

    /** The token that a browser shows; {@code null} for none. */
    public static @Nullable Credential credential(Map<String, Cookie> cookies) {
        Cookie cookie = cookies.get(COOKIE);
        return cookie == null ? null : Credential.parse(cookie.getValue()).orElse(null);
    }

    /**
     * The cookie of a session that ends with the browser.
     *
     * @param encrypted whether the browser speaks HTTPS: then it never sends it otherwise
     */
    public static NewCookie begun(Credential token, boolean encrypted) {
        return cookie(token.secret(), encrypted).build();
    }

    /** The cookie that takes it back. */
    public static NewCookie ended(boolean encrypted) {
        return cookie("", encrypted).maxAge(0).build();
    }

    private static NewCookie.Builder cookie(String value, boolean encrypted) {
        return new NewCookie.Builder(COOKIE)
                .value(value)
                .path(ROOT)
                .httpOnly(true)
                .secure(encrypted)
                .sameSite(NewCookie.SameSite.STRICT);
    }
}
