package io.hakiri.catalog.sqlite;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.CatalogStatus;
import io.hakiri.catalog.CatalogStatus.ProjectStatus;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.relational.Pages;
import io.hakiri.catalog.relational.Sql;
import io.hakiri.catalog.relational.Store;
import io.hakiri.catalog.relational.Target;
import io.hakiri.catalog.relational.Tokens;
import io.hakiri.catalog.relational.Tx;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The files of a folder, each opened when it is first used. */
final class ProjectFiles implements Store {
    private static final PageRequest ALL_PROJECTS = PageRequest.first();

    private final Path folder;
    private final InstantSource clock;
    private final Tokens tokens;
    private final Map<ProjectId, ProjectFile> open = new HashMap<>();
    private boolean closed;

    ProjectFiles(Path folder, InstantSource clock, Tokens tokens) {
        this.folder = folder;
        this.clock = clock;
        this.tokens = tokens;
    }

    synchronized ProjectFile of(ProjectId project) {
        refuseIfClosed();
        return open.computeIfAbsent(project, id -> new ProjectFile(folder, id, clock, tokens));
    }

    @Override
    public <R> R read(ProjectId project, String what, R absent, Function<Sql, R> work) {
        return of(project).read(what, absent, work);
    }

    @Override
    public <R> R readToWrite(ProjectId project, String what, R absent, Function<Sql, R> work) {
        return of(project).readToWrite(what, absent, work);
    }

    @Override
    public <R> R write(Target target, String what, @Nullable R absent, Function<Tx, R> work) {
        return of(target.project()).write(target.keeps(), what, absent, work);
    }

    @Override
    public <R> R adopt(ProjectId project, int atLeast, BiFunction<Tx, Integer, R> work) {
        return of(project).adopt(atLeast, work);
    }

    @Override
    public CatalogStatus status() {
        List<ProjectStatus> projects = projects(ALL_PROJECTS).entries().stream()
                .map(project -> of(project).status())
                .toList();
        int nothingOlder = Files.isDirectory(folder) ? Migrations.newest() : 0;
        return new CatalogStatus(
                "sqlite",
                folder.toString(),
                null,
                projects.stream().mapToInt(ProjectStatus::version).min().orElse(nothingOlder),
                Migrations.newest(),
                projects);
    }

    /** Makes the folder; a project gets its file by its first write. Opening a file brings it up to date. */
    @Override
    public void upgrade() {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new CatalogException.Unavailable(folder + ": cannot be made. Look at the rights", e);
        }
        PageRequest page = ALL_PROJECTS;
        while (page != null) {
            Page<ProjectId> projects = projects(page);
            projects.entries().forEach(project -> of(project).read("upgrading", "", _ -> ""));
            page = projects.next() == null ? null : new PageRequest(projects.next(), page.entries());
        }
    }

    /** The projects that have a file, by name. */
    @Override
    public Page<ProjectId> projects(PageRequest request) {
        refuseIfClosed();
        String after = Pages.textAfter(request);
        List<ProjectId> projects = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return new Page<>(projects, null);
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SqliteCatalog.FILE_ENDING)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                String project = name.substring(0, name.length() - SqliteCatalog.FILE_ENDING.length());
                if (project.compareTo(after) > 0 && isProject(project)) {
                    projects.add(new ProjectId(project));
                }
            }
        } catch (IOException e) {
            throw new CatalogException.Unavailable(folder + ": cannot be listed. Look at its rights", e);
        }
        return Pages.page(projects.stream().sorted().toList(), request, ProjectId::value);
    }

    /** Waits for the calls that go on, and gives all files back. */
    @Override
    public void close() {
        List<ProjectFile> files;
        synchronized (this) {
            closed = true;
            files = List.copyOf(open.values());
            open.clear();
        }
        files.forEach(ProjectFile::close);
    }

    private synchronized void refuseIfClosed() {
        if (closed) {
            throw new CatalogException.Unavailable(folder + ": this catalog was closed", null);
        }
    }

    private static boolean isProject(String name) {
        try {
            return !new ProjectId(name).value().isEmpty();
        } catch (InvalidInput notOne) {
            return false;
        }
    }
}
