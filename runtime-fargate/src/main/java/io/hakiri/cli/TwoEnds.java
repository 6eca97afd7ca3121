package io.hakiri.cli;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ProjectId;
import io.hakiri.migrate.End;
import io.hakiri.run.Pace;
import io.hakiri.run.Stop;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The two catalogs of a command that moves or compares. */
final class TwoEnds {
    @Option(
            names = "--from",
            paramLabel = "URL",
            description = "The catalog that has the pipelines: " + Catalogs.FORMS + " (default: that of --catalog).")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "URL", description = "The catalog that gets them.")
    private @Nullable String to;

    @Option(
            names = "--project",
            paramLabel = "NAME",
            description = "Only this project; again for another one (default: all that the source has).")
    private List<String> projects = List.of();

    /** Both, opened. */
    record Opened(Catalog source, Catalog target, End from, End to) implements AutoCloseable {
        @Override
        public void close() {
            try (source) {
                target.close();
            }
        }
    }

    List<ProjectId> projects() {
        return projects.stream().map(ProjectId::new).toList();
    }

    Opened open(Main main) {
        if (to == null) {
            throw Refusal.usage("--to: which catalog? " + Catalogs.FORMS);
        }
        Catalog source = Catalogs.open(from == null ? main.catalogUrl() : from, main.folder());
        try {
            Catalog target = Catalogs.open(to, main.folder());
            expectMade(source);
            expectMade(target);
            return new Opened(source, target, End.of(source), End.of(target));
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    private static void expectMade(Catalog catalog) {
        var status = catalog.status();
        boolean older = status.version() < status.newest()
                || status.projects().stream().anyMatch(project -> project.version() < project.newest());
        if (older && (status.version() > 0 || status.server() != null)) {
            throw Refusal.refused(status.address() + " is of version " + status.version() + ", and this program's is "
                    + status.newest() + ". Bring it there first: hakiri catalog "
                    + (status.version() == 0 ? "init" : "upgrade") + " --catalog URL");
        }
    }

    static Pace pace() {
        return new Pace(InstantSource.system(), Thread::sleep, RandomGenerator.getDefault(), new Stop());
    }
}
