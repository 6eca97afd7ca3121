package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineImage;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.RunId;
import io.hakiri.transfer.Lots;
import io.hakiri.transfer.Owner;
import io.hakiri.transfer.PipelineName;
import io.hakiri.transfer.Row;
import io.hakiri.transfer.RowKeys;
import io.hakiri.transfer.RowKind;
import io.hakiri.transfer.Seal;
import io.hakiri.transfer.Transfer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reading all that the catalog holds, and laying it down (C-30): what is refused before any I/O, and who does the rest. */
final class Transfers {
    /** Items that are written on the condition of the head's or the project's, of which one transaction takes a hundred. */
    private static final int IN_A_TRANSACTION = 40;

    private final Heads heads;
    private final TransferRowsOfProject ofProject;
    private final LayingOfProject layingOfProject;

    Transfers(Heads heads) {
        this.heads = heads;
        ofProject = new TransferRowsOfProject(heads);
        layingOfProject = new LayingOfProject(heads);
    }

    // ---- reading

    Page<PipelineName> pipelinesEver(ProjectId project, PageRequest page) {
        return PipelineList.page(heads, project, page, Transfers::name, PipelineName::id);
    }

    private static Optional<PipelineName> name(Work work) {
        return Optional.ofNullable(work.head())
                .map(head -> new PipelineName(head.key.pipeline(), state(head), head.lastFence));
    }

    private static PipelineName.State state(Head head) {
        boolean received = head.origin == Head.Origin.RECEIVED;
        return switch (head.status) {
            case ACTIVE, PAUSED -> PipelineName.State.LIVING;
            case SEALED -> received ? PipelineName.State.RECEIVED : PipelineName.State.SEALED;
            case MOVED -> PipelineName.State.MOVED;
            case DELETED -> received ? PipelineName.State.DISCARDED : PipelineName.State.DELETED;
        };
    }

    Optional<PipelineImage> snapshot(PipelineKey pipeline) {
        return heads.read(
                pipeline,
                work -> Optional.ofNullable(work.living())
                        .map(head -> Seals.imageOf(work, head, Retaining.horizon(work, head))));
    }

    io.hakiri.transfer.Rows rows(Owner owner, RowKind kind, @Nullable String after, int most) {
        Lots.check(owner, kind);
        Limits.between("rows", most, 1, Transfer.MOST_ROWS);
        if (after != null) {
            key(kind, after);
        }
        PipelineId pipeline = owner.pipeline();
        List<Row> rows = pipeline == null
                ? ofProject.of(owner.project(), kind, after, most + 1)
                : heads.read(
                        new PipelineKey(owner.project(), pipeline),
                        work -> TransferRows.of(work, kind, after, most + 1));
        return new io.hakiri.transfer.Rows(rows.subList(0, Math.min(rows.size(), most)), rows.size() > most);
    }

    // ---- laying down

    ChangeResult prepare(PipelineState declared) {
        PipelineKey key = declared.key();
        Project project = heads.projects().orCreate(key.project());
        return heads.changeIn(project, key, work -> ReceivedPipelines.prepare(work, declared));
    }

    ChangeResult discard(PipelineKey key, Fence sealed, Actor actor) {
        Project project = heads.projects().orCreate(key.project());
        return heads.changeIn(project, key, work -> ReceivedPipelines.discard(work, sealed, actor));
    }

    ChangeResult lay(Owner owner, List<Row> rows, @Nullable Seal under) {
        Lots.check(owner, rows);
        PipelineId pipeline = owner.pipeline();
        return inLots(
                rows,
                rows.isEmpty() ? Transfer.MOST_ROWS : lotOf(rows.getFirst().kind()),
                lot -> pipeline == null
                        ? layingOfProject.lay(owner.project(), lot, under)
                        : laying(new PipelineKey(owner.project(), pipeline), work -> Laying.lay(work, lot, under)));
    }

    /** What is written in one transaction is so much at most. */
    private static int lotOf(RowKind kind) {
        return switch (kind) {
            case RECEIPT, KEY -> IN_A_TRANSACTION;
            case TOKEN -> IN_A_TRANSACTION / 2; // each with what its hash points to
            case FENCE, QUEUED, BACKFILL, CHUNK, AUDIT, PROJECT_AUDIT -> Transfer.MOST_ROWS;
        };
    }

    /** Does it for all of them, also for none; the first refusal ends it. */
    private <T> ChangeResult inLots(List<T> all, int most, Function<List<T>, Laid> doing) {
        int from = 0;
        ChangeResult answer;
        do {
            int to = Math.min(all.size(), from + most);
            answer = doing.apply(all.subList(from, to)).write(heads.table());
            from = to;
        } while (from < all.size() && answer instanceof ChangeResult.Done);
        return answer;
    }

    ChangeResult remove(Owner owner, RowKind kind, List<String> keys, Seal under) {
        Lots.check(owner, kind);
        Limits.count("keys of rows", keys, Transfer.MOST_ROWS);
        keys.forEach(key -> key(kind, key));
        PipelineId pipeline = owner.pipeline();
        return inLots(
                keys,
                IN_A_TRANSACTION / 2, // some with what points to them
                lot -> pipeline == null
                        ? layingOfProject.remove(owner.project(), kind, lot, under)
                        : laying(
                                new PipelineKey(owner.project(), pipeline),
                                work -> Laying.remove(work, kind, lot, under)));
    }

    private Laid laying(PipelineKey key, Function<Work, Laid> deciding) {
        Project project = heads.projects().here(key.project());
        return project == null ? Laid.refused(Laying.notReceived(key, null)) : heads.changeIn(project, key, deciding);
    }

    // ---- what is refused

    /** Refuses a key that no row of the kind has. */
    private static void key(RowKind kind, String key) {
        switch (kind) {
            case FENCE -> canonical(key, RowKeys.of(new Fence(RowKeys.number(key))));
            case AUDIT, PROJECT_AUDIT -> canonical(key, RowKeys.of(RowKeys.number(key)));
            case RECEIPT -> canonical(key, RowKeys.of(Laying.receipt(key)));
            case QUEUED -> canonical(key, RunId.parse(key).toString());
            case BACKFILL -> new BackfillId(key);
            case CHUNK -> RowKeys.parts(key, 2);
            case TOKEN -> Limits.name("token id", key);
            case KEY -> RowKeys.parts(key, 2);
        }
    }

    private static void canonical(String key, String written) {
        if (!key.equals(written)) {
            throw new InvalidInput("key of a row", written, key);
        }
    }
}
