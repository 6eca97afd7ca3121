package io.hakiri.cli;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.CatalogStatus;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.sqlite.LocalFilesystem;
import io.hakiri.pipeline.ManifestResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        description =
                "Checks what Hakiri needs: JDK, folder and permissions, filesystem, database, table or server, clock, manifest, catalog.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    private static final int JDK = 25;
    /** A wall clock further from the filesystem's than this is set wrongly on one of the two. */
    static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(5);

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        Main main = Main.of(spec);
        List<Finding> findings = new ArrayList<>();
        findings.add(jdk());
        Path folder = main.folder();
        findings.add(writable("folder", folder));
        String server = main.server();
        if (server != null) {
            findings.add(manifest(main));
            findings.addAll(ServerChecks.of(server, main.plainHttp(), project(main)));
        } else if (Catalogs.isPostgres(main.catalogUrl())) {
            findings.add(manifest(main));
            findings.addAll(PostgresChecks.of(main));
        } else if (Catalogs.isDynamo(main.catalogUrl())) {
            findings.add(manifest(main));
            findings.addAll(DynamoChecks.of(main));
        } else {
            Path state = Catalogs.sqliteFolder(main.catalogUrl(), folder);
            findings.add(filesystem(state));
            findings.add(clock(folder));
            findings.add(manifest(main));
            if (findings.stream().noneMatch(finding -> finding.exit() == Exit.REFUSED)) {
                findings.add(catalog(main, state));
            }
        }
        main.output().list("checks", findings.stream().map(Finding::json).toList(), "check", "health", "finding");
        return findings.stream().mapToInt(Finding::exit).max().orElse(Exit.DONE);
    }

    private static Finding jdk() {
        int feature = Runtime.version().feature();
        String text = Runtime.version() + ", " + System.getProperty("java.vendor");
        return feature >= JDK
                ? Finding.ok("jdk", text)
                : Finding.bad("jdk", text + "; " + JDK + " or newer is needed", Exit.USAGE);
    }

    private static Finding writable(String check, Path folder) {
        if (!Files.isDirectory(folder)) {
            return Finding.bad(check, folder + ": there is no such folder", Exit.USAGE);
        }
        try {
            Files.delete(Files.createTempFile(folder, ".hakiri-doctor", ".tmp"));
            return Finding.ok(check, folder + " can be written");
        } catch (IOException e) {
            return Finding.bad(check, folder + " cannot be written: " + e, Exit.UNAVAILABLE);
        }
    }

    private static Finding filesystem(Path state) {
        return switch (LocalFilesystem.check(state)) {
            case LocalFilesystem.Verdict.Local(String type) -> Finding.ok("filesystem", type + ", local");
            case LocalFilesystem.Verdict.Unknown(String _, String reason) -> Finding.warning("filesystem", reason);
            case LocalFilesystem.Verdict.Refused(String _, String reason) ->
                Finding.bad("filesystem", reason, Exit.REFUSED);
        };
    }

    /** The filesystem's time and ours should be one; where they are not, leases end early or late (safe, but slow). */
    private static Finding clock(Path folder) {
        try {
            Path probe = Files.createTempFile(folder, ".hakiri-doctor", ".tmp");
            Instant there = Files.getLastModifiedTime(probe).toInstant();
            Files.delete(probe);
            Duration apart = Duration.between(there, Instant.now()).abs();
            return apart.compareTo(CLOCK_TOLERANCE) <= 0
                    ? Finding.ok("clock", Instant.now().toString())
                    : Finding.warning("clock", "differs from the filesystem's by " + apart.toSeconds() + " s");
        } catch (IOException e) {
            return Finding.warning("clock", "not checked: " + e);
        }
    }

    private static Finding manifest(Main main) {
        if (!Files.isDirectory(main.folder())) {
            return Finding.bad("manifest", "no folder", Exit.USAGE);
        }
        return switch (main.manifest()) {
            case ManifestResult.Valid(var manifest) ->
                Finding.ok(
                        "manifest",
                        "project " + manifest.project() + ", "
                                + manifest.pipelines().size() + " pipelines");
            case ManifestResult.Broken(var problems) ->
                Finding.bad("manifest", problems.size() + " problems, the first: " + problems.getFirst(), Exit.USAGE);
        };
    }

    private static @Nullable ProjectId project(Main main) {
        return Files.isDirectory(main.folder()) && main.manifest() instanceof ManifestResult.Valid(var manifest)
                ? manifest.project()
                : null;
    }

    private static Finding catalog(Main main, Path state) {
        if (!Files.exists(state)) {
            return Finding.ok("catalog", state + " will be made by the first run");
        }
        try (Catalog catalog = main.openCatalog()) {
            return catalog(catalog.status());
        } catch (CatalogException e) {
            return Finding.bad("catalog", String.valueOf(e.getMessage()), Exit.UNAVAILABLE);
        }
    }

    static Finding catalog(CatalogStatus status) {
        for (CatalogStatus.ProjectStatus project : status.projects()) {
            if (project.mismatch() != null) {
                return Finding.bad("catalog", project.project() + ": " + project.mismatch(), Exit.UNAVAILABLE);
            }
        }
        return Finding.ok(
                "catalog",
                status.backend() + ", " + status.projects().size() + " projects, version " + status.version());
    }
}
