package io.hakiri.connectors.secret;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import io.hakiri.deployment.Variables;
import io.hakiri.pipeline.Secrets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The secrets a program can get at:
 *
 * <pre>
 * secret:NAME               the environment variable NAME; where there is none, the file NAME in the folder of secrets
 * secret:env:NAME           the environment variable, and nothing else
 * secret:file:NAME          the file, and nothing else
 * secret:aws-sm:NAME        AWS Secrets Manager, by name or ARN
 * secret:aws-ssm:NAME       AWS Systems Manager Parameter Store, by name or ARN
 * secret:…#KEY              the text (or number) KEY of a secret that is a JSON object
 * </pre>
 *
 * <p>What AWS answered is kept in memory until {@link #renew}; files and variables are looked up each time.
 */
public final class StoredSecrets implements Secrets {
    /** The folder where it is not named: where Docker and ECS put them. */
    public static final String USUAL_FOLDER = "/run/secrets";

    private static final String REDACTED = "***";
    /** Shorter values would be found in every message, and protect nothing. */
    private static final int LEAST_REDACTED = 4;

    private static final int MOST_REMEMBERED = 1_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SecretStore environment;
    private final SecretStore folder;
    private final List<SecretStore> stores;
    private final Map<String, String> kept = new HashMap<>();
    /** What was given out, the longest first: one may be a part of another. */
    private final Set<String> given =
            new TreeSet<>(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    private StoredSecrets(SecretStore environment, SecretStore folder, List<SecretStore> more) {
        this.environment = environment;
        this.folder = folder;
        this.stores = List.of(environment, folder, more.get(0), more.get(1));
    }

    /** Those of a process with this environment. */
    public static StoredSecrets of(Map<String, String> environment) {
        String folder = environment.getOrDefault(Variables.SECRETS_DIR, "");
        return new StoredSecrets(
                new Environment(environment),
                new SecretFolder(Path.of(folder.isBlank() ? USUAL_FOLDER : folder)),
                List.of(AwsSecrets.values()));
    }

    /** A reference, taken apart; {@code store} is {@code null} where it names none. */
    private record Reference(
            @Nullable SecretStore store,
            String name,
            @Nullable String key) {}

    @Override
    public synchronized Optional<String> resolve(String reference) {
        Reference asked = parsed(reference);
        SecretStore store = asked.store;
        Optional<String> text = store == null
                ? environment.read(asked.name).or(() -> folder.read(asked.name))
                : text(store, asked.name);
        Optional<String> value = asked.key == null ? text : text.flatMap(json -> part(reference, json, asked.key));
        value.filter(secret -> secret.length() >= LEAST_REDACTED && given.size() < MOST_REMEMBERED)
                .ifPresent(given::add);
        return value;
    }

    private Optional<String> text(SecretStore store, String name) {
        String at = store.word() + ":" + name;
        if (!store.dear()) {
            return store.read(name);
        }
        String known = kept.get(at);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<String> read = store.read(name);
        read.ifPresent(text -> kept.put(at, text));
        return read;
    }

    private Reference parsed(String reference) {
        int hash = reference.lastIndexOf('#');
        String key = hash < 0 ? null : reference.substring(hash + 1);
        String place = hash < 0 ? reference : reference.substring(0, hash);
        int colon = place.indexOf(':');
        if (colon < 0) {
            return new Reference(null, place, key);
        }
        String word = place.substring(0, colon);
        SecretStore store = stores.stream()
                .filter(each -> each.word().equals(word))
                .findFirst()
                .orElseThrow(
                        () -> permanent("secret:" + reference + ": there is no store \"" + word + "\"; expected one of "
                                + stores.stream().map(SecretStore::word).toList() + " before the colon"));
        return new Reference(store, place.substring(colon + 1), key);
    }

    /** A part of a JSON object; what the parser has to say is not passed on, for it quotes the text. */
    private static Optional<String> part(String reference, String text, String key) {
        JsonNode secret;
        try {
            secret = JSON.readTree(text);
        } catch (JsonProcessingException quotesTheSecret) {
            throw permanent("secret:" + reference + ": the secret is no JSON; expected an object with the text \"" + key
                    + "\", or a reference without #" + key);
        }
        JsonNode value = secret.path(key);
        return value.isValueNode() && !value.isNull() ? Optional.of(value.asText()) : Optional.empty();
    }

    @Override
    public String advice(String reference) {
        Reference asked = parsed(reference);
        SecretStore store = asked.store;
        String where = store == null
                ? environment.advice(asked.name) + ", or " + folder.advice(asked.name)
                : store.advice(asked.name);
        return asked.key == null ? where : where + ", as a JSON object with the text \"" + asked.key + "\"";
    }

    @Override
    public synchronized void renew() {
        kept.clear();
    }

    @Override
    public synchronized String redacted(String text) {
        String safe = text;
        for (String secret : given) {
            safe = safe.replace(secret, REDACTED);
        }
        return safe;
    }

    private static ConnectorException permanent(String message) {
        return new ConnectorException(ErrorClass.PERMANENT, message, null);
    }

    /** The environment of the process. */
    private record Environment(Map<String, String> variables) implements SecretStore {
        @Override
        public String word() {
            return "env";
        }

        @Override
        public Optional<String> read(String name) {
            return Optional.ofNullable(variables.get(name));
        }

        @Override
        public String advice(String name) {
            return "set the environment variable of that name";
        }

        @Override
        public boolean dear() {
            return false;
        }

        /** The values stay out of it. */
        @Override
        public String toString() {
            return "Environment";
        }
    }
}
