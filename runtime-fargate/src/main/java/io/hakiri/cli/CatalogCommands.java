package io.hakiri.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Adopt;
import io.hakiri.catalog.Adopted;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CatalogStatus;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.run.Settler;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        description = "The catalog: where the state is kept.",
        mixinStandardHelpOptions = true,
        subcommands = {
            MigrateCommand.class,
            VerifyCommand.class,
            ExportCommand.class,
            ImportCommand.class,
            RetainCommand.class
        })
final class CatalogCommands implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command? One of these:");
    }

    @Command(
            name = "status",
            description = "Says what the catalog is, of which version, and whether it may be written.",
            mixinStandardHelpOptions = true)
    int status() {
        Main main = Main.of(spec);
        try (Catalog catalog = main.openCatalog()) {
            CatalogStatus status = catalog.status();
            ObjectNode head = withDifferences(head(status).put("newest", status.newest()), status);
            List<ObjectNode> entries = new ArrayList<>();
            for (CatalogStatus.ProjectStatus project : status.projects()) {
                entries.add(Output.object()
                        .put("project", project.project().value())
                        .put("backend", status.backend())
                        .put("address", status.address())
                        .put("version", project.version())
                        .put("newest", project.newest())
                        .put("generation", project.generation())
                        .put("mismatch", project.mismatch()));
            }
            main.output()
                    .oneWithList(head, "projects", entries, "project", "version", "newest", "generation", "mismatch");
        }
        return Exit.DONE;
    }

    @Command(
            name = "init",
            description = {
                "Makes the catalog's tables (PostgreSQL), table (DynamoDB) or folder (SQLite) where there are none.",
                "Changes nothing where they are. A role that may make them is needed once; then one that may not runs the"
                        + " pipelines."
            },
            mixinStandardHelpOptions = true)
    int init() {
        Main main = Main.of(spec);
        try (Catalog catalog = main.openCatalog()) {
            CatalogStatus before = catalog.status();
            if (before.version() > 0 && before.version() < before.newest()) {
                throw Refusal.refused("the catalog in " + before.address() + " is there, of version " + before.version()
                        + ". Bring it to version " + before.newest() + " by: hakiri catalog upgrade");
            }
            return upgrade(main, catalog, before);
        }
    }

    @Command(
            name = "upgrade",
            description = {
                "Brings an older catalog to the version of this program.",
                "Programs of the version before may still run; many may be told to upgrade at once."
            },
            mixinStandardHelpOptions = true)
    int upgrade(
            @Option(
                            names = "--init",
                            description = "Also makes it where there is none: for a deployment, whose first version it"
                                    + " may be.")
                    boolean init) {
        Main main = Main.of(spec);
        try (Catalog catalog = main.openCatalog()) {
            CatalogStatus before = catalog.status();
            if (before.version() == 0 && !init) {
                throw Refusal.refused(
                        "there is no catalog in " + before.address() + ". Make it by: hakiri catalog init");
            }
            return upgrade(main, catalog, before);
        }
    }

    private static int upgrade(Main main, Catalog catalog, CatalogStatus before) {
        catalog.upgrade();
        CatalogStatus status = catalog.status();
        main.output().one(withDifferences(head(status).put("before", before.version()), status));
        return Exit.DONE;
    }

    private static ObjectNode head(CatalogStatus status) {
        return Output.object()
                .put("backend", status.backend())
                .put("address", status.address())
                .put("server", status.server())
                .put("version", status.version());
    }

    private static ObjectNode withDifferences(ObjectNode head, CatalogStatus status) {
        ArrayNode differences = head.putArray("differences");
        status.differences().forEach(differences::add);
        return head;
    }

    @Command(
            name = "adopt",
            description = {
                "Makes a restored, cloned or copied catalog this project's own.",
                "No fence of the lost time is valid again, all pipelines are paused, and what was committed is settled at"
                        + " the destinations."
            },
            mixinStandardHelpOptions = true)
    int adopt(
            @Option(
                            names = "--generation",
                            description = "At least this one, where you know that greater ones were issued.")
                    int generation,
            @Option(names = "--reason", required = true, description = "Why, for the audit.") String reason) {
        Main main = Main.of(spec);
        try (Session session = main.open()) {
            Adopted adopted =
                    session.catalog().adopt(new Adopt(session.manifest().project(), generation, Session.actor(reason)));
            Settler settler = new Settler(session.catalog(), session.workplace(), session.ids());
            int settled = 0;
            for (Pipeline pipeline : session.manifest().pipelines()) {
                settled += settler.settle(session.key(pipeline.id()), pipeline);
            }
            main.output()
                    .one(Output.object()
                            .put("project", session.manifest().project().value())
                            .put("generation", adopted.generation())
                            .put("paused", adopted.paused())
                            .put("settled", settled));
        }
        return Exit.DONE;
    }
}
