package io.hakiri.cli;

import io.hakiri.access.AccessRules;
import io.hakiri.access.BrowserSession;
import io.hakiri.access.EntryTickets;
import io.hakiri.api.BearerToken;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.ApiToken;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Role;
import io.hakiri.deployment.Endpoints;
import io.hakiri.deployment.Variables;
import io.hakiri.executors.Executors;
import io.hakiri.log.JsonLines;
import io.hakiri.pipeline.Manifest;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.pipeline.TimeSpan;
import io.hakiri.reconcile.InProcessExecutor;
import io.hakiri.run.Workplace;
import io.hakiri.serving.AccessSettings;
import io.hakiri.serving.Parts;
import io.hakiri.serving.Watching;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
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
            defaultValue = "${env:" + Variables.PORT + ":-" + Endpoints.PORT + "}",
            description = "Where to listen; 0 for any that is free (default: " + Variables.PORT + ", or "
                    + Endpoints.PORT + ").")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "${env:" + Variables.HOST + ":-127.0.0.1}",
            description = "The address to listen at (default: " + Variables.HOST
                    + ", or 127.0.0.1, which only this machine reaches).")
    private String host = "";

    @Option(
            names = "--executor",
            paramLabel = "EXECUTOR",
            defaultValue = "${env:" + Variables.EXECUTOR + ":-" + Reconciling.IN_PROCESS + "}",
            description = "Where due pipelines run: " + Reconciling.IN_PROCESS + ", " + Executors.FORMS + " (default: "
                    + Variables.EXECUTOR + ", or " + Reconciling.IN_PROCESS + ").")
    private String executor = "";

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "${env:" + Variables.RUNS + ":-8}",
            description = "How many pipelines run in this process at once (default: " + Variables.RUNS + ", or 8).")
    private int runs;

    @Option(
            names = "--reconcile-every",
            paramLabel = "TIME",
            defaultValue = "${env:" + Variables.RECONCILE_EVERY + ":-1s}",
            description = "How often to look for what is due: 1s to 1h, or off: then only POST " + Endpoints.RECONCILE
                    + " does (default: " + Variables.RECONCILE_EVERY + ", or 1s).")
    private String reconcileEvery = "";

    @Option(
            names = "--dev",
            description =
                    "Also shows the API in a browser, at /dev/, to who develops against it: on this machine only.")
    private boolean dev;

    @Option(
            names = "--log",
            paramLabel = "FORM",
            defaultValue = "${env:" + Variables.LOG + ":-text}",
            description = "How it logs: text, or json, an object a line (default: " + Variables.LOG + ", or text).")
    private LogForm log = LogForm.TEXT;

    /** The forms of the log. */
    enum LogForm {
        TEXT,
        JSON
    }

    @Override
    public Integer call() throws IOException {
        Main main = Main.of(spec);
        check(main);
        Duration interval = interval();
        AccessRules access = AccessSettings.of(System.getenv());
        Manifest manifest = main.manifestOrNull();
        logs();
        carriersForRuns();
        CountDownLatch ended = new CountDownLatch(1);
        EntryTickets tickets = new EntryTickets();
        try (Catalog opened = main.openHere();
                Watching watching = Watching.ofService(opened, System.getenv());
                Reconciling reconciling = Reconciling.of(
                        executor,
                        runs,
                        interval,
                        new Workplace(main.connectors(), main.secrets(), main.folder()),
                        watching)) {
            Catalog catalog = watching.catalog();
            if (manifest != null && Catalogs.isEmbedded(main.catalogUrl()) && isLoopback()) {
                Path folder = Catalogs.sqliteFolder(main.catalogUrl(), main.folder());
                BearerToken token = firstToken(catalog, manifest.project(), folder);
                if (port != 0 && log == LogForm.TEXT) { // no log that is kept has it
                    say("the console, for one browser and once: http://" + host + ":" + port + BrowserSession.ENTER
                            + "?ticket=" + tickets.issue(token, new SecureRandom()));
                }
            }
            DevPages.wanted(dev);
            if (dev && port != 0) {
                say("the API in a browser: http://" + host + ":" + port + DevPages.PATH);
            }
            Serving.of(new Parts(
                    catalog,
                    reconciling.reconciler(),
                    reconciling.target(),
                    access,
                    watching.metrics(),
                    watching.scrapeToken(),
                    main.connectors(),
                    tickets));
            System.setProperty("quarkus.http.host", host);
            System.setProperty("quarkus.http.port", Integer.toString(port));
            // beside Quarkus' own, which ends the serving: meanwhile the runs are handed over
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> end(reconciling, ended)));
            reconciling.start(() -> {
                if (manifest != null && interval != null) {
                    declare(catalog, manifest);
                }
            });
            return served();
        } finally {
            ended.countDown();
        }
    }

    /** Serves, and answers with the exit code; by itself Quarkus would end the process before anything is given back. */
    private int served() {
        AtomicInteger exit = new AtomicInteger(Exit.DONE);
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Quarkus.run(null, (code, thrown) -> {
            exit.set(code);
            failure.set(thrown);
        });
        Throwable thrown = failure.get();
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                throw Refusal.usage(
                        "--port, --host: cannot listen at " + host + ":" + port + ": " + cause.getMessage());
            }
        }
        if (thrown != null) {
            System.getLogger("io.hakiri.serve").log(System.Logger.Level.ERROR, "the service could not start", thrown);
        }
        return exit.get();
    }

    private void check(Main main) {
        if (port < 0 || port > HIGHEST_PORT) {
            throw Refusal.usage("--port: expected 0 to " + HIGHEST_PORT + ", given " + port);
        }
        if (main.server() != null) {
            throw Refusal.usage(
                    "serve: it has the catalog itself; without --server, --plain-http and " + Variables.SERVER);
        }
        if (dev && !isLoopback()) {
            throw Refusal.usage(
                    "--dev: its pages need no token, so it is for this machine only; without --host " + host);
        }
        if (runs < 1 || runs > InProcessExecutor.MOST_RUNS) {
            throw Refusal.usage("--runs: expected 1 to " + InProcessExecutor.MOST_RUNS + ", given " + runs);
        }
    }

    /** Before anything logs, or the log of the service goes nowhere. */
    private void logs() {
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        if (log == LogForm.JSON) {
            // Quarkus leaves this one as it is
            System.setProperty("quarkus.log.console.enabled", "false");
            Logger.getLogger("").addHandler(JsonLines.toStderr());
        }
    }

    /** The process ends with its hooks: what requests under way and the last runs have to tell is sent before. */
    private static void end(Reconciling reconciling, CountDownLatch ended) {
        long until = System.nanoTime() + Endpoints.ENDS_WITHIN.toNanos();
        reconciling.close();
        try {
            ended.await(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
    private void declare(Catalog catalog, Manifest manifest) {
        for (Pipeline pipeline : manifest.pipelines()) {
            try {
                Session.declare(catalog, manifest.project(), pipeline);
            } catch (Refusal e) {
                say("warning: " + e.getMessage()); // it lives elsewhere: the others are served
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
    private BearerToken firstToken(Catalog catalog, ProjectId project, Path folder) throws IOException {
        Path file = folder.resolve(project + ".token");
        BearerToken token = Files.exists(file)
                ? BearerToken.parse(Files.readString(file).strip())
                        .orElseThrow(() -> Refusal.refused(file + ": expected the token that the first start left."
                                + " Remove the file, and the next start makes another"))
                : null;
        if (token == null) {
            token = BearerToken.of(project, new SecureRandom());
            String id = "serve-" + token.hash().toHex().substring(0, 8);
            Actor actor = Session.actor("the first start of the service on this machine");
            TokenCommands.expectDone(
                    id, catalog.createToken(new ApiToken(project, id, Role.ADMIN, token.hash(), null, null), actor));
            SecretFile.write(file, token.secret());
        }
        say("the token for this machine is in " + file);
        return token;
    }

    /** To whoever started it: a person, or what collects the log. */
    private void say(String what) {
        if (log == LogForm.JSON) {
            System.getLogger("io.hakiri.serve").log(System.Logger.Level.INFO, what);
        } else {
            PrintWriter err = Main.of(spec).err();
            err.println("hakiri: " + what);
            err.flush();
        }
    }
}
