package io.hakiri.cli;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.dynamodb.DynamoCatalog;
import io.hakiri.catalog.postgres.PostgresCatalog;
import io.hakiri.catalog.sqlite.LocalFilesystem;
import io.hakiri.catalog.sqlite.SqliteCatalog;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/** The catalogs that this program has inside, by the scheme of their address. */
final class Catalogs {
    /** Where the state is kept unless something else is said. */
    static final String DEFAULT = "sqlite:.hakiri";

    private static final String SQLITE = "sqlite:";
    private static final List<String> POSTGRES = List.of("postgresql:", "postgres:");
    private static final String DYNAMO = "dynamodb:";

    /** The addresses that there are, for messages. */
    static final String FORMS =
            "sqlite:FOLDER, postgresql://USER:PASSWORD@HOST/DATABASE or dynamodb://TABLE?region=REGION";

    /** Netty would say on the terminal that Java is going to take something away that it uses where it can. */
    private static final String NETTY_WITHOUT_UNSAFE = "io.netty.noUnsafe";

    private Catalogs() {}

    /**
     * Opens it; a place where it would not be safe is refused before anything is touched.
     *
     * @param folder what the path of an embedded catalog is relative to
     */
    static Catalog open(String url, Path folder) {
        if (isPostgres(url)) {
            return PostgresCatalog.open(url, new SecureRandom());
        }
        return isDynamo(url) ? DynamoCatalog.open(url, new SecureRandom()) : embedded(url, folder);
    }

    static boolean isDynamo(String url) {
        return url.startsWith(DYNAMO);
    }

    static boolean isPostgres(String url) {
        boolean postgres = POSTGRES.stream().anyMatch(url::startsWith);
        if (postgres && System.getProperty(NETTY_WITHOUT_UNSAFE) == null) {
            System.setProperty(NETTY_WITHOUT_UNSAFE, "true");
        }
        return postgres;
    }

    static boolean isEmbedded(String url) {
        return url.startsWith(SQLITE);
    }

    private static Catalog embedded(String url, Path folder) {
        Path place = sqliteFolder(url, folder);
        switch (LocalFilesystem.check(place)) {
            case LocalFilesystem.Verdict.Local _ -> {}
            case LocalFilesystem.Verdict.Unknown(String _, String warning) ->
                System.err.println("hakiri: warning: " + warning);
            case LocalFilesystem.Verdict.Refused(String _, String message) -> throw Refusal.refused(message);
        }
        return SqliteCatalog.open(place, InstantSource.system(), new SecureRandom());
    }

    /** Where the embedded catalog of this address keeps its files. */
    static Path sqliteFolder(String url, Path folder) {
        if (!url.startsWith(SQLITE) || url.length() == SQLITE.length()) {
            throw Refusal.usage("--catalog: expected " + FORMS + ", given " + scheme(url));
        }
        return folder.resolve(url.substring(SQLITE.length())).normalize();
    }

    /** Only how it begins: the rest may hold a password. */
    private static String scheme(String url) {
        int colon = url.indexOf(':');
        return colon < 0 ? "an address without a scheme" : url.substring(0, colon + 1) + "…";
    }
}
