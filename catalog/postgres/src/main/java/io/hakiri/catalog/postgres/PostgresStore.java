package io.hakiri.catalog.postgres;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.CatalogStatus;
import io.hakiri.catalog.CatalogStatus.ProjectStatus;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.relational.Known;
import io.hakiri.catalog.relational.Pages;
import io.hakiri.catalog.relational.Sql;
import io.hakiri.catalog.relational.Store;
import io.hakiri.catalog.relational.Target;
import io.hakiri.catalog.relational.Tokens;
import io.hakiri.catalog.relational.Tx;
import io.hakiri.catalog.relational.Values;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rows in one schema of a database. A write locks the project's row (shared, or alone), then the pipeline's, and only then
 * reads: at READ COMMITTED each statement sees what was committed before it began, so that what is read after a lock is
 * what the lock protects. No lock outlives its transaction.
 */
final class PostgresStore implements Store {
    private static final String PROJECT = """
            SELECT p.id, p.generation, p.sealed, p.moved_to, p.place, {place}, {schema}.now_micros()
            FROM project p WHERE p.name = ?""";

    private static final String LOCK_PROJECT = "SELECT 1 FROM project WHERE name = ? FOR ";

    private static final String LOCK_PIPELINE =
            "SELECT 1 FROM pipeline WHERE project = (SELECT id FROM project WHERE name = ?) AND name = ? FOR UPDATE";

    private static final String CATALOG = "SELECT place, {place}, generation FROM catalog FOR UPDATE";

    private static final String MAKE = """
            INSERT INTO project (name, place, generation, sealed, audit_number) VALUES (?, ?, ?, 0, 0)
            ON CONFLICT (name) DO NOTHING""";

    private static final String SAME_PLACE = "UPDATE project SET place = ? WHERE id = ?";

    private static final String NAMES = "SELECT name FROM project WHERE name > ? ORDER BY name LIMIT ?";

    private static final String PLACE_OF_CATALOG = "SELECT place FROM catalog FOR UPDATE";

    private static final String SAME_PLACE_OF_CATALOG = "UPDATE catalog SET place = ?";

    private static final String KNOWN = """
            SELECT c.generation, COALESCE(p.generation, 0), {schema}.now_micros()
            FROM catalog c LEFT JOIN project p ON p.name = ?""";

    private static final String ADOPT_CATALOG = "UPDATE catalog SET place = {place}, generation = ?";

    private static final String ADOPT = "UPDATE project SET place = {place}, generation = ? WHERE id = ?";

    private static final String PROJECTS = """
            SELECT p.id, p.generation, p.sealed, p.moved_to, p.place, {place}, {schema}.now_micros(), p.name
            FROM project p ORDER BY p.name LIMIT 1000""";

    private static final String SERVER = "SELECT current_setting('server_version')";

    private record Stored(
            long id,
            int generation,
            boolean sealed,
            @Nullable String movedTo,
            String place,
            String here,
            long nowMicros) {
        static Stored of(Row row) {
            return new Stored(
                    row.getLong(0),
                    row.getLong(1).intValue(),
                    row.getLong(2) != 0,
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    row.getLong(6));
        }
    }

    private final Schema schema;
    private final PostgresAddress address;
    private final Wording wording;
    private final Tokens tokens;

    PostgresStore(Schema schema, PostgresAddress address, Tokens tokens) {
        this.schema = schema;
        this.address = address;
        this.wording = new Wording(address.schema(), address.resourceId().orElse(""));
        this.tokens = tokens;
    }

    @Override
    public <R> R read(ProjectId project, String what, R absent, Function<Sql, R> work) {
        return reading(project, what, absent, false, work);
    }

    @Override
    public <R> R readToWrite(ProjectId project, String what, R absent, Function<Sql, R> work) {
        return reading(project, what, absent, true, work);
    }

    private <R> R reading(ProjectId project, String what, R absent, boolean toWrite, Function<Sql, R> work) {
        return schema.ready().transaction(what, Database.Begin.SNAPSHOT, statements -> {
            Stored stored = stored(statements.run(wording.of(PROJECT), project.value()));
            if (stored == null) {
                return new Database.Outcome<>(absent, false);
            }
            if (toWrite) {
                refuseElsewhere("project " + project, stored.place(), stored.here());
            }
            return new Database.Outcome<>(
                    work.apply(new PostgresSql(statements, wording, stored.id(), stored.nowMicros())), false);
        });
    }

    @Override
    public <R> R write(Target target, String what, @Nullable R absent, Function<Tx, R> work) {
        return schema.ready().transaction(what, Database.Begin.WRITE, statements -> {
            Stored stored = locked(statements, target);
            if (stored == null && absent != null) {
                return new Database.Outcome<>(absent, false);
            }
            if (stored == null) {
                make(statements, target.project());
                stored = Objects.requireNonNull(locked(statements, target), "just made");
            }
            remember(statements, target.project(), stored);
            PostgresSql sql = new PostgresSql(statements, wording, stored.id(), stored.nowMicros());
            R result = work.apply(tx(sql, target.project(), stored));
            return new Database.Outcome<>(result, sql.changed());
        });
    }

    /** Locks first, and reads then, in statements of their own. */
    private @Nullable Stored locked(Database.Statements statements, Target target) {
        String project = target.project().value();
        List<Statement> all = new ArrayList<>();
        if (!target.beside()) {
            all.add(statement(LOCK_PROJECT + (target.alone() ? "UPDATE" : "SHARE"), project));
        }
        if (target.pipeline() != null) {
            all.add(statement(LOCK_PIPELINE, project, target.pipeline().value()));
        }
        all.add(statement(PROJECT, project));
        return stored(statements.pipelined(all).getLast());
    }

    private Statement statement(String sql, @Nullable Object... values) {
        return Statement.of(wording.of(sql), values);
    }

    private static @Nullable Stored stored(RowSet<Row> rows) {
        for (Row row : rows) {
            return Stored.of(row);
        }
        return null;
    }

    private Tx tx(PostgresSql sql, ProjectId project, Stored stored) {
        return new Tx(
                sql,
                project,
                tokens,
                NEVER_FORGETS,
                stored.generation(),
                stored.sealed(),
                stored.movedTo(),
                new Known());
    }

    /** As often an adoption begins again because of others. */
    private static final int MOST_ADOPTIONS = 5;

    /** Old requests are removed apart from writes, by {@link Forgetting}: see {@link Tx#sequence}. */
    private static final long NEVER_FORGETS = 1;

    /** Made in a catalog that was restored and not adopted, its fences could be those of a lost project of the name. */
    private void make(Database.Statements statements, ProjectId project) {
        Row catalog = Database.only(statements.run(wording.of(CATALOG)));
        String here = catalog.getString(1);
        refuseElsewhere("the catalog", catalog.getString(0), here);
        if (!here.equals(catalog.getString(0))) {
            statements.run(wording.of(SAME_PLACE_OF_CATALOG), here);
        }
        statements.run(wording.of(MAKE), project.value(), here, catalog.getLong(2));
    }

    /** Refuses another place; the same one may have become better known, to the catalog too. */
    private void remember(Database.Statements statements, ProjectId project, Stored stored) {
        String here = stored.here();
        if (here.equals(stored.place())) {
            return;
        }
        refuseElsewhere("project " + project, stored.place(), here);
        statements.run(wording.of(SAME_PLACE), here, stored.id());
        String catalog =
                Database.only(statements.run(wording.of(PLACE_OF_CATALOG))).getString(0);
        if (mismatch("the catalog", catalog, here) == null) {
            statements.run(wording.of(SAME_PLACE_OF_CATALOG), here);
        }
    }

    private void refuseElsewhere(String what, String written, String here) {
        String mismatch = mismatch(what, written, here);
        if (mismatch != null) {
            throw new CatalogException.Incompatible(mismatch, null);
        }
    }

    private @Nullable String mismatch(String what, String written, String here) {
        String difference = Place.of(here).differenceFrom(Place.of(written), address.synchronousStandby());
        return difference == null
                ? null
                : what + " in " + address.shown() + " is not where it was written last: " + difference
                        + ". Nothing is written until: hakiri catalog adopt --reason TEXT";
    }

    @Override
    public <R> R adopt(ProjectId project, int atLeast, BiFunction<Tx, Integer, R> work) {
        for (int attempt = 0; attempt < MOST_ADOPTIONS; attempt++) {
            Row row = Database.only(schema.ready().call("adopting", false, wording.of(KNOWN), project.value()));
            Generations.Known known = new Generations.Known(
                    row.getLong(0).intValue(), row.getLong(1).intValue(), Values.instant(row.getLong(2)));
            R result = adopt(project, known, Generations.await(known, atLeast), work);
            if (result != null) {
                return result;
            }
        }
        throw new CatalogException.Unavailable(
                "others are adopting in " + address.shown()
                        + ". Nothing was adopted by this call. Look at: hakiri catalog" + " status",
                null);
    }

    /** {@code null} where another adoption came between. */
    private <R> @Nullable R adopt(
            ProjectId project, Generations.Known known, int generation, BiFunction<Tx, Integer, R> work) {
        return schema.ready().transaction("adopting", Database.Begin.WRITE, statements -> {
            Row catalog = Database.only(statements.run(wording.of(CATALOG)));
            statements.run(wording.of(MAKE), project.value(), catalog.getString(1), 0L);
            Stored before = Objects.requireNonNull(locked(statements, Target.alone(project)), "just made");
            if (catalog.getLong(2) != known.catalog() || before.generation() != known.project()) {
                return Database.Outcome.rollback(null);
            }
            // the catalog too: a project of the lost time may be made again
            statements.run(wording.of(ADOPT_CATALOG), (long) generation);
            statements.run(wording.of(ADOPT), (long) generation, before.id());
            PostgresSql sql = new PostgresSql(statements, wording, before.id(), before.nowMicros());
            return new Database.Outcome<>(work.apply(tx(sql, project, before), generation), true);
        });
    }

    @Override
    public Page<ProjectId> projects(PageRequest page) {
        List<ProjectId> names = new ArrayList<>();
        for (Row row :
                schema.ready().call("projects", false, wording.of(NAMES), Pages.textAfter(page), page.entries() + 1L)) {
            names.add(new ProjectId(row.getString(0)));
        }
        return Pages.page(names, page, ProjectId::value);
    }

    @Override
    public CatalogStatus status() {
        int version = schema.usable().version();
        Database database = schema.asItIs();
        String server = Database.only(database.call("status", false, SERVER)).getString(0);
        List<ProjectStatus> projects = new ArrayList<>();
        if (version > 0) {
            for (Row row : database.call("status", false, wording.of(PROJECTS))) {
                Stored stored = Stored.of(row);
                String name = row.getString(7);
                projects.add(new ProjectStatus(
                        new ProjectId(name),
                        version,
                        Migrations.NEWEST,
                        stored.generation(),
                        mismatch("project " + name, stored.place(), stored.here())));
            }
        }
        return new CatalogStatus(
                "postgresql",
                address.shown(),
                "PostgreSQL " + server,
                version,
                Migrations.NEWEST,
                projects,
                version == 0 ? List.of() : schema.lackingOfWorkers().stream().toList());
    }

    @Override
    public void upgrade() {
        schema.upgrade();
    }

    @Override
    public void close() {
        schema.asItIs().close();
    }
}
