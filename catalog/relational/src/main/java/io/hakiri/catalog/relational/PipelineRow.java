package io.hakiri.catalog.relational;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Lease;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.ProjectId;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The working copy of a pipeline's row within one transaction: loaded, changed, saved as a whole. */
final class PipelineRow {
    static final String COLUMNS = """
            p.id, p.name, p.status, p.note, p.status_before, p.note_before, p.origin, p.version, p.last_fence, p.fence,
            p.born_fence, p.next_due, p.failures, p.audit_number, p.cursors, p.position_bytes, p.lease_run,
            p.lease_holder, p.lease_since, p.lease_until, p.claim_token, p.claim_due, p.claim_until, p.ahead""";

    static final String SELECT = "SELECT " + COLUMNS + " FROM pipeline p ";
    static final String SELECT_WITH_MANIFEST =
            "SELECT " + COLUMNS + ", m.content FROM pipeline p JOIN manifest m ON m.pipeline = p.id ";
    /** The first column after {@link #COLUMNS}, for a statement that reads more. */
    static final int NEXT_COLUMN = 25;

    private static final String BY_NAME = SELECT + "WHERE p.project = ? AND p.name = ?";

    private static final String INSERT = """
            INSERT INTO pipeline (project, name, status, origin, version, last_fence, fence, born_fence, failures, audit_number,
              cursors, position_bytes) VALUES (?, ?, 'active', 'own', 0, ?, ?, ?, 0, 0, 0, 0)""";

    private static final String UPDATE = """
            UPDATE pipeline SET status = ?, note = ?, status_before = ?, note_before = ?, origin = ?, version = ?,
              last_fence = ?, fence = ?, born_fence = ?, next_due = ?, failures = ?, audit_number = ?, cursors = ?,
              position_bytes = ?, lease_run = ?, lease_holder = ?, lease_since = ?, lease_until = ?, claim_token = ?,
              claim_due = ?, claim_until = ?, ahead = ?, wake_at = ?
            WHERE id = ?""";

    static final String ACTIVE = "active";
    static final String PAUSED = "paused";
    static final String SEALED = "sealed";
    static final String MOVED = "moved";
    static final String DELETED = "deleted";
    static final String OWN = "own";
    static final String RECEIVED = "received";
    static final String ACTIVATED = "activated";

    /** The claim that was handed out last and not used (C-18). */
    record Claimed(String token, Instant due, Instant until) {}

    final long id;
    final PipelineKey key;
    String status;

    @Nullable
    String note;

    @Nullable
    String statusBefore;

    @Nullable
    String noteBefore;

    String origin;
    long version;
    Fence lastFence;
    Fence fence;
    Fence bornFence;

    @Nullable
    Instant nextDue;

    int failures;
    long auditNumber;
    long cursors;
    long positionBytes;

    @Nullable
    Lease lease;

    @Nullable
    Claimed claim;

    @Nullable
    String ahead;

    private PipelineRow(ProjectId project, Row row) {
        id = row.number(1);
        key = new PipelineKey(project, new PipelineId(row.text(2)));
        status = row.text(3);
        note = row.textOrNull(4);
        statusBefore = row.textOrNull(5);
        noteBefore = row.textOrNull(6);
        origin = row.text(7);
        version = row.number(8);
        lastFence = row.fence(9);
        fence = row.fence(10);
        bornFence = row.fence(11);
        nextDue = row.instantOrNull(12);
        failures = row.count(13);
        auditNumber = row.number(14);
        cursors = row.number(15);
        positionBytes = row.number(16);
        String holder = row.textOrNull(18);
        lease = holder == null ? null : new Lease(holder, row.run(17), fence, row.instant(19), row.instant(20));
        String token = row.textOrNull(21);
        claim = token == null ? null : new Claimed(token, row.instant(22), row.instant(23));
        ahead = row.textOrNull(24);
    }

    static PipelineRow of(ProjectId project, Row row) {
        return new PipelineRow(project, row);
    }

    /** The row of this name, also of a deleted or moved pipeline. */
    static @Nullable PipelineRow load(Sql sql, PipelineKey key) {
        return sql.one(
                BY_NAME,
                row -> new PipelineRow(key.project(), row),
                sql.project(),
                key.pipeline().value());
    }

    /** As {@link #load}, without the deleted ones. */
    static @Nullable PipelineRow loadLiving(Sql sql, PipelineKey key) {
        PipelineRow row = load(sql, key);
        return row == null || row.status.equals(DELETED) ? null : row;
    }

    /** A new row, active; its generation is the project's (C-27). */
    static PipelineRow create(Tx tx, PipelineKey key) {
        Fence start = Fence.startOf(tx.generation());
        tx.sql().change(INSERT, tx.sql().project(), key.pipeline().value(), start, start, start);
        return Objects.requireNonNull(load(tx.sql(), key), "just inserted");
    }

    void save(Sql sql) {
        Lease held = lease;
        Claimed claimed = claim;
        sql.change(
                UPDATE,
                status,
                note,
                statusBefore,
                noteBefore,
                origin,
                version,
                lastFence,
                fence,
                bornFence,
                nextDue,
                failures,
                auditNumber,
                cursors,
                positionBytes,
                held == null ? null : held.run(),
                held == null ? null : held.holder(),
                held == null ? null : held.since(),
                held == null ? null : held.until(),
                claimed == null ? null : claimed.token(),
                claimed == null ? null : claimed.due(),
                claimed == null ? null : claimed.until(),
                ahead,
                wakeAt(),
                id);
    }

    /** From when {@code claimDue} may hand it out; {@code null} for not by itself. */
    private @Nullable Instant wakeAt() {
        if (!status.equals(ACTIVE) || ahead != null) {
            return null;
        }
        Instant due = lease == null ? nextDue : lease.until();
        return due != null && claim != null && claim.until().isAfter(due) ? claim.until() : due;
    }

    /** A fence greater than any before, current from now on (C-2). */
    void raiseFence() {
        lastFence = lastFence.next();
        fence = lastFence;
    }

    /** A fence that was given elsewhere: what is given here is greater. */
    void knows(Fence other) {
        if (other.compareTo(lastFence) > 0) {
            lastFence = other;
        }
    }

    /** Whether it is being received from elsewhere, and not yet opened. */
    boolean isReceived() {
        return is(SEALED) && origin.equals(RECEIVED);
    }

    /** Whether it was received from elsewhere, and taken back. */
    boolean isDiscarded() {
        return is(DELETED) && origin.equals(RECEIVED);
    }

    boolean is(String status) {
        return this.status.equals(status);
    }

    /** The lease, where it can not be taken yet. */
    @Nullable
    Lease liveLease(Instant now) {
        return lease != null && lease.until().isAfter(now) ? lease : null;
    }

    /** Moves the due time; a claim of the old one is worth nothing any more. */
    void due(@Nullable Instant next) {
        nextDue = next == null ? null : Row.ofMicros(Row.micros(next));
        claim = null;
    }

    /** {@link Answers.Moved}'s address where it lives elsewhere. */
    @Nullable
    String movedTo() {
        return is(MOVED) ? Objects.requireNonNull(note) : null;
    }

    PipelineStatus statusWord() {
        return switch (status) {
            case PAUSED -> new PipelineStatus.OnHold(Objects.requireNonNullElse(note, ""));
            case SEALED -> new PipelineStatus.Sealed();
            case MOVED -> new PipelineStatus.Relocated(Objects.requireNonNullElse(note, ""));
            default -> new PipelineStatus.Active();
        };
    }

    PipelineState state(String manifest) {
        return new PipelineState(key, manifest, version, statusWord(), fence, nextDue, failures, lease);
    }

    /** The state of a row of {@link #SELECT_WITH_MANIFEST}. */
    static PipelineState state(ProjectId project, Row row) {
        return new PipelineRow(project, row).state(row.text(NEXT_COLUMN));
    }
}
