package io.hakiri.catalog.relational;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.CatalogStatus;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.ProjectId;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where the rows are, and how a transaction goes: what a backend brings. A write is refused with
 * {@link CatalogException.Incompatible} in a place that was restored or copied and not adopted (C-27).
 */
public interface Store extends AutoCloseable {
    /** Reads, all of it as of one instant after the call (C-11); {@code absent} where the project does not exist. */
    <R> R read(ProjectId project, String what, R absent, Function<Sql, R> work);

    /** As {@link #read}, for what decides whether to write: refused where a write would be (C-27). */
    <R> R readToWrite(ProjectId project, String what, R absent, Function<Sql, R> work);

    /**
     * Writes, all or nothing: committed if the work changed a row, and taken back otherwise. The work may be done again where
     * the database asks for it.
     *
     * @param absent the answer where the project does not exist; {@code null} to make it
     */
    <R> R write(Target target, String what, @Nullable R absent, Function<Tx, R> work);

    /**
     * Takes the place for its own, in a new generation.
     *
     * @param atLeast the least generation; what is known here may make it greater
     * @param work what to do in the generation it is given
     */
    <R> R adopt(ProjectId project, int atLeast, BiFunction<Tx, Integer, R> work);

    /** All projects by name (C-19). */
    Page<ProjectId> projects(PageRequest page);

    /** What this place is; makes and changes nothing, and answers also where writes are refused. */
    CatalogStatus status();

    /** Makes what is missing, and brings what is older to the newest version. */
    void upgrade();

    /** Waits for the calls that go on; later ones are refused. */
    @Override
    void close();
}
