package io.hakiri.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.access.AccessRules;
import io.hakiri.access.IssuerSettings;
import io.hakiri.access.Quota;
import io.hakiri.access.Quotas;
import io.hakiri.access.Rate;
import io.hakiri.access.SignInSettings;
import io.hakiri.catalog.ProjectId;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the environment says of who may call, and how often. */
final class AccessSettingsTest {
    private static final String ISSUER = "https://id.example.org/realms/one";

    @Test
    void nothingSaidIsNoIssuerAGenerousRateAndNoQuotas() {
        assertThat(AccessSettings.of(Map.of("HAKIRI_OIDC_ISSUER", " "))).isEqualTo(AccessRules.UNLESS_SAID);
    }

    @Test
    void whatIsSaidIsRead() {
        assertThat(AccessSettings.of(Map.of(
                        "HAKIRI_OIDC_ISSUER", ISSUER,
                        "HAKIRI_OIDC_AUDIENCE", "hakiri",
                        "HAKIRI_OIDC_JWKS", "https://keys.example.org/keys?v=1",
                        "HAKIRI_OIDC_CLAIM", "/realm_access/roles",
                        "HAKIRI_RATE_LIMIT", "off",
                        "HAKIRI_QUOTAS", "shop:runs=off, pipelines=100,runs=20 ,requests=50/200,shop:pipelines=500")))
                .isEqualTo(new AccessRules(
                        new IssuerSettings(
                                ISSUER,
                                "hakiri",
                                URI.create("https://keys.example.org/keys?v=1"),
                                "/realm_access/roles"),
                        null,
                        null,
                        new Quotas(
                                new Quota(100, 20, new Rate(50, 200)),
                                Map.of(new ProjectId("shop"), new Quota(500, null, new Rate(50, 200))))));
    }

    @ParameterizedTest
    @CsvSource({
        "http://id.example.org, http://id.example.org",
        "http://127.0.0.1.example.org, http://127.0.0.1.example.org",
        "ftp://id.example.org, ftp:",
        "id.example.org, without https://",
        "https://ann:secret@id.example.org, user",
        "https://id.example.org?x=secret, query",
        "https://id.example.org#secret, fragment",
        "https://, no URL"
    })
    void anIssuerWhoseKeysSomebodyElseCouldGiveIsRefused(String issuer, String said) {
        assertThatThrownBy(
                        () -> AccessSettings.of(Map.of("HAKIRI_OIDC_ISSUER", issuer, "HAKIRI_OIDC_AUDIENCE", "hakiri")))
                .isInstanceOf(WrongSettings.class)
                .hasMessageContaining("HAKIRI_OIDC_ISSUER: expected an address")
                .hasMessageContaining(said)
                .hasMessageNotContaining("secret");
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        assertThatThrownBy(() -> AccessSettings.of(Map.of(
                        "HAKIRI_OIDC_ISSUER", ISSUER,
                        "HAKIRI_OIDC_JWKS", "http://id.example.org/keys",
                        "HAKIRI_RATE_LIMIT", "fast",
                        "HAKIRI_QUOTAS", "pipelines=many,shop:runs=1,runs")))
                .isInstanceOf(WrongSettings.class)
                .hasMessageContainingAll(
                        "HAKIRI_OIDC_AUDIENCE: it is needed",
                        "HAKIRI_OIDC_JWKS: expected",
                        "HAKIRI_RATE_LIMIT: expected",
                        "given fast",
                        "given pipelines=many",
                        "given runs")
                .hasMessageNotContaining("given shop");
        assertThatThrownBy(() -> AccessSettings.of(Map.of("HAKIRI_OIDC_AUDIENCE", "x", "HAKIRI_OIDC_CLAIM", "y")))
                .hasMessageContainingAll("HAKIRI_OIDC_AUDIENCE: without", "HAKIRI_OIDC_CLAIM: without");
    }

    @Test
    void peopleSignInAtTheIssuerWhereItKnowsTheService() {
        Map<String, String> said = Map.of(
                "HAKIRI_OIDC_ISSUER", ISSUER,
                "HAKIRI_OIDC_AUDIENCE", "hakiri",
                "HAKIRI_OIDC_CLIENT_ID", "console",
                "HAKIRI_OIDC_CLIENT_SECRET", "a secret",
                "HAKIRI_OIDC_SCOPES", "openid roles",
                "HAKIRI_PUBLIC_URL", "https://hakiri.example.org/");
        SignInSettings signIn = Objects.requireNonNull(AccessSettings.of(said).signIn());
        assertThat(signIn)
                .isEqualTo(new SignInSettings(
                        "console", "a secret", "openid roles", URI.create("https://hakiri.example.org/")));
        assertThat(AccessSettings.of(said).toString()).doesNotContain("a secret");

        Map<String, String> least = new HashMap<>(said);
        least.remove("HAKIRI_OIDC_CLIENT_SECRET");
        least.remove("HAKIRI_OIDC_SCOPES");
        assertThat(AccessSettings.of(least).signIn())
                .isEqualTo(new SignInSettings("console", null, "openid", URI.create("https://hakiri.example.org/")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HAKIRI_PUBLIC_URL  | '' | HAKIRI_PUBLIC_URL: it is needed with HAKIRI_OIDC_CLIENT_ID",
                "HAKIRI_PUBLIC_URL  | http://hakiri.example.org | HAKIRI_PUBLIC_URL: expected an address",
                "HAKIRI_PUBLIC_URL  | https://hakiri.example.org/here | without a path",
                "HAKIRI_PUBLIC_URL  | https://hakiri.example.org/?a=b | without a path",
                "HAKIRI_PUBLIC_URL  | https://a b | no URL",
                "HAKIRI_OIDC_SCOPES | email | HAKIRI_OIDC_SCOPES: expected words",
                "HAKIRI_OIDC_SCOPES | openid  email | HAKIRI_OIDC_SCOPES: expected words",
                "HAKIRI_OIDC_ISSUER | '' | HAKIRI_OIDC_CLIENT_ID: without HAKIRI_OIDC_ISSUER",
                "HAKIRI_OIDC_CLIENT_ID | '' | HAKIRI_OIDC_CLIENT_SECRET: without HAKIRI_OIDC_CLIENT_ID"
            })
    void asItCannotBeItIsRefused(String name, String value, String said) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "HAKIRI_OIDC_ISSUER", ISSUER,
                "HAKIRI_OIDC_AUDIENCE", "hakiri",
                "HAKIRI_OIDC_CLIENT_ID", "console",
                "HAKIRI_OIDC_CLIENT_SECRET", "a secret",
                "HAKIRI_PUBLIC_URL", "https://hakiri.example.org"));
        environment.put(name, value);
        assertThatThrownBy(() -> AccessSettings.of(environment))
                .isInstanceOf(WrongSettings.class)
                .hasMessageContaining(said)
                .hasMessageNotContaining("a secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"pipelines=-1", "pipelines=1.5", "requests=0", "a b:runs=1", "RUNS=1", "runs=1;", "=1", ","})
    void aQuotaThatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> AccessSettings.of(Map.of("HAKIRI_QUOTAS", text)))
                .isInstanceOf(WrongSettings.class)
                .hasMessageContaining("HAKIRI_QUOTAS: expected");
    }
}
