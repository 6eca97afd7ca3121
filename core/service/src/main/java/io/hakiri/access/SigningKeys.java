package io.hakiri.access;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.VerificationJwkSelector;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an issuer: asked for when they are first needed, again for a token of a key that is not among them (the issuer has a
 * new one), and beside the requests when they are old (it took one back). While the issuer is away the known ones stay.
 *
 * <p>How often it is asked is bounded, whatever tokens come: anybody can write a key's name into one.
 */
final class SigningKeys {
    static final Duration OLD = Duration.ofMinutes(10);
    /** A few at once, for a new key is needed now; then one every ten seconds. */
    private static final int ASKED_AT_ONCE = 4;

    private static final long ASKED_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int MOST_KEYS = 100;

    private static final System.Logger LOG = System.getLogger(SigningKeys.class.getName());

    /**
     * What was had at a time.
     *
     * @param number how often the issuer had been asked
     * @param atNanos when it said these keys
     * @param trouble why there is nothing newer; {@code null} where this is what the issuer said last
     */
    private record Had(
            int number,
            List<JsonWebKey> keys,
            long atNanos,
            @Nullable String trouble) {}

    private final IssuerDocuments documents;
    private final LongSupplier nanos;
    private final ReentrantLock asking = new ReentrantLock();
    private final AtomicBoolean renewing = new AtomicBoolean();
    private volatile @Nullable Had had;
    private long mayAskAt;

    SigningKeys(IssuerDocuments documents, LongSupplier nanos) {
        this.documents = documents;
        long started = nanos.getAsLong();
        this.nanos = () -> nanos.getAsLong() - started;
        this.mayAskAt = -ASKED_EVERY_NANOS * (ASKED_AT_ONCE - 1);
    }

    /**
     * The key that a token says it is signed with; {@code null} where the issuer has none such.
     *
     * @throws IssuerAway where that cannot be known
     */
    @Nullable
    PublicJsonWebKey of(JsonWebSignature token) throws IssuerAway, JoseException {
        Had known = had;
        PublicJsonWebKey key = known == null ? null : selected(token, known);
        if (key != null) {
            if (known != null && nanos.getAsLong() - known.atNanos() > OLD.toNanos()) {
                renew();
            }
            return key;
        }
        if (known != null && isNamed(token, known)) {
            return null; // a key that does not fit: another answer of the issuer would not make it fit
        }
        Had newer = asked(known);
        key = selected(token, newer);
        if (key == null && newer.trouble() != null) {
            throw new IssuerAway(newer.trouble());
        }
        return key;
    }

    private static @Nullable PublicJsonWebKey selected(JsonWebSignature token, Had had) throws JoseException {
        VerificationJwkSelector selector = new VerificationJwkSelector();
        JsonWebKey key;
        if (had.keys().isEmpty()) {
            key = null;
        } else if (token.getKeyIdHeaderValue() == null) { // whichever fits
            key = selector.selectWithVerifySignatureDisambiguate(token, had.keys());
        } else {
            key = selector.select(token, had.keys());
        }
        return key instanceof PublicJsonWebKey open ? open : null;
    }

    private static boolean isNamed(JsonWebSignature token, Had had) {
        String name = token.getKeyIdHeaderValue();
        return name != null && had.keys().stream().anyMatch(key -> name.equals(key.getKeyId()));
    }

    /** Beside the request that found them old; one at a time. */
    private void renew() {
        if (renewing.compareAndSet(false, true)) {
            Thread.ofVirtual().name("issuer-keys").start(() -> {
                try {
                    asked(had);
                } finally {
                    renewing.set(false);
                }
            });
        }
    }

    /** What the issuer says now, or as little ago as it may be asked; who waited for another to ask has his answer. */
    private Had asked(@Nullable Had seen) {
        asking.lock();
        try {
            Had now = had;
            if (now != null && (seen == null || now.number() != seen.number() || nanos.getAsLong() - mayAskAt < 0)) {
                return now;
            }
            mayAskAt =
                    Math.max(mayAskAt, nanos.getAsLong() - ASKED_EVERY_NANOS * (ASKED_AT_ONCE - 1)) + ASKED_EVERY_NANOS;
            Had made = fetched(now == null ? new Had(0, List.of(), nanos.getAsLong(), null) : now);
            had = made;
            return made;
        } finally {
            asking.unlock();
        }
    }

    private Had fetched(Had before) {
        try {
            List<JsonWebKey> keys = new JsonWebKeySet(documents.keys())
                    .getJsonWebKeys().stream()
                            .filter(PublicJsonWebKey.class::isInstance)
                            .limit(MOST_KEYS)
                            .toList();
            return new Had(before.number() + 1, keys, nanos.getAsLong(), null);
        } catch (IssuerAway e) {
            return kept(before, String.valueOf(e.getMessage()));
        } catch (JoseException e) {
            return kept(before, "what it gives as its keys is no set of them");
        }
    }

    private static Had kept(Had before, String trouble) {
        LOG.log(System.Logger.Level.WARNING, "the issuer of tokens: " + trouble);
        return new Had(before.number() + 1, before.keys(), before.atNanos(), trouble);
    }
}
