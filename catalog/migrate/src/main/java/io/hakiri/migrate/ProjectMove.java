package io.hakiri.migrate;

import io.hakiri.catalog.ActivateResult;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.migrate.MoveReport.Outcome;
import io.hakiri.transfer.Owner;
import io.hakiri.transfer.PipelineName;
import io.hakiri.transfer.ProjectImage;
import io.hakiri.transfer.RowKeys;
import io.hakiri.transfer.RowKind;
import io.hakiri.transfer.Rows;
import io.hakiri.transfer.Seal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Moves one project: its pipelines one by one while all others go on; then, when none is left, what belongs to the project itself
 * (tokens, idempotency keys, audit), sealed and moved as one.
 */
final class ProjectMove {
    /** A pipeline that somebody has the lease of is asked for again after so long. */
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(20);

    /** Of a pipeline that waits to be sealed, what was written since is copied again after so long, so that its pause stays short. */
    private static final Duration COPIED_LATELY = Duration.ofSeconds(5);

    private final Move move;
    private final ProjectId project;
    private final Owner owner;
    private final RowCopy rows;
    private final Map<PipelineKey, Outcome> outcomes = new LinkedHashMap<>();
    private long laidInPipelines;

    ProjectMove(Move move, ProjectId project) {
        this.move = move;
        this.project = project;
        owner = Owner.of(project);
        rows = new RowCopy(move, owner);
    }

    List<Outcome> outcomes() {
        return List.copyOf(outcomes.values());
    }

    long laid() {
        return laidInPipelines + rows.laid();
    }

    /** Whether the whole project lives at the target now. */
    boolean go() {
        ProjectImage image = move.calls()
                .call(() -> move.from().transfer().project(project))
                .orElseThrow(() -> new MoveRefused(project + ": there is no such project at the source"));
        String address = image.movedTo();
        if (address != null) {
            if (address.equals(move.to().address())) {
                return true;
            }
            throw new MoveRefused(project + ": moved to " + address + " before");
        }
        boolean open = prepare(image);
        if (!open) {
            RowKind.of(owner).forEach(kind -> rows.copyWhatStays(kind, null, null));
        }
        movePipelines();
        if (!skipped().isEmpty()) {
            movePipelines(); // they may have become free meanwhile
        }
        if (!skipped().isEmpty()) {
            return false;
        }
        return moveProject();
    }

    private List<Outcome> skipped() {
        return outcomes.values().stream()
                .filter(Outcome.Skipped.class::isInstance)
                .toList();
    }

    /** Whether the project is open at the target already: an earlier move ended after that. */
    private boolean prepare(ProjectImage here) {
        Optional<ProjectImage> there =
                move.calls().call(() -> move.to().transfer().project(project));
        boolean lives =
                there.isPresent() && !there.get().received() && there.get().movedTo() == null;
        if (here.sealed() && lives && cameFromHere(here.auditNumber())) {
            return true;
        }
        move.calls().done(project + " at the target", () -> move.to().transfer().prepareProject(project, actor()));
        return false;
    }

    /** It has the event of the seal, which no other catalog has. */
    private boolean cameFromHere(long seal) {
        String before = seal == 1 ? null : RowKeys.of(seal - 1);
        Rows here = move.calls().call(() -> move.from().transfer().rows(owner, RowKind.PROJECT_AUDIT, before, 1));
        Rows there = move.calls().call(() -> move.to().transfer().rows(owner, RowKind.PROJECT_AUDIT, before, 1));
        return !here.rows().isEmpty() && here.rows().equals(there.rows());
    }

    // ---- pipelines

    private void movePipelines() {
        Map<String, PipelineName> there = new HashMap<>();
        move.calls()
                .call(() -> move.to().pipelinesEver(project))
                .forEach(name -> there.put(name.id().value(), name));
        outcomes.values().removeIf(Outcome.Skipped.class::isInstance);
        List<PipelineMove> toCopy = new ArrayList<>();
        List<PipelineName> names = move.calls().call(() -> move.from().pipelinesEver(project));
        Map<PipelineKey, Fence> moving = new LinkedHashMap<>();
        names.stream()
                .filter(ProjectMove::moves)
                .forEach(name -> moving.put(new PipelineKey(project, name.id()), name.fence()));
        move.listener().began(project, moving);
        for (PipelineName name : names) {
            PipelineMove pipeline = new PipelineMove(move, new PipelineKey(project, name.id()));
            PipelineName target = there.get(name.id().value());
            boolean open = target != null && target.state() == PipelineName.State.LIVING;
            switch (name.state()) {
                case SEALED, LIVING -> {
                    if (open && name.state() == PipelineName.State.SEALED) {
                        add(pipeline.finish());
                    } else {
                        toCopy.add(pipeline);
                    }
                }
                case MOVED -> add(new Outcome.AlreadyMoved(pipeline.key()));
                case RECEIVED ->
                    add(new Outcome.Skipped(
                            pipeline.key(),
                            "the source is receiving it from elsewhere: finish or take back that move"));
                case DELETED, DISCARDED -> {} // when the project is sealed, so that nobody makes it again
            }
        }
        cutOver(copied(toCopy));
    }

    private static boolean moves(PipelineName name) {
        return name.state() == PipelineName.State.LIVING || name.state() == PipelineName.State.SEALED;
    }

    /** Those that can be sealed now. */
    private Deque<PipelineMove> copied(List<PipelineMove> pipelines) {
        Deque<PipelineMove> ready = new ArrayDeque<>();
        PipelineCopies.copy(pipelines, (pipeline, refused) -> {
            if (refused == null) {
                ready.add(pipeline);
                move.listener().ready(pipeline.key());
            } else {
                add(pipeline.skipped(refused));
            }
        });
        return ready;
    }

    private void cutOver(Deque<PipelineMove> ready) {
        int busy = 0;
        while (!ready.isEmpty()) {
            PipelineMove pipeline = ready.removeFirst();
            boolean late = pipeline.waited().compareTo(move.options().sealWithin()) > 0;
            switch (tried(pipeline, late)) {
                case PipelineMove.Try.Over(Outcome outcome) -> {
                    laidInPipelines += pipeline.laid();
                    add(outcome);
                    busy = 0;
                }
                case PipelineMove.Try.Busy(Answers.Held held)
                when late -> {
                    laidInPipelines += pipeline.laid();
                    add(new Outcome.Skipped(
                            pipeline.key(), "held by " + held.holder() + " until " + held.until() + " at least"));
                }
                case PipelineMove.Try.Busy(var _) -> {
                    ready.addLast(pipeline);
                    busy++;
                    if (busy >= ready.size()) {
                        busy = 0;
                        pause();
                    }
                }
            }
        }
    }

    /** A pipeline that waits and cannot be copied again stays where it is; it is not sealed, and the others move. */
    private PipelineMove.Try tried(PipelineMove pipeline, boolean late) {
        if (pipeline.sinceCopied().compareTo(COPIED_LATELY) > 0) {
            try {
                pipeline.copy();
            } catch (MoveRefused e) {
                return new PipelineMove.Try.Over(pipeline.skipped(e));
            }
        }
        return pipeline.cutOver(late && move.options().breakLeases());
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_TRIES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw MoveRefused.interrupted();
        }
    }

    private void add(Outcome outcome) {
        switch (outcome) {
            case Outcome.Moved(PipelineKey key, Duration pause) ->
                move.listener().moved(key, pause);
            case Outcome.Skipped(PipelineKey key, String why) -> move.listener().skipped(key, why);
            case Outcome.AlreadyMoved(PipelineKey key)
            when outcomes.containsKey(key) -> {
                return; // by this move
            }
            case Outcome.AlreadyMoved(var _) -> {}
        }
        outcomes.put(outcome.pipeline(), outcome);
    }

    // ---- what belongs to the project

    private boolean moveProject() {
        seal();
        movePipelines(); // those that were declared before the seal
        if (!skipped().isEmpty()) {
            takeBack();
            return false;
        }
        bury();
        Optional<MoveRefused> refused = open();
        if (refused.isPresent()) {
            // this seal was taken back by someone who ended before the source knew
            if (!takeBack()) {
                throw refused.get();
            }
            seal();
            refused = open();
        }
        if (refused.isPresent()) {
            throw refused.get();
        }
        move.calls()
                .done(
                        project + " at the source",
                        () -> move.from()
                                .catalog()
                                .markProjectMoved(project, move.to().address(), actor()));
        return true;
    }

    private Actor actor() {
        return move.options().actor();
    }

    private void seal() {
        move.calls()
                .done(project + " at the source", () -> move.from().catalog().sealProject(project, actor()));
    }

    private boolean takeBack() {
        return Rollback.takeBack(move.calls(), move.from(), move.to(), project, actor());
    }

    /** Copies what belongs to the sealed project and opens it at the target; why it is not, where that is refused. */
    private Optional<MoveRefused> open() {
        ProjectImage image = move.calls()
                .call(() -> move.from().transfer().project(project))
                .orElseThrow(() -> new MoveRefused(project + ": gone meanwhile"));
        if (isReceived()) {
            try {
                rows.copyAll(Seal.of(image));
            } catch (MoveRefused e) {
                return Optional.of(e);
            }
        }
        return switch (move.calls().call(() -> move.to().transfer().openProject(image, actor()))) {
            case ActivateResult.Activated(var _), ActivateResult.AlreadyActive() -> Optional.empty();
            case Answers.NotFound(), Answers.Unsettled(var _) ->
                throw new MoveRefused(project + ": gone at the target meanwhile");
            case Answers.Moved(String address) ->
                throw new MoveRefused(project + ": the target says that it lives at " + address);
            case Answers.Invalid invalid -> Optional.of(MoveRefused.of(project + " at the target", invalid));
        };
    }

    /** Where the project is open at the target already, that was done. */
    private void bury() {
        if (!isReceived()) {
            return;
        }
        for (PipelineName name : move.calls().call(() -> move.from().pipelinesEver(project))) {
            if (name.state() == PipelineName.State.DELETED) {
                PipelineMove pipeline = new PipelineMove(move, new PipelineKey(project, name.id()));
                pipeline.bury(name);
                laidInPipelines += pipeline.laid();
            }
        }
    }

    private boolean isReceived() {
        return move.calls()
                .call(() -> move.to().transfer().project(project))
                .filter(ProjectImage::received)
                .isPresent();
    }
}
