package io.hakiri.cli;

import io.hakiri.api.Caller;
import io.hakiri.api.Forms;
import io.hakiri.api.Grant;
import io.hakiri.api.Grants;
import io.hakiri.api.ProgramVersion;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.remote.RemoteCatalog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What {@code doctor} looks at where commands ask a service. */
final class ServerChecks {
    private ServerChecks() {}

    static List<Finding> of(String server, boolean plain, @Nullable ProjectId project) {
        List<Finding> findings = new ArrayList<>();
        InstantSource clock = InstantSource.system();
        try (RemoteCatalog catalog = Servers.open(server, plain)) {
            catalog.caller(); // the first call makes the connection, the second measures
            Instant before = clock.instant();
            Caller caller = catalog.caller();
            Instant after = clock.instant();
            findings.add(program(server, caller));
            findings.add(token(caller, project));
            findings.add(clock(caller, before, after));
            if (new Grants(caller.grants())
                    .anywhere()
                    .filter(role -> role.compareTo(Role.OPERATOR) >= 0)
                    .isPresent()) {
                findings.add(DoctorCommand.catalog(catalog.status()));
            }
        } catch (CatalogException e) {
            int exit = e instanceof CatalogException.Denied ? Exit.REFUSED : Exit.UNAVAILABLE;
            findings.add(Finding.bad(findings.isEmpty() ? "server" : "catalog", String.valueOf(e.getMessage()), exit));
        } catch (Refusal e) {
            findings.add(Finding.bad("token", String.valueOf(e.getMessage()), e.exit()));
        }
        return findings;
    }

    private static Finding program(String server, Caller caller) {
        String own = ProgramVersion.current();
        return caller.program().equals(own)
                ? Finding.ok("server", server + " answers, of version " + own)
                : Finding.warning(
                        "server",
                        server + " answers, of version " + caller.program() + "; this program is of version " + own);
    }

    private static Finding token(Caller caller, @Nullable ProjectId project) {
        String ends = caller.expiresAt() == null ? "" : ", until " + caller.expiresAt();
        Grants grants = new Grants(caller.grants());
        String rights = grants.all().stream().map(ServerChecks::words).collect(Collectors.joining("; "));
        String text = caller.name() + (rights.isEmpty() ? ", which allows nothing" : " of " + rights) + ends;
        return project == null || grants.in(project).isPresent()
                ? Finding.ok("token", text)
                : Finding.bad("token", text + "; the manifest is of project " + project, Exit.REFUSED);
    }

    private static String words(Grant grant) {
        ProjectId project = grant.project();
        return (project == null ? "every project" : "project " + project) + ", role " + Forms.word(grant.role());
    }

    /** Leases follow the catalog's clock; ours says when a schedule is due. */
    private static Finding clock(Caller caller, Instant before, Instant after) {
        Instant middle = before.plus(Duration.between(before, after).dividedBy(2));
        Duration ahead = Duration.between(middle, caller.now());
        return ahead.abs().compareTo(DoctorCommand.CLOCK_TOLERANCE) <= 0
                ? Finding.ok("clock", "as the server's, within " + DoctorCommand.CLOCK_TOLERANCE.toSeconds() + " s")
                : Finding.warning(
                        "clock",
                        "the server's is " + ahead.abs().toSeconds() + " s "
                                + (ahead.isNegative() ? "behind" : "ahead of") + " this machine's");
    }
}
