package io.hakiri.cli;

import io.hakiri.access.AccessRules;
import io.hakiri.api.BearerToken;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.ApiToken;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Role;
import io.hakiri.executors.Executors;
import io.hakiri.pipeline.Manifest;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.pipeline.TimeSpan;
import io.hakiri.reconcile.InProcessExecutor;
import io.hakiri.run.Workplace;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "serve",
        description = "Serves the HTTP API, and runs what is due, until it is told to end (SIGTERM, Ctrl-C).",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    private static final int HIGHEST_PORT = 65_535;
    private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "${env:HAKIRI_PORT:-8080}",
            description = "Where to listen; 0 for any that is free (default: HAKIRI_PORT, or 8080).")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "${env:HAKIRI_HOST:-127.0.0.1}",
            description =
                    "The address to listen at (default: HAKIRI_HOST, or 127.0.0.1, which only this machine reaches).")
    private String host = "";

    @Option(
            names = "--executor",
            paramLabel = "EXECUTOR",
            defaultValue = "${env:HAKIRI_EXECUTOR:-" + Reconciling.IN_PROCESS + "}",
            description = "Where due pipelines run: " + Reconciling.IN_PROCESS + ", " + Executors.FORMS
                    + " (default: HAKIRI_EXECUTOR, or " + Reconciling.IN_PROCESS + ").")
    private String executor = "";

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "${env:HAKIRI_RUNS:-8}",
            description = "How many pipelines run in this process at once (default: HAKIRI_RUNS, or 8).")
    private int runs;

    @Option(
            names = "--reconcile-every",
            paramLabel = "TIME",
            defaultValue = "${env:HAKIRI_RECONCILE_EVERY:-1s}",
            description = "How often to look for what is due: 1s to 1h, or off: then only POST /v1/reconcile does"
                    + " (default: HAKIRI_RECONCILE_EVERY, or 1s).")
    private String reconcileEvery = "";

    @Option(
            names = "--dev",
            description =
                    "Also shows the API in a browser, at /dev/, to who develops against it: on this machine only.")
    private boolean dev;

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
        if (dev && !isLoopback()) {
            throw Refusal.usage(
                    "--dev: its pages need no token, so it is for this machine only; without --host " + host);
        }
        if (runs < 1 || runs > InProcessExecutor.MOST_RUNS) {
            throw Refusal.usage("--runs: expected 1 to " + InProcessExecutor.MOST_RUNS + ", given " + runs);
        }
        Duration interval = interval();
        AccessRules access = AccessSettings.of(System.getenv());
        Manifest manifest = main.manifestOrNull();
        ProjectId project = manifest == null ? null : manifest.project();
        // before anything logs, or the log of the service goes nowhere
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        carriersForRuns();
        try (Catalog catalog = Catalogs.open(main.catalogUrl(), main.folder());
                Reconciling reconciling = Reconciling.of(
                        executor,
                        runs,
                        interval,
                        catalog,
                        new Workplace(main.connectors(), main.secrets(), main.folder()))) {
            if (project != null && Catalogs.isEmbedded(main.catalogUrl()) && isLoopback()) {
                firstToken(catalog, project, Catalogs.sqliteFolder(main.catalogUrl(), main.folder()), main.err());
            }
            DevPages.wanted(dev);
            if (dev && port != 0) {
                main.err().println("hakiri: the API in a browser: http://" + host + ":" + port + DevPages.PATH);
                main.err().flush();
            }
            Serving.of(catalog, reconciling.reconciler(), access);
            System.setProperty("quarkus.http.host", host);
            System.setProperty("quarkus.http.port", Integer.toString(port));
            // beside Quarkus' own, which ends the serving: meanwhile the runs are handed over
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(reconciling::close));
            reconciling.start(() -> {
                if (manifest != null && interval != null) {
                    declare(catalog, manifest, main.err());
                }
            });
            Quarkus.run();
        }
        return Exit.DONE;
    }

    private @Nullable Duration interval() {
        if (reconcileEvery.equals("off")) {
            return null;
        }
        return TimeSpan.parse(reconcileEvery)
                .filter(time -> !time.isZero() && time.compareTo(LONGEST_INTERVAL) <= 0)
                .orElseThrow(
                        () -> Refusal.usage("--reconcile-every: expected 1s to 1h, or off, given " + reconcileEvery));
    }

    /** Runs that compute hold their carrier threads: those must not be the ones that requests are answered on. */
    private void carriersForRuns() {
        System.setProperty(
                "jdk.virtualThreadScheduler.parallelism",
                Integer.toString(Runtime.getRuntime().availableProcessors() + runs));
    }

    /** Makes the catalog know what the folder declares, as `hakiri run` does. */
    private static void declare(Catalog catalog, Manifest manifest, PrintWriter err) {
        for (Pipeline pipeline : manifest.pipelines()) {
            try {
                Session.declare(catalog, manifest.project(), pipeline);
            } catch (Refusal e) {
                err.println("hakiri: warning: " + e.getMessage()); // it lives elsewhere: the others are served
                err.flush();
            }
        }
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
