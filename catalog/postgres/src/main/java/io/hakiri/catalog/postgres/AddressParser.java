package io.hakiri.catalog.postgres;

import static io.hakiri.catalog.AddressOptions.decoded;

import io.hakiri.catalog.AddressOptions;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.postgres.PostgresAddress.Login;
import io.hakiri.catalog.postgres.PostgresAddress.Tls;
import io.hakiri.catalog.postgres.PostgresAddress.Workers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@link PostgresAddress}es. What may be a part of a password is in no message. */
final class AddressParser {
    private static final String FORM = "postgresql://user:password@host:5432/database?option=value";

    /** Scheme; user and password; host in brackets or without; port; database; options. */
    private static final Pattern ADDRESS =
            Pattern.compile("(?:postgresql|postgres)://(?:(?<user>[^:@/?#]*)(?::(?<password>[^@/?#]*))?@)?"
                    + "(?:\\[(?<ip>[0-9A-Fa-f:.%]+)]|(?<host>[^:@/?#,\\[\\]]*))(?::(?<port>[^@/?#,]*))?"
                    + "(?:/(?<database>[^@/?#]*))?(?:\\?(?<options>[^@?#]*))?");

    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

    private static final String WORKERS_SECRET = "workers-secret";

    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);
    private static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);

    private AddressParser() {}

    static PostgresAddress parse(String text) {
        Matcher parts = ADDRESS.matcher(text);
        if (!parts.matches()) {
            // whatever is where in it, it may be the password
            throw new InvalidInput(
                    "catalog address",
                    FORM + " for one host, with each : / ? # @ , of user, password and options percent-encoded"
                            + " (%3A %2F %3F %23 %40 %2C)",
                    "something else, not shown as it may hold a password");
        }
        AddressOptions options = AddressOptions.of(parts.group("options"));
        String host = parts.group("ip") == null ? decoded("host", parts.group("host")) : parts.group("ip");
        if (host.isEmpty()) {
            throw new InvalidInput("host", FORM, "none");
        }
        String user = emptyAsNull(parts.group("user") == null ? null : decoded("user", parts.group("user")));
        String password =
                emptyAsNull(parts.group("password") == null ? null : decoded("password", parts.group("password")));
        String database =
                emptyAsNull(parts.group("database") == null ? null : decoded("database", parts.group("database")));
        if (database == null) {
            throw new InvalidInput("database", FORM, "none");
        }
        PostgresAddress address = new PostgresAddress(
                host,
                port(parts.group("port")),
                database,
                user,
                login(options, user, password),
                tls(options),
                pooled(options),
                options.number("pool-size", 1, PostgresAddress.LARGEST_POOL_SIZE, PostgresAddress.DEFAULT_POOL_SIZE),
                time(options, "connect-timeout", PostgresAddress.DEFAULT_CONNECT_TIMEOUT),
                time(options, "call-timeout", PostgresAddress.DEFAULT_CALL_TIMEOUT),
                schema(options),
                options.text("resource-id"),
                options.word("standby", "synchronous").isPresent(),
                options.text("read-url").map(AddressParser::reader),
                workers(options));
        options.allUsed();
        return address;
    }

    private static int port(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return PostgresAddress.DEFAULT_PORT;
        }
        int port = PORT.matcher(text).matches() ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65_535) {
            throw new InvalidInput("port", "1 to 65535", "something else");
        }
        return port;
    }

    private static Login login(AddressOptions options, @Nullable String user, @Nullable String password) {
        String auth = options.word("auth", "password", "secret", "iam").orElse("password");
        if (!auth.equals("password") && password != null) {
            throw new InvalidInput("password", "none in the address with auth=" + auth, "one");
        }
        Optional<String> region = options.text(WORKERS_SECRET).isPresent()
                ? options.text("region")
                : options.textWith("region", auth, "secret", "iam");
        Optional<String> secret = options.textWith("secret", auth, "secret");
        Optional<String> iamHost = options.textWith("iam-host", auth, "iam");
        return switch (auth) {
            case "secret" -> {
                if (user != null) {
                    throw new InvalidInput("user", "none in the address with auth=secret: the secret names it", user);
                }
                yield new Login.Secret(
                        secret.orElseThrow(() ->
                                new InvalidInput("secret", "the name or ARN of the secret, with auth=secret", "none")),
                        region.orElse(null));
            }
            case "iam" -> iam(iamHost.orElse(null), region.orElse(null));
            default -> new Login.Password(password == null ? "" : password);
        };
    }

    private static Login.Iam iam(@Nullable String endpoint, @Nullable String region) {
        if (endpoint == null) {
            return new Login.Iam(null, PostgresAddress.DEFAULT_PORT, region);
        }
        int colon = endpoint.indexOf(':');
        return colon < 0
                ? new Login.Iam(endpoint, PostgresAddress.DEFAULT_PORT, region)
                : new Login.Iam(endpoint.substring(0, colon), port(endpoint.substring(colon + 1)), region);
    }

    private static Tls tls(AddressOptions options) {
        boolean disabled = options.word("sslmode", "verify-full", "disable")
                .orElse("verify-full")
                .equals("disable");
        Optional<String> roots = options.text("sslrootcert");
        if (disabled && roots.isPresent()) {
            throw new InvalidInput("sslrootcert", "sslmode=verify-full with it", "sslmode=disable");
        }
        return disabled
                ? new Tls.Disabled()
                : new Tls.Verified(roots.map(Path::of).orElse(null));
    }

    private static Duration time(AddressOptions options, String name, Duration otherwise) {
        return options.time(name, SHORTEST_TIMEOUT, LONGEST_TIMEOUT).orElse(otherwise);
    }

    private static boolean pooled(AddressOptions options) {
        return options.word("pooler", "none", "transaction").orElse("none").equals("transaction");
    }

    private static String schema(AddressOptions options) {
        String schema = options.text("schema").orElse(PostgresAddress.DEFAULT_SCHEMA);
        if (!schema.matches("[a-z_][a-z0-9_]{0,62}") || schema.startsWith("pg_")) {
            throw new InvalidInput("schema", "[a-z_][a-z0-9_]{0,62}, not beginning with pg_", schema);
        }
        return schema;
    }

    private static PostgresAddress reader(String text) {
        PostgresAddress reader;
        try {
            reader = parse(text);
        } catch (InvalidInput e) {
            throw new InvalidInput("read-url: " + e.field(), e.limit(), e.given());
        }
        if (reader.reader().isPresent() || reader.workers().isPresent()) {
            throw new InvalidInput("read-url", "an address without read-url and workers of its own", "one with them");
        }
        return reader;
    }

    private static Optional<Workers> workers(AddressOptions options) {
        Optional<String> role = options.text("workers");
        Optional<String> secret = options.text(WORKERS_SECRET);
        if (role.isEmpty() && secret.isPresent()) {
            throw new InvalidInput(WORKERS_SECRET, "workers=ROLE with it", "no workers");
        }
        String region = options.text("region").orElse(null);
        return role.map(name -> new Workers(name, secret.map(id -> new Login.Secret(id, region))));
    }

    private static @Nullable String emptyAsNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
