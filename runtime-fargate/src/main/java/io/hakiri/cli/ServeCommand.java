package io.hakiri.cli;

import io.hakiri.api.BearerToken;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.ApiToken;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Role;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "serve",
        description = "Serves the HTTP API until it is told to end (SIGTERM, Ctrl-C).",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    private static final int HIGHEST_PORT = 65_535;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Where to listen; 0 for any that is free (default: 8080).")
    private int port = 8080;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "The address to listen at (default: 127.0.0.1, which only this machine reaches).")
    private String host = "127.0.0.1";

    @Override
    public Integer call() throws IOException {
        if (port < 0 || port > HIGHEST_PORT) {
            throw Refusal.usage("--port: expected 0 to " + HIGHEST_PORT + ", given " + port);
        }
        Main main = Main.of(spec);
        if (main.server() != null) {
            throw Refusal.usage(
                    "serve: it has the catalog itself; without --server, --plain-http and " + Servers.SERVER);
        }
        ProjectId project = main.projectOrNull();
        // before anything logs, or the log of the service goes nowhere
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        try (Catalog catalog = Catalogs.open(main.catalogUrl(), main.folder())) {
            if (project != null && Catalogs.isEmbedded(main.catalogUrl()) && isLoopback()) {
                firstToken(catalog, project, Catalogs.sqliteFolder(main.catalogUrl(), main.folder()), main.err());
            }
            Serving.catalog(catalog);
            System.setProperty("quarkus.http.host", host);
            System.setProperty("quarkus.http.port", Integer.toString(port));
            Quarkus.run();
        }
        return Exit.DONE;
    }

    private boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw Refusal.usage("--host: expected an address of this machine, given " + host);
        }
    }

    /** On a laptop nobody should have to make a token: whoever can read the folder may do all that the API can. */
    private static void firstToken(Catalog catalog, ProjectId project, Path folder, PrintWriter err)
            throws IOException {
        Path file = folder.resolve(project + ".token");
        if (!Files.exists(file)) {
            BearerToken token = BearerToken.of(project, new SecureRandom());
            String id = "serve-" + token.hash().toHex().substring(0, 8);
            Actor actor = Session.actor("the first start of the service on this machine");
            TokenCommands.expectDone(
                    id, catalog.createToken(new ApiToken(project, id, Role.ADMIN, token.hash(), null, null), actor));
            SecretFile.write(file, token.secret());
        }
        err.println("hakiri: the token for this machine is in " + file);
        err.flush();
    }
}
