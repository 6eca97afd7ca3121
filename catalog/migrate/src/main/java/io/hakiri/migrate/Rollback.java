package io.hakiri.migrate;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.transfer.PipelineName;
import io.hakiri.transfer.ProjectImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes a move back that did not come to its end: first the target refuses the seal for ever, and only then it is taken back at
 * the source. What lives at the target already stays there: it moves back by the same command the other way round.
 */
public final class Rollback {
    /**
     * What became of it.
     *
     * @param opened pipelines that go on at the source
     * @param gone pipelines that live at the target
     * @param project whether the project was sealed, and goes on at the source
     */
    public record Report(List<PipelineKey> opened, List<PipelineKey> gone, boolean project) {
        public Report {
            opened = List.copyOf(opened);
            gone = List.copyOf(gone);
        }
    }

    private final End from;
    private final End to;
    private final Calls calls;
    private final Actor actor;

    Rollback(End from, End to, Calls calls, Actor actor) {
        this.from = from;
        this.to = to;
        this.calls = calls;
        this.actor = actor;
    }

    Report of(ProjectId project) {
        List<PipelineKey> opened = new ArrayList<>();
        List<PipelineKey> gone = new ArrayList<>();
        for (PipelineName name : calls.call(() -> from.pipelinesEver(project))) {
            PipelineKey key = new PipelineKey(project, name.id());
            if (name.state() == PipelineName.State.SEALED) {
                (takeBack(calls, from, to, key, sealedUnder(key), actor) ? opened : gone).add(key);
            } else if (name.state() == PipelineName.State.MOVED) {
                gone.add(key);
            }
        }
        return new Report(opened, gone, takeBack(calls, from, to, project, actor));
    }

    private Fence sealedUnder(PipelineKey key) {
        return calls.call(() -> from.catalog().pipeline(key))
                .orElseThrow(() -> new MoveRefused(key + ": gone meanwhile"))
                .fence();
    }

    /** Whether the pipeline goes on at the source; else it is open at the target already. */
    static boolean takeBack(Calls calls, End from, End to, PipelineKey key, Fence sealed, Actor actor) {
        ChangeResult discarded = calls.call(() -> to.transfer().discard(key, sealed, actor));
        if (discarded instanceof Answers.Invalid || discarded instanceof Answers.Moved) {
            return false;
        }
        calls.done(key + " at the target", () -> discarded);
        calls.done(key + " at the source", () -> from.catalog().unseal(key, sealed, actor));
        return true;
    }

    /** Whether the project was sealed, and goes on at the source. */
    static boolean takeBack(Calls calls, End from, End to, ProjectId project, Actor actor) {
        Optional<ProjectImage> image = calls.call(() -> from.transfer().project(project));
        if (image.isEmpty() || !image.get().sealed() || image.get().movedTo() != null) {
            return false;
        }
        long seal = image.get().auditNumber();
        ChangeResult discarded = calls.call(() -> to.transfer().discardProject(project, seal, actor));
        if (discarded instanceof Answers.Invalid || discarded instanceof Answers.Moved) {
            return false;
        }
        calls.done(project + " at the target", () -> discarded);
        calls.done(project + " at the source", () -> from.transfer().unsealProject(project, seal, actor));
        return true;
    }
}
