package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Adopt;
import io.hakiri.catalog.Adopted;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What belongs to a project: moving it with its pipelines (C-26), and making a restored one one's own (C-27). While a project is
 * sealed each of the partitions of its keys has an item that says so: who starts a key checks one of them in its transaction,
 * so that no item is shared by all.
 */
final class ProjectSeals {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final Heads heads;
    private final InstantSource realTime;

    ProjectSeals(Heads heads, InstantSource realTime) {
        this.heads = heads;
        this.realTime = realTime;
    }

    ChangeResult seal(ProjectId id, boolean seal, Actor actor) {
        return seal(id, seal, null, actor);
    }

    /** @param of the audit event of the one seal that is to be taken back; {@code null} for whichever it is */
    ChangeResult seal(ProjectId id, boolean seal, @Nullable Long of, Actor actor) {
        return heads.projects().change(id, new Answers.NotFound(), false, project -> {
            if (project.movedTo() != null) {
                return Projects.Change.none(new Answers.Moved(project.movedTo()));
            }
            if (project.sealed() == seal) {
                return Projects.Change.none(new ChangeResult.Done());
            }
            if (project.received()) {
                return Projects.Change.none(new Answers.Invalid(
                        "project", "one that was sealed here", id + ", which is being received from elsewhere"));
            }
            if (of != null && of != project.auditNumber()) {
                return Projects.Change.none(
                        new Answers.Invalid("seal", "that of audit event " + project.auditNumber(), of.toString()));
            }
            Project written = project.sealed(seal).audited();
            List<Table.Change> beside = doors(id, seal);
            beside.add(audited(
                    written,
                    actor,
                    seal ? "project.sealed" : "project.unsealed",
                    Audit.json().put("sealed", !seal),
                    Audit.json().put("sealed", seal)));
            return new Projects.Change<ChangeResult>(new ChangeResult.Done(), written, beside);
        });
    }

    static List<Table.Change> doors(ProjectId id, boolean shut) {
        List<Table.Change> doors = new ArrayList<>();
        for (int shard = 0; shard < Items.KEY_SHARDS; shard++) {
            Table.Key door = Items.door(id, shard);
            doors.add(
                    shut
                            ? new Table.Change.Put(Items.of(door), new Table.Condition.Any())
                            : new Table.Change.Delete(door, new Table.Condition.Any()));
        }
        return doors;
    }

    ChangeResult markMoved(ProjectId id, String target, Actor actor) {
        return heads.projects().change(id, new Answers.NotFound(), false, project -> {
            String address = project.movedTo();
            if (address != null) {
                return Projects.Change.none(
                        address.equals(target) ? new ChangeResult.Done() : new Answers.Moved(address));
            }
            if (!project.sealed() || project.received()) {
                return Projects.Change.none(new Answers.Invalid(
                        "project", "one that was sealed here", id + ", which is not sealed or comes from elsewhere"));
            }
            Project written = project.moved(target).audited();
            return new Projects.Change<ChangeResult>(
                    new ChangeResult.Done(),
                    written,
                    List.of(audited(
                            written, actor, "project.moved", null, Audit.json().put("address", target))));
        });
    }

    Table.Change audited(
            Project project,
            Actor actor,
            String action,
            com.fasterxml.jackson.databind.node.@org.jspecify.annotations.Nullable ObjectNode before,
            com.fasterxml.jackson.databind.node.ObjectNode after) {
        return new Table.Change.Put(
                Audit.ofProject(project, heads.now(), actor, action, before, after), new Table.Condition.Any());
    }

    // ---- adoption

    /**
     * First all pipelines get fences of the new generation and are paused, then the project is written here: who dies in
     * between has adopted nothing, and does it again.
     */
    Adopted adopt(Adopt request) {
        ProjectId id = request.project();
        String place = heads.projects().place();
        Project project = heads.projects().now(id);
        if (project == null) {
            project = heads.projects().orCreate(id);
        }
        boolean imported = project.imported();
        if (project.received() && !imported) {
            throw new InvalidInput(
                    "project",
                    "one that lives here or was imported",
                    id + ", which is being received from another catalog: finish that move, or take it back");
        }
        int generation = generation(project.generation(), request.generationAtLeast());
        int before = project.generation();
        heads.forgetAll();
        int paused = 0;
        for (PipelineId pipeline : pipelines(id)) {
            Project known = project;
            paused += heads.changeIn(
                            known,
                            new PipelineKey(id, pipeline),
                            work -> Seals.adopt(work, generation, imported, request.actor()))
                    ? 1
                    : 0;
        }
        int all = paused;
        heads.projects().change(id, false, true, now -> {
            Project adopted = now.in(place, Math.max(generation, now.generation()));
            Project written = (imported
                            ? adopted.opened(adopted.generation(), Audit.last(heads.table(), id.value()))
                            : adopted)
                    .audited();
            List<Table.Change> beside = new ArrayList<>(imported ? doors(id, false) : List.of());
            beside.add(audited(
                    written,
                    request.actor(),
                    "project.adopted",
                    Audit.json().put("generation", before),
                    Audit.json().put("generation", generation).put("paused", all)));
            return new Projects.Change<>(true, written, beside);
        });
        heads.projects().forgetAll();
        return new Adopted(generation, paused);
    }

    /** All pipelines that the project has or had. */
    List<PipelineId> pipelines(ProjectId id) {
        List<PipelineId> found = new ArrayList<>();
        for (Map<String, AttributeValue> item :
                Paging.items(heads.table(), id.value(), Items.PIPELINE, Items.PIPELINE + Items.LAST)) {
            found.add(new PipelineId(Items.sortKey(item).substring(Items.PIPELINE.length())));
        }
        return found;
    }

    /** A generation that begins with its second, so that what a restore took back never has it again (ADR 0010). */
    private int generation(int known, int atLeast) {
        Instant now = realTime.instant();
        int next = Math.max(known, Fence.generationAt(now)) + 1;
        Duration wait = Duration.between(now, Fence.beginOf(next));
        if (wait.compareTo(LONGEST_WAIT) <= 0) {
            sleep(wait);
            return Math.max(next, atLeast);
        }
        if (atLeast > known) {
            return atLeast;
        }
        throw new CatalogException.Unavailable(
                "this machine's clock says " + now + ", and generation " + known + ", which is known here, begins at "
                        + Fence.beginOf(known)
                        + ". Nothing was adopted. Set the clock right; or, where you know that no"
                        + " greater generation was ever given, say it: hakiri catalog adopt --generation " + next
                        + " --reason TEXT",
                null);
    }

    private static void sleep(Duration wait) {
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CatalogException.Unavailable("interrupted while adopting. Nothing was adopted", e);
        }
    }
}
