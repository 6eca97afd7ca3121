package io.hakiri.catalog.relational;

import io.hakiri.catalog.ActivateResult;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.ProjectId;
import io.hakiri.transfer.Owner;
import io.hakiri.transfer.ProjectImage;
import io.hakiri.transfer.Transfer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Projects on their way (C-26, C-30). One that is being received is sealed, and has a number in {@code received_after}: an image
 * with this audit number, or a lower one, does not open it.
 */
final class ReceivedProjects {
    private static final String IMAGE = """
            SELECT p.generation, p.audit_number, p.sealed, p.moved_to, p.received_after,
              (SELECT max(l.last_fence) FROM pipeline l WHERE l.project = p.id)
            FROM project p WHERE p.id = ?""";

    private static final String RECEIVED_AFTER =
            "SELECT received_after FROM project WHERE id = ? AND received_after IS NOT NULL";

    private static final String RECEIVE = "UPDATE project SET sealed = 1, received_after = ? WHERE id = ?";

    private static final String RETURN =
            "UPDATE project SET sealed = 1, received_after = audit_number, moved_to = NULL WHERE id = ?";

    /** The last event that was laid down is the last one. */
    private static final String ADOPTED = """
            UPDATE project SET sealed = 0, received_after = NULL,
              audit_number = coalesce((SELECT max(a.number) FROM audit a WHERE a.pipeline = ?), 0)
            WHERE id = ?""";

    private static final String OPEN = """
            UPDATE project SET sealed = 0, received_after = NULL, generation = ?, audit_number = ? WHERE id = ?""";

    private static final String REMOVE_LATER_AUDIT = "DELETE FROM audit WHERE pipeline = ? AND number > ?";

    private ReceivedProjects() {}

    static Optional<ProjectImage> image(Sql sql, ProjectId project) {
        return Optional.ofNullable(sql.one(
                IMAGE,
                row -> new ProjectImage(
                        project,
                        Math.max(row.count(1), row.fence(6).generation()),
                        row.number(2),
                        row.flag(3) && row.absent(5),
                        !row.absent(5),
                        row.textOrNull(4)),
                sql.project()));
    }

    static boolean isReceived(Tx tx) {
        return receivedAfter(tx) != null;
    }

    /** The last seal that was taken back, all of one that was imported; {@code null} where it is not being received. */
    static @Nullable Long receivedAfter(Tx tx) {
        return tx.sealed()
                ? tx.sql().one(RECEIVED_AFTER, row -> row.number(1), tx.sql().project())
                : null;
    }

    static ChangeResult prepare(Tx tx) {
        if (tx.movedTo() != null) {
            // it comes back
            tx.sql().change(RETURN, tx.sql().project());
            return new ChangeResult.Done();
        }
        if (isImported(tx)) {
            return new Answers.Invalid(
                    "project", "one that is not there", tx.project() + ", which was imported and waits to be adopted");
        }
        if (isReceived(tx)) {
            return new ChangeResult.Done();
        }
        if (hasAnything(tx)) {
            return new Answers.Invalid(
                    "project", "one that has nothing of its own here", tx.project() + ", which lives here");
        }
        tx.sql().change(RECEIVE, 0L, tx.sql().project());
        return new ChangeResult.Done();
    }

    private static boolean hasAnything(Tx tx) {
        long project = tx.sql().project();
        return tx.sql().exists("SELECT 1 FROM pipeline WHERE project = ? LIMIT 1", project)
                || tx.sql()
                        .exists(
                                "SELECT 1 FROM audit WHERE pipeline = ? LIMIT 1",
                                tx.sql().ofProject())
                || tx.sql().exists("SELECT 1 FROM token WHERE project = ? LIMIT 1", project)
                || tx.sql().exists("SELECT 1 FROM once WHERE project = ? LIMIT 1", project);
    }

    static ActivateResult open(Tx tx, ProjectImage image, Actor actor) {
        if (tx.movedTo() != null) {
            return new Answers.Moved(tx.movedTo());
        }
        Long after = receivedAfter(tx);
        if (after == null) {
            return new ActivateResult.AlreadyActive();
        }
        if (!image.sealed()) {
            return new Answers.Invalid("image", "that of a sealed project", "one that is not sealed");
        }
        if (image.auditNumber() <= after) {
            return new Answers.Invalid(
                    "image", "that of a seal after audit event " + after, "one at " + image.auditNumber());
        }
        int generation = Math.max(tx.generation(), image.generation()) + 1;
        tx.sql().change(OPEN, generation, image.auditNumber(), tx.sql().project());
        tx.sql().change(REMOVE_LATER_AUDIT, tx.sql().ofProject(), image.auditNumber());
        Audit.addToProject(
                tx,
                actor,
                "project.received",
                Audit.json().put("generation", image.generation()),
                Audit.json().put("generation", generation));
        return new ActivateResult.Activated(Fence.startOf(generation));
    }

    /** Whether nothing but adoption opens it: it was imported, and its origin may still live. */
    static boolean isImported(Tx tx) {
        Long after = receivedAfter(tx);
        return after != null && after == Transfer.BY_ADOPTION_ALONE;
    }

    static void adopt(Tx tx) {
        tx.sql().change(ADOPTED, tx.sql().ofProject(), tx.sql().project());
    }

    static ChangeResult discard(Tx tx, long auditNumber) {
        if (tx.movedTo() != null) {
            return new Answers.Moved(tx.movedTo());
        }
        Long after = receivedAfter(tx);
        if (after == null && hasAnything(tx)) {
            return Refusals.notReceived(Owner.of(tx.project()));
        }
        if (after == null || after < auditNumber) {
            tx.sql().change(RECEIVE, auditNumber, tx.sql().project());
        }
        return new ChangeResult.Done();
    }
}
