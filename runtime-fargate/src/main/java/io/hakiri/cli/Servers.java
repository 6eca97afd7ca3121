package io.hakiri.cli;

import io.hakiri.api.Credential;
import io.hakiri.catalog.remote.RemoteCatalog;
import io.hakiri.catalog.remote.ServerAddress;
import io.hakiri.deployment.Variables;
import io.hakiri.serving.SecretSetting;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The service that commands ask instead of a catalog. Its token is in the environment or in a file, and never an option: whoever may
 * list the processes of a machine would read it.
 */
final class Servers {
    private Servers() {}

    static RemoteCatalog open(String server, boolean plain) {
        return RemoteCatalog.open(ServerAddress.parse(server, plain), token(System.getenv()), new SecureRandom());
    }

    private static Supplier<? extends Credential> token(Map<String, String> environment) {
        String token = SecretSetting.said(environment.get(Variables.TOKEN));
        String file = SecretSetting.said(environment.get(Variables.TOKEN_FILE));
        if (token != null && file != null) {
            throw Refusal.usage(
                    Variables.TOKEN + " and " + Variables.TOKEN_FILE + " are both set; which one? Unset the other");
        }
        if (token == null && file == null) {
            throw Refusal.usage("a server needs a token: set " + Variables.TOKEN + ", or " + Variables.TOKEN_FILE
                    + " to a file that has it. `hakiri token create` makes one, beside the catalog");
        }
        if (token == null) {
            return TokenFile.open(Variables.TOKEN_FILE, Path.of(String.valueOf(file)));
        }
        Credential said = Credential.parse(token).orElseThrow(() -> notAToken(Variables.TOKEN));
        return () -> said;
    }

    static Refusal notAToken(String where) {
        return Refusal.usage(
                where + ": expected a token as `hakiri token create` shows it, hk_….PROJECT, or a signed one (JWT)"
                        + " of the service's issuer; it is something else");
    }
}
