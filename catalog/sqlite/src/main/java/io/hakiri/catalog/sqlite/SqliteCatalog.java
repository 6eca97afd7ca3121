package io.hakiri.catalog.sqlite;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.relational.RelationalCatalog;
import io.hakiri.catalog.relational.Tokens;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * A catalog in a folder: one SQLite file per project, {@code <project>.db}, with its witness beside it (C-27).
 *
 * <p>Each call is one transaction of {@link ProjectFile}. The stored rows are described in {@code V001__catalog.sql}. Several
 * processes may use one folder at the same time; it must lie on a local filesystem ({@link LocalFilesystem}).
 */
public final class SqliteCatalog extends RelationalCatalog {
    static final String FILE_ENDING = ".db";
    static final String WITNESS_ENDING = ".witness";

    private final ProjectFiles files;

    private SqliteCatalog(ProjectFiles files) {
        super(files);
        this.files = files;
    }

    /**
     * Opens the catalog of a folder. Nothing is read, written or made before the first call that needs it.
     *
     * @param tokens where claims, key tokens and incarnations come from: must be unpredictable
     * @throws CatalogException.Incompatible where the folder lies on a network filesystem
     */
    public static SqliteCatalog open(Path folder, InstantSource clock, RandomGenerator tokens) {
        refuseUnsafe(LocalFilesystem.check(folder));
        return new SqliteCatalog(new ProjectFiles(folder, clock, new Tokens(tokens)));
    }

    static void refuseUnsafe(LocalFilesystem.Verdict verdict) {
        switch (verdict) {
            case LocalFilesystem.Verdict.Local _ -> {}
            case LocalFilesystem.Verdict.Unknown(var _, String warning) ->
                System.getLogger(SqliteCatalog.class.getName()).log(System.Logger.Level.WARNING, warning);
            case LocalFilesystem.Verdict.Refused(var _, String message) ->
                throw new CatalogException.Incompatible(message, null);
        }
    }

    /** The file of a project: for tests of what the port does not show. */
    ProjectFile file(ProjectId project) {
        return files.of(project);
    }
}
