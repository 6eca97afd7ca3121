package io.hakiri.catalog.postgres;

import io.hakiri.catalog.postgres.Credentials.NoProof;
import io.hakiri.catalog.postgres.Credentials.Proof;
import io.hakiri.catalog.postgres.PostgresAddress.Login;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;

/** What is asked of AWS. Only this class uses its SDK, and only {@link Credentials#of} this class. */
final class Aws {
    /** How long asking for a secret may take. */
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    /** What RDS accepts at most; a token is used at once, and is not asked for again while the connection lives. */
    private static final Duration TOKEN_VALID = Duration.ofMinutes(15);

    private static final Pattern SECRET_ARN = Pattern.compile("arn:[^:]+:secretsmanager:([^:]+):.*");
    private static final Pattern RDS_HOST =
            Pattern.compile(".+\\.([a-z0-9-]+)\\.rds(-fips)?\\.amazonaws\\.com(\\.cn)?\\.?");

    private Aws() {}

    static SecretCredentials.Source secrets(Login.Secret secret) {
        return secrets(secret, null);
    }

    /** {@code endpoint} stands in for that of the region; {@code null} for the usual one. */
    static SecretCredentials.Source secrets(Login.Secret secret, @Nullable URI endpoint) {
        return () -> {
            SecretsManagerClientBuilder builder = SecretsManagerClient.builder()
                    .httpClientBuilder(UrlConnectionHttpClient.builder())
                    .overrideConfiguration(override -> override.apiCallTimeout(DEADLINE));
            region(secret.region(), SECRET_ARN, secret.id()).ifPresent(builder::region);
            if (endpoint != null) {
                builder.endpointOverride(endpoint);
            }
            // asked for at the start and after a rotation: not worth a client that stays open
            try (SecretsManagerClient client = builder.build()) {
                return client.getSecretValue(request -> request.secretId(secret.id()))
                        .secretString();
            } catch (SdkException e) {
                throw new NoProof("the secret " + secret.id() + " could not be read: " + e.getMessage(), e);
            }
        };
    }

    static Credentials tokens(PostgresAddress address, Login.Iam iam) {
        String user = Objects.requireNonNull(address.user());
        String host = iam.host() == null ? address.host() : iam.host();
        int port = iam.host() == null ? address.port() : iam.port();
        AwsCredentialsProvider identity = DefaultCredentialsProvider.builder().build();
        return new Credentials() {
            @Override
            public Proof current() throws NoProof {
                try {
                    Region region = region(iam.region(), RDS_HOST, host)
                            .orElseGet(() -> new DefaultAwsRegionProviderChain().getRegion());
                    return new Proof(
                            user, token(identity.resolveCredentials(), region, host, port, user, Clock.systemUTC()));
                } catch (SdkException e) {
                    throw new NoProof("no token for the login could be signed: " + e.getMessage(), e);
                }
            }

            @Override
            public boolean renewedSince(Proof refused) {
                return false;
            }
        };
    }

    /**
     * A signed URL without its scheme, as {@code RdsUtilities} of the SDK makes it; that one is in a jar of 6 MB of what is not
     * needed here.
     */
    static String token(
            AwsCredentialsIdentity identity, Region region, String host, int port, String user, Clock clock) {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .protocol("https")
                .host(host)
                .port(port)
                .encodedPath("/")
                .putRawQueryParameter("DBUser", user)
                .putRawQueryParameter("Action", "connect")
                .build();
        String url = AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(identity)
                        .request(request)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "rds-db")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region.id())
                        .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, TOKEN_VALID)
                        .putProperty(AwsV4HttpSigner.SIGNING_CLOCK, clock))
                .request()
                .getUri()
                .toString();
        return url.substring("https://".length());
    }

    private static Optional<Region> region(@Nullable String named, Pattern inName, String name) {
        if (named != null) {
            return Optional.of(Region.of(named));
        }
        Matcher matcher = inName.matcher(name);
        return matcher.matches() ? Optional.of(Region.of(matcher.group(1))) : Optional.empty();
    }
}
