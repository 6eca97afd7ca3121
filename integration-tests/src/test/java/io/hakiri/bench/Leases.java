package io.hakiri.bench;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Claim;
import io.hakiri.catalog.ClaimDue;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Progress;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.RenewResult;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.RunIds;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Trigger;
import io.hakiri.catalog.Writer;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A catalog used as others use locks and schedulers: leases are taken and given back, and what is due is claimed. */
final class Leases {
    private static final ProjectId PROJECT = new ProjectId("bench");
    private static final Duration TTL = Duration.ofMinutes(10);
    private static final Progress NOTHING =
            new Progress(List.of(), List.of(), Map.of(), List.of(), List.of(), Map.of());

    private static final String DECLARE = """
            INSERT INTO {s}.pipeline (project, name, status, origin, version, last_fence, fence, born_fence, failures,
              audit_number, cursors, position_bytes)
            SELECT (SELECT id FROM {s}.project), 'due-' || n, 'active', 'own', 1, 0, 0, 0, 0, 0, 0, 0
            FROM generate_series(1, %d) n""";

    /** The first ones are due, since one second before the other; the others in a year or later. */
    private static final String DUE = """
            UPDATE {s}.pipeline p SET next_due = n.due, wake_at = n.due, claim_token = NULL, claim_due = NULL, claim_until = NULL
            FROM (SELECT id, {s}.now_micros() + CASE WHEN number <= %d THEN -1000000 * number ELSE 31536000000000 + 1000 * number END AS due
              FROM (SELECT id, row_number() OVER (ORDER BY id DESC) AS number FROM {s}.pipeline WHERE name LIKE 'due-%%') a) n
            WHERE p.id = n.id""";

    private static final String DUE_AGAIN = """
            UPDATE {s}.pipeline SET wake_at = next_due, claim_token = NULL, claim_due = NULL, claim_until = NULL
            WHERE project = (SELECT id FROM {s}.project) AND wake_at <= {s}.now_micros() + 3600000000
              AND claim_token IS NOT NULL""";

    /** Reads them once, so that the first claim after the vacuum does not pay for what that put out of the caches. */
    private static final String LOOK = """
            SELECT sum(length(name)) FROM {s}.pipeline
            WHERE project = (SELECT id FROM {s}.project) AND wake_at <= {s}.now_micros()""";

    private final Catalog catalog;
    private final RunIds ids = RunIds.uuid7(InstantSource.system(), new SecureRandom());

    Leases(Catalog catalog) {
        this.catalog = catalog;
    }

    static PipelineKey named(String name) {
        return new PipelineKey(PROJECT, new PipelineId(name));
    }

    void declare(String name) {
        catalog.put(new PutPipeline(named(name), "{}", null, null, new Actor("bench", "measure")));
    }

    /** Many pipelines, of which some are due; made past the catalog, in its tables. */
    static void declareMany(Server server, String schema, int all, int due) throws SQLException {
        server.sql(
                DECLARE.replace("{s}", schema).formatted(all),
                DUE.replace("{s}", schema).formatted(due),
                "VACUUM (ANALYZE) " + schema + ".pipeline");
    }

    /** What was claimed is due as it was. */
    static void dueAgain(Server server, String schema) throws SQLException {
        server.sql(DUE_AGAIN.replace("{s}", schema), "VACUUM " + schema + ".pipeline", LOOK.replace("{s}", schema));
    }

    Writer taken(String name) {
        return ((BeginResult.Granted) begin(named(name), new Trigger.Manual())).writer();
    }

    /** Tries a pipeline that somebody holds. */
    void refused(String name) {
        if (!(begin(named(name), new Trigger.Manual()) instanceof Answers.Held)) {
            throw new IllegalStateException("a held pipeline was given away");
        }
    }

    private BeginResult begin(PipelineKey pipeline, Trigger trigger) {
        return catalog.begin(new Begin(pipeline, ids.next(), RequestId.random(), "bench", TTL, trigger, Set.of()));
    }

    void extend(Writer writer) {
        if (!(catalog.renew(writer, TTL) instanceof RenewResult.Renewed)) {
            throw new IllegalStateException("a lease was lost");
        }
    }

    /** The run ends; the pipeline is due at once. */
    void giveBack(Writer writer) {
        CommitResult result = catalog.commit(
                new Commit(writer, 1, NOTHING, new Next.Finish(RunStatus.SUCCEEDED, null, Instant.now())));
        if (!(result instanceof CommitResult.Committed)) {
            throw new IllegalStateException(result.toString());
        }
    }

    List<Claim> claim(int most) {
        return catalog.claimDue(new ClaimDue(PROJECT, most, TTL));
    }

    /** Claims some, and runs each; how many. */
    long runDue(int most) {
        List<Claim> claims = claim(most);
        for (Claim claim : claims) {
            giveBack(((BeginResult.Granted) begin(claim.pipeline(), new Trigger.Due(claim))).writer());
        }
        return claims.size();
    }
}
