package io.hakiri.catalog.relational;

import io.hakiri.catalog.Claim;
import io.hakiri.catalog.ClaimDue;
import io.hakiri.catalog.Lease;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** What is to be done now: by the index over {@code wake_at}, so that the cost follows what is due (C-18). */
final class Due {
    private static final String ANY = "SELECT 1 FROM pipeline WHERE project = ? AND wake_at <= ? LIMIT 1";

    private static final String DUE =
            PipelineRow.SELECT + "WHERE p.project = ? AND p.wake_at <= ? ORDER BY p.wake_at LIMIT ? {skip locked}";

    private static final String EXPIRED_AWAKE = PipelineRow.SELECT
            + "WHERE p.project = ? AND p.wake_at <= ? AND p.lease_until <= ? ORDER BY p.wake_at LIMIT ? {skip locked}";

    /** Of paused pipelines, and of those with a backfill ahead: their run may go on, and may die. */
    private static final String EXPIRED_ASLEEP = PipelineRow.SELECT
            + "WHERE p.project = ? AND p.wake_at IS NULL AND p.lease_until <= ?"
            + " AND (p.status = 'paused' OR (p.status = 'active' AND p.ahead IS NOT NULL)) LIMIT ? {skip locked}";

    private static final String EXPIRED_QUEUED =
            "SELECT r.pipeline, r.id, r.wait_until FROM run r JOIN pipeline p ON p.id = r.pipeline WHERE p.project = ? AND r.status = 'QUEUED' AND r.wait_until <= ? LIMIT ? {skip locked}";

    private record Queued(long pipeline, RunId run, Instant waitUntil) {}

    private Due() {}

    /** Whether {@code claimDue} would find anything: asked without the write lock. */
    static boolean any(Sql sql) {
        return sql.exists(ANY, sql.project(), sql.now());
    }

    static List<Claim> claim(Tx tx, ClaimDue request) {
        List<Claim> claims = new ArrayList<>();
        Instant until = tx.now().plus(request.claimTtl().truncatedTo(ChronoUnit.MICROS));
        for (PipelineRow pipeline : rows(tx, DUE, tx.now(), request.limit())) {
            Lease lease = pipeline.lease;
            if (pipeline.liveLease(tx.now()) != null) {
                // a backend may extend a lease without moving what it is found by: that follows now
                pipeline.save(tx.sql());
                continue;
            }
            Instant due = lease == null ? pipeline.nextDue : lease.until();
            if (due == null) {
                continue;
            }
            String token = tx.tokens().hex();
            pipeline.claim = new PipelineRow.Claimed(token, due, until);
            pipeline.save(tx.sql());
            claims.add(new Claim(pipeline.key, due, token, lease != null, until));
        }
        return claims;
    }

    static List<RunId> abandonExpired(Tx tx, ProjectId project, int limit) {
        List<RunId> closed = new ArrayList<>();
        List<PipelineRow> expired = new ArrayList<>(tx.sql()
                .list(
                        EXPIRED_AWAKE,
                        row -> PipelineRow.of(project, row),
                        tx.sql().project(),
                        tx.now(),
                        tx.now(),
                        limit));
        expired.addAll(rows(tx, EXPIRED_ASLEEP, tx.now(), limit - expired.size()));
        for (PipelineRow pipeline : expired) {
            Lease lease = pipeline.lease;
            RunId run = Runs.abandon(tx, pipeline, Runs.EXPIRED);
            if (lease == null || run == null) {
                continue;
            }
            pipeline.raiseFence();
            if (pipeline.nextDue == null || pipeline.nextDue.isAfter(lease.until())) {
                // what the run left undone is due since it died
                pipeline.due(lease.until());
            }
            pipeline.save(tx.sql());
            closed.add(run);
        }
        List<Queued> waited = tx.sql()
                .list(
                        EXPIRED_QUEUED,
                        row -> new Queued(row.number(1), row.run(2), row.instant(3)),
                        tx.sql().project(),
                        tx.now(),
                        limit - closed.size());
        for (Queued queued : waited) {
            Runs.endQueued(tx, queued.pipeline(), queued.run(), RunStatus.ABANDONED, queued.waitUntil(), Runs.EXPIRED);
            closed.add(queued.run());
        }
        return closed;
    }

    private static List<PipelineRow> rows(Tx tx, String sql, Instant now, int limit) {
        return tx.sql()
                .list(sql, row -> PipelineRow.of(tx.project(), row), tx.sql().project(), now, limit);
    }
}
