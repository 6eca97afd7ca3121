package io.hakiri.serving;

import io.hakiri.access.AccessRules;
import io.hakiri.access.IssuerSettings;
import io.hakiri.access.Quotas;
import io.hakiri.access.Rate;
import io.hakiri.access.SignInSettings;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.deployment.Variables;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who may call the service, and how often: what its environment says. All that is wrong there is said at once. */
public final class AccessSettings {
    static final String OFF = "off";

    private final Map<String, String> environment;
    private final List<String> wrong = new ArrayList<>();

    private AccessSettings(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Reads them.
     *
     * @throws WrongSettings with all that is wrong
     */
    public static AccessRules of(Map<String, String> environment) {
        AccessSettings settings = new AccessSettings(environment);
        IssuerSettings issuer = settings.issuer();
        SignInSettings signIn = settings.signIn();
        Rate perCaller = settings.perCaller();
        Quotas quotas = settings.quotas();
        if (!settings.wrong.isEmpty()) {
            throw new WrongSettings(settings.wrong);
        }
        return new AccessRules(issuer, signIn, perCaller, quotas);
    }

    private @Nullable IssuerSettings issuer() {
        String issuer = said(Variables.OIDC_ISSUER);
        String audience = said(Variables.OIDC_AUDIENCE);
        URI keys = keys();
        if (issuer == null) {
            for (String name : List.of(
                    Variables.OIDC_AUDIENCE, Variables.OIDC_JWKS, Variables.OIDC_CLAIM, Variables.OIDC_CLIENT_ID)) {
                if (said(name) != null) {
                    wrong.add(
                            name + ": without " + Variables.OIDC_ISSUER + " it means nothing; set that, or unset this");
                }
            }
            return null;
        }
        if (audience == null) {
            wrong.add(Variables.OIDC_AUDIENCE + ": it is needed with " + Variables.OIDC_ISSUER
                    + ": what its tokens for this service say in `aud`, so that those for others are not taken");
        }
        try {
            return new IssuerSettings(
                    issuer,
                    audience == null ? "missing" : audience,
                    keys,
                    Objects.requireNonNullElse(said(Variables.OIDC_CLAIM), IssuerSettings.CLAIM));
        } catch (InvalidInput e) {
            wrong.add((e.field().equals("keys") ? Variables.OIDC_JWKS : Variables.OIDC_ISSUER) + ": expected "
                    + e.limit() + ", given " + e.given());
            return null;
        }
    }

    private @Nullable URI keys() {
        String text = said(Variables.OIDC_JWKS);
        try {
            return text == null ? null : URI.create(text);
        } catch (IllegalArgumentException e) {
            wrong.add(Variables.OIDC_JWKS
                    + ": expected an address such as https://id.example.org/keys, given something that is no URL");
            return null;
        }
    }

    private @Nullable SignInSettings signIn() {
        String client = said(Variables.OIDC_CLIENT_ID);
        String secret = clientSecret();
        String scopes = said(Variables.OIDC_SCOPES);
        URI service = publicUrl();
        if (client == null) {
            meansNothing(Variables.OIDC_CLIENT_SECRET, secret);
            meansNothing(Variables.OIDC_SCOPES, scopes);
            return null;
        }
        if (service == null) {
            if (said(Variables.PUBLIC_URL) == null) {
                wrong.add(Variables.PUBLIC_URL + ": it is needed with " + Variables.OIDC_CLIENT_ID
                        + ": where browsers reach this service, for the issuer to send them back");
            }
            return null;
        }
        try {
            return new SignInSettings(client, secret, scopes == null ? SignInSettings.SCOPES : scopes, service);
        } catch (InvalidInput e) {
            wrong.add((e.field().equals("scopes") ? Variables.OIDC_SCOPES : Variables.PUBLIC_URL) + ": expected "
                    + e.limit() + ", given " + e.given());
            return null;
        }
    }

    private void meansNothing(String name, @Nullable String said) {
        if (said != null) {
            wrong.add(name + ": without " + Variables.OIDC_CLIENT_ID + " it means nothing; set that, or unset this");
        }
    }

    private @Nullable String clientSecret() {
        try {
            SecretSetting secret = SecretSetting.of(environment, Variables.OIDC_CLIENT_SECRET);
            return secret == null ? null : secret.text();
        } catch (WrongSettings e) {
            wrong.add(String.valueOf(e.getMessage()));
            return null;
        }
    }

    private @Nullable URI publicUrl() {
        String text = said(Variables.PUBLIC_URL);
        try {
            return text == null ? null : URI.create(text);
        } catch (IllegalArgumentException e) {
            wrong.add(Variables.PUBLIC_URL
                    + ": expected an address such as https://hakiri.example.org, given something that is no URL");
            return null;
        }
    }

    private @Nullable Rate perCaller() {
        String text = said(Variables.RATE_LIMIT);
        if (text == null || text.equals(OFF)) {
            return text == null ? AccessRules.GENEROUS : null;
        }
        return Rate.parse(text).orElseGet(() -> {
            wrong.add(Variables.RATE_LIMIT + ": expected " + Rate.FORMS + ", or " + OFF + "; given " + text);
            return AccessRules.GENEROUS;
        });
    }

    private Quotas quotas() {
        String text = said(Variables.QUOTAS);
        return text == null ? Quotas.NONE : QuotaWords.read(Variables.QUOTAS, text, wrong);
    }

    private @Nullable String said(String name) {
        return SecretSetting.said(environment.get(name));
    }
}
