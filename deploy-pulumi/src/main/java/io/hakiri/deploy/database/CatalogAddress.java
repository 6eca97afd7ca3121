package io.hakiri.deploy.database;

import com.pulumi.core.Output;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Addresses of a catalog in PostgreSQL, as docs/postgresql.md describes them. None holds a secret. */
public final class CatalogAddress {
    private static final String SCHEME = "postgresql://";

    private CatalogAddress() {}

    /**
     * Of who makes and upgrades tables, and the workers' role: past a proxy, with the owner's secret.
     *
     * @param workerSecret the secret with the password that the worker's role gets; {@code null} where it logs in by IAM
     */
    public static Output<String> owner(Database database, String region, @Nullable Output<String> workerSecret) {
        List<Output<String>> options = new ArrayList<>();
        options.add(Output.of("auth=secret"));
        options.add(option("secret", database.ownerSecret()));
        options.add(Output.of("region=" + region));
        options.add(option("resource-id", database.resourceId()));
        options.add(Output.of("workers=" + Database.WORKER));
        if (workerSecret != null) {
            options.add(option("workers-secret", workerSecret));
        }
        return address("", database.host(), options);
    }

    /** Of who runs pipelines: by IAM. */
    public static Output<String> worker(Database database, String region, int poolSize) {
        List<Output<String>> options = new ArrayList<>(login(region));
        options.add(option("resource-id", database.resourceId()));
        options.add(Output.of("pool-size=" + poolSize));
        Output<String> reader = database.reader();
        if (reader != null) {
            options.add(option("read-url", address(Database.WORKER + "@", reader, login(region))));
        }
        return address(Database.WORKER + "@", database.host(), options);
    }

    /** Likewise, through a proxy. */
    public static Output<String> worker(Database database, DatabaseProxy proxy, String region, int poolSize) {
        List<Output<String>> options = new ArrayList<>(login(region));
        options.add(option("resource-id", database.resourceId()));
        options.add(Output.of("pooler=transaction"));
        options.add(Output.of("pool-size=" + poolSize));
        return address(Database.WORKER + "@", proxy.host(), options);
    }

    private static List<Output<String>> login(String region) {
        return List.of(Output.of("auth=iam"), Output.of("region=" + region));
    }

    private static Output<String> address(String user, Output<String> host, List<Output<String>> options) {
        return Output.tuple(host, Output.all(options))
                .applyValue(parts -> SCHEME + user + parts.t1 + "/" + Database.NAME + "?" + String.join("&", parts.t2));
    }

    private static Output<String> option(String name, Output<String> value) {
        return value.applyValue(text -> name + "=" + encoded(text));
    }

    /** What means something in an address. */
    private static String encoded(String text) {
        return text.replace("%", "%25")
                .replace(":", "%3A")
                .replace("/", "%2F")
                .replace("?", "%3F")
                .replace("#", "%23")
                .replace("@", "%40")
                .replace("&", "%26");
    }
}
