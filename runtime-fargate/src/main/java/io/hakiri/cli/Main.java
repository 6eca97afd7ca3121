package io.hakiri.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.Found;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.ProjectId;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.Connectors;
import io.hakiri.connectors.BuiltIn;
import io.hakiri.connectors.secret.StoredSecrets;
import io.hakiri.deployment.Variables;
import io.hakiri.migrate.End;
import io.hakiri.migrate.FollowingCatalog;
import io.hakiri.pipeline.Manifest;
import io.hakiri.pipeline.ManifestReader;
import io.hakiri.pipeline.ManifestResult;
import io.hakiri.pipeline.Secrets;
import io.hakiri.serving.SecretSetting;
import io.hakiri.serving.WrongSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program {@code hakiri}. */
@Command(
        name = "hakiri",
        description = "Keeps the state of data pipelines, and runs them from it.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Exit codes: 0 done, 1 a run failed, 2 usage or manifest, 3 refused (held, fenced, paused, token, unsafe filesystem),",
            "4 the catalog is unavailable."
        })
public final class Main implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls run()
    private CommandSpec spec;

    @Option(
            names = {"-C", "--directory"},
            paramLabel = "DIR",
            description = "The project's folder (default: the current one).",
            scope = ScopeType.INHERIT)
    private Path directory = Path.of("");

    @Option(
            names = "--catalog",
            paramLabel = "URL",
            description =
                    "Where the state is kept: " + Catalogs.FORMS + "; a folder is relative to the project's (default: "
                            + Variables.CATALOG + ", or " + Catalogs.DEFAULT + ").",
            scope = ScopeType.INHERIT)
    private @Nullable String catalog;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = {
                "A service to ask instead of a catalog, such as https://hakiri.example.org (default: "
                        + Variables.SERVER + ").",
                "Its token is in " + Variables.TOKEN + ", or in the file that " + Variables.TOKEN_FILE + " names."
            },
            scope = ScopeType.INHERIT)
    private @Nullable String server;

    @Option(
            names = "--plain-http",
            description = "Also sends the token to a server on another machine by http://, in clear.",
            scope = ScopeType.INHERIT)
    private boolean plainHttp;

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            description = "table or json (default: table).",
            scope = ScopeType.INHERIT)
    private Output.Format output = Output.Format.TABLE;

    private final Secrets secrets = StoredSecrets.of(System.getenv());

    public static void main(String[] args) {
        CommandLine line = Commands.line(args);
        int exit = line.execute(args);
        if (line.getOut().checkError() && exit == Exit.DONE) {
            System.err.println("hakiri: what it had to say could not be written");
            exit = Exit.FAILED;
        }
        System.exit(exit);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command? One of these:");
    }

    /** The root of a command, which has the options that all share. */
    static Main of(CommandSpec spec) {
        return (Main) spec.root().userObject();
    }

    Path folder() {
        return directory.toAbsolutePath().normalize();
    }

    /** The service to ask; {@code null} where the catalog is opened here. What is said on the command line goes first. */
    @Nullable
    String server() {
        if (server != null && catalog != null) {
            throw Refusal.usage("--server and --catalog: one of the two; a server has its own catalog");
        }
        if (server != null || catalog != null) {
            return server;
        }
        String fromEnvironment = SecretSetting.said(System.getenv(Variables.SERVER));
        if (fromEnvironment != null && SecretSetting.said(System.getenv(Variables.CATALOG)) != null) {
            throw Refusal.usage(Variables.SERVER + " and " + Variables.CATALOG
                    + " are both set; which one? Say --server or --catalog");
        }
        return fromEnvironment;
    }

    boolean plainHttp() {
        return plainHttp;
    }

    /** The catalog: by the service, or opened here. */
    Catalog openCatalog() {
        String remote = server();
        return remote == null ? openHere() : Servers.open(remote, plainHttp);
    }

    /** The catalog that is opened here; with the one that it is being moved to, where that is said. */
    Catalog openHere() {
        Catalog here = Catalogs.open(catalogUrl(), folder());
        String movingTo = SecretSetting.said(System.getenv(Variables.MOVING_TO));
        return movingTo == null ? here : following(here, movingTo);
    }

    private Catalog following(Catalog here, String movingTo) {
        try {
            return new FollowingCatalog(End.of(here), End.of(Catalogs.open(movingTo, folder())));
        } catch (RuntimeException e) {
            here.close();
            throw e;
        }
    }

    String catalogUrl() {
        if (catalog != null) {
            return catalog;
        }
        String fromEnvironment = System.getenv(Variables.CATALOG);
        return fromEnvironment == null || fromEnvironment.isBlank() ? Catalogs.DEFAULT : fromEnvironment;
    }

    Connectors connectors() {
        return BuiltIn.connectors();
    }

    Output output() {
        return output(output);
    }

    /** Of a command that has more forms than {@code --output} names. */
    Output output(Output.Format format) {
        return new Output(spec.commandLine().getOut(), format, Terminal.present(), Terminal.colour());
    }

    Output.Format format() {
        return output;
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Whether there is a person to ask: at a terminal, and not a program that wants JSON. */
    boolean asks() {
        return Terminal.present() && output == Output.Format.TABLE;
    }

    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Says what a search found; that there is more, or that it is old, is said to the person too. */
    void found(String name, Found<?> found, List<ObjectNode> entries, String... columns) {
        String next = found.page().next();
        output().found(name, entries, next, found.lag(), columns);
        if (output == Output.Format.TABLE && next != null) {
            err().println("hakiri: there is more: the same with --page " + next);
        }
        if (!found.lag().isZero()) {
            err().println("hakiri: read from a copy that is " + Output.seconds(found.lag()) + " s behind");
        }
        err().flush();
    }

    ManifestResult manifest() {
        if (!Files.isDirectory(folder())) {
            throw Refusal.usage(folder() + ": there is no such folder");
        }
        return new ManifestReader(connectors()).read(folder());
    }

    /** The project of the folder's manifest; {@code null} where there is no manifest. A broken one ends the command. */
    @Nullable
    ProjectId projectOrNull() {
        Manifest manifest = manifestOrNull();
        return manifest == null ? null : manifest.project();
    }

    /** The folder's manifest; {@code null} where there is none. A broken one ends the command. */
    @Nullable
    Manifest manifestOrNull() {
        return Files.exists(folder().resolve(ManifestReader.PROJECT_FILE)) ? validManifest() : null;
    }

    /** A manifest without a fault; a broken one ends the command with all that is wrong. */
    Manifest validManifest() {
        return switch (manifest()) {
            case ManifestResult.Valid(var manifest) -> manifest;
            case ManifestResult.Broken(var problems) -> throw Refusal.usage(problems);
        };
    }

    Secrets secrets() {
        return secrets;
    }

    /** Opens what most commands need; a broken manifest ends the command with all that is wrong. */
    Session open() {
        return new Session(validManifest(), openCatalog(), connectors(), secrets);
    }

    /** Says to the person what went wrong, and answers with the exit code. */
    static int explain(Exception e, CommandLine command) {
        int exit = switch (e) {
            case Refusal refusal -> refusal.exit();
            case InvalidInput _, WrongSettings _ -> Exit.USAGE;
            case CatalogException.Denied _ -> Exit.REFUSED;
            case CatalogException _ -> Exit.UNAVAILABLE;
            case ConnectorException _ -> Exit.FAILED;
            case IOException _, UncheckedIOException _ -> Exit.USAGE;
            default -> throw unexpected(e);
        };
        Secrets secrets = of(command.getCommandSpec()).secrets;
        String message = e instanceof IOException ? e.toString() : String.valueOf(e.getMessage());
        command.getErr().println(command.getColorScheme().errorText("hakiri: " + secrets.redacted(message)));
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            command.getErr().println("  because: " + secrets.redacted(String.valueOf(cause.getMessage())));
        }
        command.getErr().flush();
        return exit;
    }

    private static RuntimeException unexpected(Exception e) {
        return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
    }
}
