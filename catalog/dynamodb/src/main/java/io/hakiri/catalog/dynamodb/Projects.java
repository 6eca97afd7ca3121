package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.ProjectId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Projects, and whether they are in the table that they were made in (C-27). A restored or copied table has an id of its own;
 * the id of this one is asked for now and then, so that no call on a pipeline needs an item that all pipelines share. A table
 * is not removed and restored under its name within {@value #BELIEVED_SECONDS} seconds.
 */
final class Projects {
    private static final int BELIEVED_SECONDS = 30;
    private static final long BELIEVED = Duration.ofSeconds(BELIEVED_SECONDS).toNanos();
    private static final int MOST_TRIES = 200;

    private final Table table;
    private final Supplier<String> tableId;
    private final Supplier<SdkBytes> versions;
    private final InstantSource realTime;
    private final LongSupplier nanos;
    private final Map<ProjectId, Known> known = new ConcurrentHashMap<>();
    private volatile @Nullable Place place;

    private record Known(Project project, long since) {}

    private record Place(String id, long since) {}

    /** What a write of a project is, and what it answers. */
    record Change<R>(R answer, @Nullable Project written, List<Table.Change> beside) {
        static <R> Change<R> none(R answer) {
            return new Change<>(answer, null, List.of());
        }
    }

    /**
     * @param tableId asks for the id of the table, and makes the table where there is none
     * @param realTime for the generations of what is made in a table that was restored
     */
    Projects(
            Table table,
            Supplier<String> tableId,
            Supplier<SdkBytes> versions,
            InstantSource realTime,
            LongSupplier nanos) {
        this.table = table;
        this.tableId = tableId;
        this.versions = versions;
        this.realTime = realTime;
        this.nanos = nanos;
    }

    /** The id of the table, as of not long ago. */
    String place() {
        Place believed = place;
        long now = nanos.getAsLong();
        if (believed == null || now - believed.since() > BELIEVED) {
            believed = new Place(tableId.get(), now);
            place = believed;
        }
        return believed.id();
    }

    /** A project that may be written here, as of not long ago; {@code null} where there is none. */
    @Nullable
    Project here(ProjectId id) {
        String at = place();
        Known believed = known.get(id);
        long now = nanos.getAsLong();
        if (believed == null || now - believed.since() > BELIEVED) {
            Project project = now(id);
            if (project == null) {
                return null;
            }
            believed = new Known(project, now);
            known.put(id, believed);
        }
        return checked(believed.project(), at);
    }

    /** The project as it is. */
    @Nullable
    Project now(ProjectId id) {
        Map<String, AttributeValue> item = table.get(Items.project(id));
        return item == null ? null : Project.read(id, item);
    }

    /** The project as it is, which may be written here; {@code null} where there is none. */
    @Nullable
    Project present(ProjectId id) {
        String at = place();
        Project project = now(id);
        return project == null ? null : checked(project, at);
    }

    private Project checked(Project project, String at) {
        String mismatch = mismatch(project, at);
        if (mismatch != null) {
            known.remove(project.id());
            throw new CatalogException.Incompatible(mismatch, null);
        }
        return project;
    }

    /** Why a project is not written here; {@code null} where it is. */
    static @Nullable String mismatch(Project project, String at) {
        return project.place().equals(at)
                ? null
                : "project " + project.id() + " was written in another table (" + project.place()
                        + ") than this one (" + at + "): it was restored or copied. Nothing is written before: hakiri"
                        + " catalog adopt --reason TEXT";
    }

    /** As {@link #here}, and makes it where there is none. */
    Project orCreate(ProjectId id) {
        Project project = here(id);
        if (project != null) {
            return project;
        }
        make(fresh(id), List.of());
        Project there = here(id);
        if (there == null) {
            throw new CatalogException.Unavailable("project " + id + " is not there after it was made", null);
        }
        return there;
    }

    /** One that is not there yet. */
    Project fresh(ProjectId id) {
        return Project.fresh(id, place(), generation());
    }

    /** Makes a project where there is none; whether this call did. */
    boolean make(Project fresh, List<Table.Change> beside) {
        Map<String, AttributeValue> listed =
                Items.of(new Table.Key(Items.PROJECTS, fresh.id().value()));
        List<Table.Change> changes = new ArrayList<>();
        changes.add(fresh.change(versions.get()));
        changes.add(new Table.Change.Put(listed, new Table.Condition.Any()));
        changes.addAll(beside);
        return table.write(changes) instanceof Table.Outcome.Applied;
    }

    /** The generation of new projects: in a table that was restored, one that no lost project of the name had. */
    private int generation() {
        String at = place();
        for (int i = 0; i < MOST_TRIES; i++) {
            Map<String, AttributeValue> item = table.get(Items.CATALOG);
            Table.Condition condition = new Table.Condition.Absent();
            int generation = 0;
            if (item != null) {
                In in = Content.read(item);
                String of = in.text();
                generation = in.count();
                if (of.equals(at)) {
                    return generation;
                }
                condition = new Table.Condition.Version(Items.version(item));
                generation = Math.max(generation, Fence.generationAt(realTime.instant())) + 1;
            }
            Map<String, AttributeValue> written = Items.of(Items.CATALOG);
            written.put(Table.VERSION, AttributeValue.fromB(versions.get()));
            written.put(
                    Table.CONTENT,
                    Content.attribute(new Out().text(at).number(generation).done()));
            if (table.write(List.of(new Table.Change.Put(written, condition))) instanceof Table.Outcome.Applied) {
                return generation;
            }
        }
        throw new CatalogException.Unavailable("the table's own item is written by others all the time", null);
    }

    /**
     * Changes a project, all or nothing.
     *
     * @param absent the answer where there is none
     * @param anywhere also where it was not made here
     */
    <R> R change(ProjectId id, R absent, boolean anywhere, Function<Project, Change<R>> deciding) {
        String at = place();
        for (int i = 0; i < MOST_TRIES; i++) {
            Project project = now(id);
            if (project == null) {
                return absent;
            }
            if (!anywhere) {
                checked(project, at);
            }
            Change<R> change = deciding.apply(project);
            Project written = change.written();
            if (written == null) {
                return change.answer();
            }
            List<Table.Change> changes = new ArrayList<>();
            changes.add(written.change(versions.get()));
            changes.addAll(change.beside());
            known.remove(id);
            if (table.write(changes) instanceof Table.Outcome.Applied) {
                return change.answer();
            }
        }
        throw new CatalogException.Unavailable(
                "project " + id + " was written by others " + MOST_TRIES + " times. Nothing was applied", null);
    }

    /** All projects by name (C-19). */
    Page<ProjectId> page(PageRequest request) {
        place();
        String after = Paging.textAfter(request);
        List<ProjectId> found = new ArrayList<>();
        String from = after.isEmpty() ? "!" : after + "\0";
        boolean more = true;
        while (more && found.size() <= request.entries()) {
            Table.Slice slice = table.laggingQuery(Items.PROJECTS, from, Items.LAST, request.entries() + 1);
            slice.items().forEach(item -> found.add(new ProjectId(Items.sortKey(item))));
            more = slice.more() && !slice.items().isEmpty();
            if (more) {
                from = found.getLast() + "\0";
            }
        }
        return Paging.page(
                found.subList(0, Math.min(found.size(), request.entries() + 1)),
                request,
                last -> Paging.token(last.value()));
    }

    void forgetAll() {
        known.clear();
        place = null;
    }
}
