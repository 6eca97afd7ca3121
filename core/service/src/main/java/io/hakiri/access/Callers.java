package io.hakiri.access;

import io.hakiri.api.BearerToken;
import io.hakiri.api.Credential;
import io.hakiri.api.Grants;
import io.hakiri.api.SignedToken;
import io.hakiri.catalog.ApiToken;
import io.hakiri.catalog.Catalog;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who shows a token, and whether he has shown it too often. A token of the catalog is looked up with every request: one that was
 * revoked ends at once.
 *
 * <p>Wrong tokens are counted by the address that they come from, and then not looked at for a while: those that were right before
 * are, for behind one address there may be many.
 */
@Singleton
public final class Callers {
    /** How many are remembered, each with two words. */
    private static final int MOST_REMEMBERED = 10_000;
    /** Wrong tokens of one address. */
    private static final Rate WRONG = new Rate(10, 100);

    private final TokenLooks tokens;
    private final @Nullable IssuerDocuments documents;
    private final @Nullable Issuer issuer;
    private final @Nullable Allowance right;
    private final @Nullable Allowance wrong;

    Callers(Catalog catalog, AccessRules rules, InstantSource clock) {
        IssuerSettings settings = rules.issuer();
        Rate rate = rules.perCaller();
        this.tokens = new TokenLooks(token -> catalog.validToken(token.project(), token.hash()));
        this.documents = settings == null ? null : new IssuerDocuments(settings);
        this.issuer = settings == null || documents == null
                ? null
                : new Issuer(settings, new SigningKeys(documents, System::nanoTime), clock);
        this.right = rate == null ? null : new Allowance(rate, MOST_REMEMBERED, System::nanoTime);
        this.wrong = rate == null ? null : new Allowance(WRONG, MOST_REMEMBERED, System::nanoTime);
    }

    /** Whether such a token can be right at all: without a look at anything but its form. */
    public boolean takes(Credential token) {
        return switch (token) {
            case BearerToken _ -> true;
            case SignedToken _ -> issuer != null;
        };
    }

    /**
     * Who it is. Asks the catalog or the issuer, and so blocks: for virtual threads.
     *
     * @param address where the request comes from
     */
    public Recognized of(Credential token, String address) {
        Recognized recognized = switch (token) {
            case BearerToken ours -> lookedUp(ours, address);
            case SignedToken signed -> verified(signed);
        };
        return recognized instanceof Recognized.Wrong ? counted(recognized, address) : recognized;
    }

    /** One whom somebody else made sure of: his requests are counted as those of a token. */
    public Recognized known(Bearer bearer) {
        Recognized.TooMany tooMany = taken(bearer.id());
        return tooMany == null ? new Recognized.Known(bearer) : tooMany;
    }

    /** What the issuer says; {@code null} where there is none. */
    @Nullable
    IssuerDocuments documents() {
        return documents;
    }

    /** Who reads its tokens; {@code null} where there is none. */
    @Nullable
    Issuer issuer() {
        return issuer;
    }

    /** Whether there were not too many wrong things from there. */
    boolean mayTry(String address) {
        return wrong == null || !wrong.wait(address).isPositive();
    }

    /** Something else that was wrong came from there. */
    void tried(String address) {
        if (wrong != null) {
            wrong.take(address);
        }
    }

    private Recognized lookedUp(BearerToken token, String address) {
        String hash = token.hash().toHex();
        boolean known = right != null && right.knows(hash);
        if (known) {
            Recognized.TooMany tooMany = taken(hash);
            if (tooMany != null) {
                return tooMany;
            }
        } else if (wrong != null) {
            Duration wait = wrong.wait(address);
            if (wait.isPositive()) {
                return new Recognized.TooMany(new Exceeded("address", WRONG, wait));
            }
        }
        Optional<ApiToken> found = tokens.of(token);
        if (found.isEmpty()) {
            return new Recognized.Wrong("");
        }
        if (!known) {
            Recognized.TooMany tooMany = taken(hash);
            if (tooMany != null) {
                return tooMany;
            }
        }
        ApiToken there = found.get();
        return new Recognized.Known(
                new Bearer(hash, there.id(), Grants.of(there.project(), there.role()), there.expiresAt()));
    }

    private Recognized verified(SignedToken token) {
        if (issuer == null) {
            return new Recognized.Wrong("");
        }
        Recognized recognized = issuer.recognized(token);
        return recognized instanceof Recognized.Known(Bearer bearer) ? known(bearer) : recognized;
    }

    private Recognized.@Nullable TooMany taken(String id) {
        if (right == null) {
            return null;
        }
        Duration wait = right.take(id);
        return wait.isPositive() ? new Recognized.TooMany(new Exceeded("token", right.rate(), wait)) : null;
    }

    private Recognized counted(Recognized refusal, String address) {
        if (wrong == null) {
            return refusal;
        }
        Duration wait = wrong.take(address);
        return wait.isPositive() ? new Recognized.TooMany(new Exceeded("address", WRONG, wait)) : refusal;
    }
}
