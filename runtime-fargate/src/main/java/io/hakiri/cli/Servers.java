package io.hakiri.cli;

import io.hakiri.api.BearerToken;
import io.hakiri.catalog.remote.RemoteCatalog;
import io.hakiri.catalog.remote.ServerAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The service that commands ask instead of a catalog. Its token is in the environment or in a file, and never an option: whoever may
 * list the processes of a machine would read it.
 */
final class Servers {
    static final String SERVER = "HAKIRI_SERVER";

    private static final String TOKEN = "HAKIRI_TOKEN";
    private static final String TOKEN_FILE = "HAKIRI_TOKEN_FILE";
    /** A token is shorter; what is longer is another file. */
    private static final long LARGEST_FILE = 4096;

    private Servers() {}

    static RemoteCatalog open(String server, boolean plain) {
        return RemoteCatalog.open(ServerAddress.parse(server, plain), token(System.getenv()), new SecureRandom());
    }

    private static BearerToken token(Map<String, String> environment) {
        String token = said(environment.get(TOKEN));
        String file = said(environment.get(TOKEN_FILE));
        if (token != null && file != null) {
            throw Refusal.usage(TOKEN + " and " + TOKEN_FILE + " are both set; which one? Unset the other");
        }
        if (token == null && file == null) {
            throw Refusal.usage("a server needs a token: set " + TOKEN + ", or " + TOKEN_FILE
                    + " to a file that has it. `hakiri token create` makes one, beside the catalog");
        }
        String text = token != null ? token : read(Path.of(String.valueOf(file)));
        return BearerToken.parse(text.strip())
                .orElseThrow(() -> Refusal.usage((token != null ? TOKEN : TOKEN_FILE + ", " + file)
                        + ": expected a token as `hakiri token create` shows it, hk_….PROJECT; it is something else"));
    }

    private static String read(Path file) {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw Refusal.usage(TOKEN_FILE + ": expected a file with a token, " + file + " is longer");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw Refusal.usage(
                    TOKEN_FILE + ": cannot read " + file + " (" + e.getClass().getSimpleName() + ")");
        }
    }

    static @Nullable String said(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
