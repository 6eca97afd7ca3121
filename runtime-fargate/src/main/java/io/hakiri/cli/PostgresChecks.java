package io.hakiri.cli;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.CatalogStatus;
import io.hakiri.catalog.postgres.Examination;
import io.hakiri.catalog.postgres.PostgresCatalog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** What {@code doctor} looks at where the catalog is in PostgreSQL. */
final class PostgresChecks {
    private PostgresChecks() {}

    static List<Finding> of(Main main) {
        List<Finding> findings = new ArrayList<>();
        try {
            Examination found = PostgresCatalog.examine(main.catalogUrl(), InstantSource.system());
            findings.add(server(found));
            findings.add(clock(found.clockAhead()));
            findings.add(rights(found));
            try (Catalog catalog = main.openCatalog()) {
                CatalogStatus status = catalog.status();
                // of the role that the address names for the workers
                for (String difference : status.differences()) {
                    findings.add(Finding.warning("rights", difference));
                }
                findings.add(catalog(status, found));
            }
        } catch (CatalogException e) {
            findings.add(Finding.bad(
                    findings.isEmpty() ? "server" : "catalog", String.valueOf(e.getMessage()), Exit.UNAVAILABLE));
        }
        return findings;
    }

    private static Finding server(Examination found) {
        String text = found.server() + " at " + found.place();
        return found.supported()
                ? Finding.ok("server", text)
                : Finding.bad(
                        "server", text + "; " + Examination.OLDEST_SERVER + " or newer is needed", Exit.UNAVAILABLE);
    }

    /** Leases follow the database's clock alone; ours says when a schedule is due. */
    private static Finding clock(Duration ahead) {
        return ahead.abs().compareTo(DoctorCommand.CLOCK_TOLERANCE) <= 0
                ? Finding.ok("clock", "as the database's, within " + DoctorCommand.CLOCK_TOLERANCE.toSeconds() + " s")
                : Finding.warning(
                        "clock",
                        "the database's is " + ahead.abs().toSeconds() + " s "
                                + (ahead.isNegative() ? "behind" : "ahead of") + " this machine's");
    }

    private static Finding rights(Examination found) {
        if (found.lacking() != null) {
            return Finding.bad(
                    "rights",
                    "this role may not use all that it needs: " + found.lacking()
                            + ". See docs/postgresql.md, the role that runs pipelines",
                    Exit.UNAVAILABLE);
        }
        return Finding.ok(
                "rights",
                found.upgrades()
                        ? "may make, upgrade and use the tables"
                        : "may use the tables, not make or upgrade them");
    }

    private static Finding catalog(CatalogStatus status, Examination found) {
        if (status.version() >= status.newest()) {
            return DoctorCommand.catalog(status);
        }
        String command = status.version() == 0 ? "hakiri catalog init" : "hakiri catalog upgrade";
        String text = status.version() == 0
                ? "there are no tables yet"
                : "is of version " + status.version() + ", this program's is " + status.newest();
        return found.upgrades()
                ? Finding.ok("catalog", text + "; the first run will see to it, or: " + command)
                : Finding.bad(
                        "catalog",
                        text + ", and this role may not change that: " + command + " with one that may",
                        Exit.UNAVAILABLE);
    }
}
