package io.hakiri.transfer;

import io.hakiri.catalog.ActivateResult;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineImage;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.ProjectId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reading all that a catalog holds, and laying it down in another one (C-26, C-30). Every backend has it; a service does not give
 * it out, for rows hold the hashes of tokens and the tokens of idempotency keys.
 *
 * <p>A move of a pipeline: {@link #prepare}, {@link #lay} as often as wanted while the source goes on; {@code seal} there; lay
 * what was written since, under that seal; {@code receive}, {@code activate} here; {@code markMoved} there. Back, before it was activated: {@link
 * #discard} here, and only then {@code unseal} there, so that at no instant both can be written whoever else is at it. With a
 * project likewise.
 */
public interface Transfer {
    /** Rows of one answer or one call. */
    int MOST_ROWS = 1_000;

    /** Of {@link #discardProject}: no image opens the project, only adoption does (C-27). */
    long BY_ADOPTION_ALONE = Long.MAX_VALUE;

    /** Under which what was imported is laid down: its source may be gone, and its rows are as they stay. */
    Seal IMPORTED = new Seal(BY_ADOPTION_ALONE);

    // ---- reading; answers also of sealed, moved and deleted pipelines, and where writes are refused

    /** What a project is; empty where there is none. */
    Optional<ProjectImage> project(ProjectId project);

    /** All pipelines that a project has or had, by name (C-19). */
    Page<PipelineName> pipelinesEver(ProjectId project, PageRequest page);

    /**
     * What decides a pipeline's next grant, all of one instant, with the horizon of its history; while a run goes on it is the
     * state of its last commit. Empty where the pipeline was never here, or was deleted.
     */
    Optional<PipelineImage> snapshot(PipelineKey pipeline);

    /**
     * Rows of one kind, in the order of their keys. What a running run has written is not yet a {@link Row.FenceRow}; its
     * receipts are there. Rows that were written while a reader went from page to page may be missed.
     *
     * @param after the key of the last row before; {@code null} at the start
     * @param most 1 to {@link #MOST_ROWS}
     */
    Rows rows(Owner owner, RowKind kind, @Nullable String after, int most);

    // ---- laying down

    /**
     * Makes a project that is being received: sealed, without audit events, opened by {@link #openProject}. {@code Done} where it
     * is being received already; {@code Invalid} where it has anything of its own here. One that moved on from here comes back.
     */
    ChangeResult prepareProject(ProjectId project, Actor actor);

    /**
     * Makes a pipeline that is being received: sealed, as it is declared at the source and without cursors, so that rows can be
     * laid down in it; it cannot be activated before an image was received. Leaves no audit event, which its image will bring.
     * {@code Done} where it is being received already, or was discarded; {@code Invalid} where this catalog has or had a
     * pipeline of this name of its own. One that moved on from here comes back.
     */
    ChangeResult prepare(PipelineState declared, Actor actor);

    /**
     * Lays rows of one kind down, in the order of their keys; the same again changes nothing. Calls may come in any order and late,
     * of several movers at once: what a call says stays true.
     *
     * <ul>
     *   <li>Without a seal the source goes on, so only rows that {@linkplain Row#isFinal() stay as they are} are taken, and a
     *       chunk where its backfill is here. A receipt or a key that is here and further on stays.
     *   <li>Under a seal all rows are as they stay, and take the place of those with the same keys.
     * </ul>
     *
     * @param under the seal of the owner at the source; {@code null} while the source goes on
     * @return {@code Invalid} where the owner is not being received, where the seal was taken back ({@link #discard}, {@link
     *     #discardProject}) or is not that of the image that is here, and, without a seal, for a row that is not final
     */
    ChangeResult lay(Owner owner, List<Row> rows, @Nullable Seal under);

    /** Removes rows of one kind by their keys, which the sealed source no longer has. Refused as {@link #lay} is. */
    ChangeResult remove(Owner owner, RowKind kind, List<String> keys, Seal under);

    /**
     * Takes a received pipeline back before it is activated, and leaves a tombstone: no image of this seal or an earlier one is
     * received any more. Also where there is nothing to take back yet, so that what is still under way is refused. A pipeline
     * that was deleted at the source comes to its end here so too.
     *
     * @param sealed the fence of the seal at the source
     * @return {@code Invalid} where it was activated, or is this catalog's own
     */
    ChangeResult discard(PipelineKey pipeline, Fence sealed, Actor actor);

    /**
     * Opens a received project, once: its fences go on in a generation greater than the source's, its audit events after the
     * source's. {@code Invalid} where the image is not of a sealed project, or of a seal that was taken back by {@link
     * #discardProject}.
     */
    ActivateResult openProject(ProjectImage image, Actor actor);

    /**
     * Takes back a received project before it is opened: no image of this seal or an earlier one opens it any more.
     *
     * @param auditNumber of the image of the seal; {@link #BY_ADOPTION_ALONE} for all that ever come
     * @return {@code Invalid} where it was opened, or is this catalog's own
     */
    ChangeResult discardProject(ProjectId project, long auditNumber, Actor actor);

    // ---- taking back, at the source

    /**
     * Takes back one seal of a project, once the target refuses its image ({@link #discardProject}).
     *
     * @param seal the number of the project's last audit event, as its image says it
     * @return {@code Invalid} where another event came since: it may have been sealed again
     */
    ChangeResult unsealProject(ProjectId project, long seal, Actor actor);
}
