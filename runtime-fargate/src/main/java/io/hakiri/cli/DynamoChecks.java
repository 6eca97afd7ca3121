package io.hakiri.cli;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.dynamodb.Examination;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** What {@code doctor} looks at where the catalog is in DynamoDB. */
final class DynamoChecks {
    /** The service tells its time in whole seconds. */
    private static final Duration RESOLUTION = Duration.ofSeconds(1);

    private DynamoChecks() {}

    static List<Finding> of(Main main) {
        List<Finding> findings = new ArrayList<>();
        Examination examination = Examination.of(main.catalogUrl(), InstantSource.system());
        findings.add(lookup("region", examination.region()));
        findings.add(lookup("credentials", examination.credentials()));
        if (examination.trouble() != null) {
            findings.add(Finding.bad("table", examination.trouble(), Exit.UNAVAILABLE));
        }
        Examination.Found found = examination.table();
        if (found != null) {
            findings.add(table(examination, found));
            findings.add(clock(found));
            if (found.exists()) {
                findings.addAll(definition(found));
            }
            if (found.exists() && found.fatal().isEmpty()) {
                findings.add(catalog(main));
            }
        }
        return findings;
    }

    private static Finding lookup(String check, Examination.Lookup lookup) {
        return lookup.found() ? Finding.ok(check, lookup.text()) : Finding.bad(check, lookup.text(), Exit.UNAVAILABLE);
    }

    private static Finding table(Examination examination, Examination.Found found) {
        return found.exists()
                ? Finding.ok("table", examination.address())
                : Finding.ok(
                        "table",
                        "there is no " + examination.address()
                                + " yet; the first run makes it where it may, or: hakiri catalog init");
    }

    /** Leases end by the clocks of workers here, so they matter more than with a database's one clock. */
    private static Finding clock(Examination.Found found) {
        Duration ahead = found.clockAhead();
        if (ahead == null) {
            return Finding.warning("clock", "not checked: the service did not say its time");
        }
        String allowed = " (the address lets clocks be " + found.skew().toMillis() + " ms apart)";
        return ahead.abs().compareTo(found.skew().plus(RESOLUTION)) <= 0
                ? Finding.ok("clock", "as the service's, to a second" + allowed)
                : Finding.warning(
                        "clock",
                        "the service's is " + ahead.abs().toSeconds() + " s "
                                + (ahead.isNegative() ? "behind" : "ahead of") + " this machine's" + allowed
                                + ": leases may end early or late, which is safe, but work may be done twice or late");
    }

    private static List<Finding> definition(Examination.Found found) {
        List<Finding> findings = new ArrayList<>();
        for (String difference : found.fatal()) {
            findings.add(Finding.bad("definition", difference, Exit.UNAVAILABLE));
        }
        for (String difference : found.differences()) {
            findings.add(Finding.warning("definition", difference));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok("definition", "the table is as this program makes it"));
        }
        return findings;
    }

    private static Finding catalog(Main main) {
        try (Catalog catalog = main.openCatalog()) {
            return DoctorCommand.catalog(catalog.status());
        } catch (CatalogException e) {
            return Finding.bad("catalog", String.valueOf(e.getMessage()), Exit.UNAVAILABLE);
        }
    }
}
