package io.hakiri.connectors.secret;

import io.hakiri.connectors.aws.AwsTrouble;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * The two services of AWS that keep secrets. Credentials, region and endpoint come from where its SDK looks for them; a name
 * that is an ARN brings its region. They are asked seldom: no client stays open.
 */
enum AwsSecrets implements SecretStore {
    /** Secrets Manager: the current version of a secret that is a text. */
    SECRETS_MANAGER("aws-sm") {
        @Override
        Optional<String> ask(String name) {
            try (SecretsManagerClient client =
                    in(name, SecretsManagerClient.builder()).build()) {
                GetSecretValueResponse answer = client.getSecretValue(request -> request.secretId(name));
                return Optional.ofNullable(answer.secretString());
            }
        }

        @Override
        public String advice(String name) {
            return "create it as a text in AWS Secrets Manager, in the region that is asked (AWS_REGION)";
        }
    },
    /** Systems Manager: a parameter, decrypted where it is a {@code SecureString}. */
    PARAMETER_STORE("aws-ssm") {
        @Override
        Optional<String> ask(String name) {
            try (SsmClient client = in(name, SsmClient.builder()).build()) {
                return Optional.ofNullable(
                        client.getParameter(request -> request.name(name).withDecryption(true))
                                .parameter()
                                .value());
            }
        }

        @Override
        public String advice(String name) {
            return "create it in AWS Systems Manager's Parameter Store, in the region that is asked (AWS_REGION)";
        }
    };

    /** How long asking may take. */
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private static final Pattern ARN = Pattern.compile("arn:[^:]+:(?:secretsmanager|ssm):([^:]+):.*");

    private final String word;

    AwsSecrets(String word) {
        this.word = word;
    }

    abstract Optional<String> ask(String name);

    @Override
    public String word() {
        return word;
    }

    @Override
    public Optional<String> read(String name) {
        try {
            return ask(name);
        } catch (SdkException e) {
            String code = AwsTrouble.code(e);
            if (code.startsWith("ResourceNotFound") || code.startsWith("ParameterNotFound")) {
                return Optional.empty();
            }
            throw AwsTrouble.of("cannot read the secret " + word + ":" + name, e);
        }
    }

    @Override
    public boolean dear() {
        return true;
    }

    private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B in(String name, B builder) {
        builder.httpClientBuilder(UrlConnectionHttpClient.builder());
        builder.overrideConfiguration(override -> override.apiCallTimeout(DEADLINE));
        Matcher arn = ARN.matcher(name);
        if (arn.matches()) {
            builder.region(Region.of(arn.group(1)));
        }
        return builder;
    }
}
