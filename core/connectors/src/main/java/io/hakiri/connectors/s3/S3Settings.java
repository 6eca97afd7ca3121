package io.hakiri.connectors.s3;

import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connector.OptionSpec;
import io.hakiri.connector.OptionSpec.Kind;
import io.hakiri.connector.Options;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * Which store of objects, and who asks it.
 *
 * @param endpoint {@code null} for that of AWS in the region
 * @param region {@code null} where the surroundings say it
 * @param pathStyle whether the bucket stands in the path of a request and not before the host's name
 * @param keys {@code null} where they come from the surroundings: variables, profile, role of the task or machine
 */
record S3Settings(
        @Nullable URI endpoint,
        @Nullable String region,
        boolean pathStyle,
        @Nullable AwsCredentials keys) {
    private static final String ENDPOINT = "endpoint";
    private static final String REGION = "region";
    private static final String PATH_STYLE = "path_style";
    private static final String ACCESS_KEY = "access_key_id";
    private static final String SECRET_KEY = "secret_access_key";
    private static final String SESSION = "session_token";

    /** The options of whatever reads or writes objects. */
    static final List<OptionSpec> SPECS = List.of(
            OptionSpec.optional(
                    ENDPOINT,
                    Kind.TEXT,
                    null,
                    "For S3: the address of a store that is not AWS's, such as https://minio.example.com:9000."),
            OptionSpec.optional(
                    REGION,
                    Kind.TEXT,
                    null,
                    "For S3: the region of the bucket; without it that of the surroundings (AWS_REGION)."),
            OptionSpec.optional(
                    PATH_STYLE,
                    Kind.BOOLEAN,
                    "false",
                    "For S3: whether the bucket stands in the path of the address, as many stores that are not AWS's want it."),
            OptionSpec.optional(
                    ACCESS_KEY,
                    Kind.SECRET,
                    null,
                    "For S3: the id of an access key; without it the credentials of the surroundings (role, profile, variables)."),
            OptionSpec.optional(SECRET_KEY, Kind.SECRET, null, "For S3: the secret of the access key."),
            OptionSpec.optional(SESSION, Kind.SECRET, null, "For S3: the session token of a temporary access key."));

    /** Where the endpoint is not AWS's, and no region is named: the one that such stores take. */
    private static final String USUAL_REGION = "us-east-1";

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final Duration TRY = Duration.ofMinutes(1);
    private static final Duration CALL = Duration.ofMinutes(3);

    static S3Settings of(Options options) {
        Optional<String> id = options.optionalText(ACCESS_KEY);
        Optional<String> secret = options.optionalText(SECRET_KEY);
        if (id.isPresent() != secret.isPresent()) {
            throw permanent("expected both " + ACCESS_KEY + " and " + SECRET_KEY + ", or neither");
        }
        AwsCredentials keys = id.isEmpty() ? null : keys(options, id.get(), secret.orElseThrow());
        return new S3Settings(
                options.optionalText(ENDPOINT).map(S3Settings::uri).orElse(null),
                options.optionalText(REGION).orElse(null),
                options.flag(PATH_STYLE),
                keys);
    }

    private static AwsCredentials keys(Options options, String id, String secret) {
        return options.optionalText(SESSION)
                .<AwsCredentials>map(token -> AwsSessionCredentials.create(id, secret, token))
                .orElseGet(() -> AwsBasicCredentials.create(id, secret));
    }

    /** Trouble where one of these options stands beside a path that is not in a bucket. */
    static void checkNone(Options options) {
        Stream.of(ENDPOINT, REGION, ACCESS_KEY, SECRET_KEY, SESSION)
                .filter(name -> options.optionalText(name).isPresent())
                .findFirst()
                .or(() -> options.flag(PATH_STYLE) ? Optional.of(PATH_STYLE) : Optional.empty())
                .ifPresent(name -> {
                    throw permanent("option " + name
                            + " is for a path in a bucket, path = \"s3://bucket/prefix\"; the path is \""
                            + options.text("path") + "\"");
                });
    }

    private static URI uri(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
                return uri;
            }
        } catch (URISyntaxException said) {
            // said below
        }
        throw permanent(ENDPOINT + " = \"" + text + "\": expected an address such as https://minio.example.com:9000");
    }

    /** Makes a client; asks nothing yet. */
    S3Client client() {
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(SILENCE))
                .overrideConfiguration(override -> override.apiCallTimeout(CALL).apiCallAttemptTimeout(TRY))
                .forcePathStyle(pathStyle)
                // parts carry an MD5, which every store checks; few know the newer sums
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .credentialsProvider(credentials());
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        if (region != null) {
            builder.region(Region.of(region));
        } else if (endpoint != null) {
            builder.region(Region.of(USUAL_REGION));
        }
        return builder.build();
    }

    private AwsCredentialsProvider credentials() {
        return keys == null ? DefaultCredentialsProvider.builder().build() : StaticCredentialsProvider.create(keys);
    }

    private static ConnectorException permanent(String message) {
        return new ConnectorException(ErrorClass.PERMANENT, message, null);
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "S3Settings[" + (endpoint == null ? "AWS" : endpoint) + ", " + region + "]";
    }
}
