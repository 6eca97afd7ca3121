package io.hakiri.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hakiri.api.Grants;
import io.hakiri.api.SignedToken;
import java.security.Key;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;

/**
 * Reads signed tokens of one issuer: the signature by one of its keys and with an algorithm that has public ones, the issuer, the
 * audience, the time with {@value #SKEW_SECONDS} s for clocks that differ. What a token says is believed after all of that.
 */
final class Issuer {
    static final int SKEW_SECONDS = 30;
    /** Characters of the longest subject: it is a name in the audit. */
    private static final int LONGEST_SUBJECT = 256;

    private static final AlgorithmConstraints ALGORITHMS = new AlgorithmConstraints(
            ConstraintType.PERMIT,
            AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
            AlgorithmIdentifiers.EDDSA);

    private static final String OTHER_ISSUER = "it is of another issuer";
    /** What is wrong, in the order in which it is said. */
    private static final List<Map.Entry<Integer, String>> WORDS = List.of(
            Map.entry(ErrorCodes.ISSUER_INVALID, OTHER_ISSUER),
            Map.entry(ErrorCodes.ISSUER_MISSING, "it does not say of which issuer it is"),
            Map.entry(ErrorCodes.AUDIENCE_INVALID, "it is for another audience"),
            Map.entry(ErrorCodes.AUDIENCE_MISSING, "it does not say for which audience it is"),
            Map.entry(ErrorCodes.EXPIRED, "it has expired"),
            Map.entry(ErrorCodes.EXPIRATION_MISSING, "it does not say when it expires"),
            Map.entry(ErrorCodes.NOT_YET_VALID, "it is not valid yet"),
            Map.entry(ErrorCodes.SUBJECT_MISSING, "it does not say whose it is"));

    /** Seconds until the year 10000: later ones have no text that everybody reads. */
    private static final long END_OF_TIME = 253_402_300_799L;

    private static final String UNSIGNED = "it is not signed by a key of the issuer";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final IssuerSettings settings;
    private final SigningKeys keys;
    private final InstantSource clock;

    Issuer(IssuerSettings settings, SigningKeys keys, InstantSource clock) {
        this.settings = settings;
        this.keys = keys;
        this.clock = clock;
    }

    /** Whose it is, and what it allows. May ask the issuer: for virtual threads. */
    Recognized recognized(SignedToken token) {
        return read(token, settings.audience(), _ -> null);
    }

    /** The same of an ID token that shall be the answer to one signing in of a client (OpenID Connect Core, 3.1.3.7). */
    Recognized identity(SignedToken token, String clientId, String nonce) {
        return read(token, clientId, claims -> {
            if (!claims.path("nonce").asText().equals(nonce)) {
                return "it is the answer to another signing in";
            }
            return claims.has("azp") && !claims.path("azp").asText().equals(clientId)
                    ? "it was given to another client"
                    : null;
        });
    }

    /** @param more what else is wrong with its claims; {@code null} for nothing */
    private Recognized read(SignedToken token, String audience, Function<JsonNode, @Nullable String> more) {
        try {
            JsonNode claims = JSON.readTree(
                    consumer(audience).process(token.secret()).getJwtClaims().getRawJson());
            String wrong = more.apply(claims);
            if (wrong != null) {
                return new Recognized.Wrong(wrong);
            }
            String subject = claims.path("sub").asText();
            if (subject.isBlank()
                    || subject.length() > LONGEST_SUBJECT
                    || subject.chars().anyMatch(Character::isISOControl)) {
                return new Recognized.Wrong("its subject is not a name of 1 to " + LONGEST_SUBJECT + " characters");
            }
            Grants grants = ClaimedGrants.of(claims, settings.claim());
            String name = "oidc:" + subject;
            long expires = Math.min(claims.path("exp").asLong(), END_OF_TIME);
            return new Recognized.Known(new Bearer(name, name, grants, Instant.ofEpochSecond(expires)));
        } catch (InvalidJwtException e) {
            return refused(e);
        } catch (JsonProcessingException e) {
            return new Recognized.Wrong("what it says is not JSON");
        }
    }

    private JwtConsumer consumer(String audience) {
        return new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(ALGORITHMS)
                .setVerificationKeyResolver((signature, _) -> key(signature))
                .setExpectedIssuer(settings.issuer())
                .setExpectedAudience(audience)
                .setRequireExpirationTime()
                .setRequireSubject()
                .setAllowedClockSkewInSeconds(SKEW_SECONDS)
                .setEvaluationTime(NumericDate.fromSeconds(clock.instant().getEpochSecond()))
                .build();
    }

    /** A token of somebody else need not make us ask our issuer for a key. */
    private Key key(JsonWebSignature token) throws UnresolvableKeyException {
        try {
            if (!isOurs(token)) {
                throw new NotOurs();
            }
            PublicJsonWebKey key = keys.of(token);
            if (key == null) {
                throw new UnresolvableKeyException(UNSIGNED);
            }
            return key.getPublicKey();
        } catch (UnresolvableKeyException e) {
            throw e;
        } catch (JoseException e) {
            throw new UnresolvableKeyException(UNSIGNED, e);
        }
    }

    private boolean isOurs(JsonWebSignature token) {
        try {
            return JSON.readTree(token.getUnverifiedPayload())
                    .path("iss")
                    .asText()
                    .equals(settings.issuer());
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /** The library's own words hold the token: they are for nobody. */
    private static Recognized refused(InvalidJwtException e) {
        for (Throwable one = e; one != null; one = one.getCause()) {
            if (one instanceof IssuerAway away) {
                return new Recognized.Undecided("the issuer of tokens is out of reach: " + away.getMessage());
            }
            if (one instanceof NotOurs) {
                return new Recognized.Wrong(OTHER_ISSUER);
            }
        }
        return new Recognized.Wrong(WORDS.stream()
                .filter(word -> e.hasErrorCode(word.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(UNSIGNED));
    }

    /** Nothing of it was looked at but that. */
    private static final class NotOurs extends UnresolvableKeyException {
        private static final long serialVersionUID = 1L;

        NotOurs() {
            super(OTHER_ISSUER);
        }
    }
}
