package io.hakiri.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.proof.SigningKeys;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A report that a reviewer keeps. */
final class SignedReportTest {
    private static final Verified FOUND = Verified.of(
            "sqlite:a", "sqlite:b", List.of(new Verified.Part("shop", "key", 1, 0, 0, "aa", "aa")), List.of());

    private final KeyPair keys = SigningKeys.newKeys();

    private String file() {
        return SignedReport.of(FOUND, Instant.EPOCH, keys.getPrivate(), "key");
    }

    @Test
    void saysWhatWasFoundToWhoHasThePublicKey() {
        JsonNode said = SignedReport.read(file(), SigningKeys.publicKey(SigningKeys.pem(keys.getPublic())));
        assertThat(said.path("same").asBoolean()).isTrue();
        assertThat(said.path("source_digest").asText()).isEqualTo(FOUND.sourceDigest());
    }

    @Test
    void aChangedOneAndAnotherKeyAreRefused() {
        String changed = file().replaceFirst("\"payload\" : \"e", "\"payload\" : \"f");
        assertThat(changed).isNotEqualTo(file());
        assertThatThrownBy(() -> SignedReport.read(changed, keys.getPublic())).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> SignedReport.read(file(), SigningKeys.newKeys().getPublic()))
                .isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> SignedReport.read("{}", keys.getPublic())).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> SignedReport.read("none", keys.getPublic())).isInstanceOf(InvalidInput.class);
    }

    @Test
    void keysGoThroughPem() {
        assertThat(SigningKeys.privateKey(SigningKeys.pem(keys.getPrivate()))).isEqualTo(keys.getPrivate());
        assertThatThrownBy(() -> SigningKeys.privateKey(SigningKeys.pem(keys.getPublic())))
                .isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> SigningKeys.publicKey("x")).isInstanceOf(InvalidInput.class);
    }
}
