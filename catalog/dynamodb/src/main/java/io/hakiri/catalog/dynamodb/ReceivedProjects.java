package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.ActivateResult;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.transfer.ProjectImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Projects that are being received from another catalog (C-30): shut like sealed ones until they are opened. */
final class ReceivedProjects {
    private static final int MOST_TRIES = 100;

    private final Heads heads;
    private final ProjectSeals seals;

    ReceivedProjects(Heads heads, ProjectSeals seals) {
        this.heads = heads;
        this.seals = seals;
    }

    Optional<ProjectImage> one(ProjectId id) {
        Project project = heads.projects().now(id);
        return Optional.ofNullable(project)
                .map(it -> new ProjectImage(
                        id,
                        generation(it),
                        it.auditNumber(),
                        it.sealed() && !it.received(),
                        it.received(),
                        it.movedTo()));
    }

    /** The greatest of its pipelines' fences, too: a full counter goes on in the next generation. */
    private int generation(Project project) {
        int generation = project.generation();
        List<PipelineId> pipelines = seals.pipelines(project.id());
        for (int from = 0; from < pipelines.size(); from += Batches.MOST_READS) {
            List<PipelineKey> keys =
                    pipelines.subList(from, Math.min(from + Batches.MOST_READS, pipelines.size())).stream()
                            .map(pipeline -> new PipelineKey(project.id(), pipeline))
                            .toList();
            Map<Table.Key, Map<String, AttributeValue>> items =
                    heads.table().getAll(keys.stream().map(Items::head).toList());
            for (PipelineKey key : keys) {
                Map<String, AttributeValue> item = items.get(Items.head(key));
                Head head = item == null ? null : heads.<@Nullable Head>looking(key, item, Work::head);
                generation = Math.max(generation, head == null ? 0 : head.lastFence.generation());
            }
        }
        return generation;
    }

    ChangeResult prepare(ProjectId id) {
        return changed(id, 0, project -> {
            if (project.movedTo() != null) {
                // it comes back
                return new Projects.Change<>(
                        new ChangeResult.Done(), project.returning(), ProjectSeals.doors(id, true));
            }
            if (project.imported()) {
                return Projects.Change.none(new Answers.Invalid(
                        "project", "one that is not there", id + ", which was imported and waits to be adopted"));
            }
            if (project.received()) {
                return Projects.Change.none(new ChangeResult.Done());
            }
            if (hasAnything(project)) {
                return Projects.Change.none(ofThisCatalog(id));
            }
            return new Projects.Change<>(new ChangeResult.Done(), project.receiving(0), ProjectSeals.doors(id, true));
        });
    }

    ChangeResult discard(ProjectId id, long auditNumber) {
        return changed(id, auditNumber, project -> {
            ChangeResult refusal = refusal(project);
            Long after = project.receivedAfter();
            if (refusal != null || (after == null && hasAnything(project))) {
                return Projects.Change.none(refusal == null ? ofThisCatalog(id) : refusal);
            }
            return after != null && after >= auditNumber
                    ? Projects.Change.none(new ChangeResult.Done())
                    : new Projects.Change<>(
                            new ChangeResult.Done(), project.receiving(auditNumber), ProjectSeals.doors(id, true));
        });
    }

    /** Changes a project, or makes one that is being received where there is none. */
    private ChangeResult changed(ProjectId id, long after, Function<Project, Projects.Change<ChangeResult>> deciding) {
        for (int i = 0; i < MOST_TRIES; i++) {
            ChangeResult answer = heads.projects().change(id, new Answers.NotFound(), false, deciding);
            if (!(answer instanceof Answers.NotFound)) {
                return answer;
            }
            Project made = heads.projects().fresh(id).receiving(after);
            if (heads.projects().make(made, ProjectSeals.doors(id, true))) {
                return new ChangeResult.Done();
            }
        }
        throw new CatalogException.Unavailable(
                "project " + id + " was not there again and again, and could not be made. Nothing was applied", null);
    }

    private static @Nullable ChangeResult refusal(Project project) {
        String address = project.movedTo();
        return address == null ? null : new Answers.Moved(address);
    }

    private static Answers.Invalid ofThisCatalog(ProjectId id) {
        return new Answers.Invalid("project", "one that this catalog has nothing of", id + ", which is its own");
    }

    private boolean hasAnything(Project project) {
        ProjectId id = project.id();
        boolean inItself = project.auditNumber() > 0
                || any(id.value(), Items.PIPELINE, Items.PIPELINE + Items.LAST)
                || any(id.value(), Items.TOKEN, Items.after(Items.TOKEN));
        for (int shard = 0; shard < Items.KEY_SHARDS && !inItself; shard++) {
            inItself = any(Items.keyPartition(id, shard), Items.KEY, Items.after(Items.KEY));
        }
        return inItself;
    }

    private boolean any(String partition, String from, String upTo) {
        return !heads.table().query(partition, from, upTo, true, 1).items().isEmpty();
    }

    ActivateResult open(ProjectImage image, Actor actor) {
        ProjectId id = image.project();
        return heads.projects().<ActivateResult>change(id, new Answers.NotFound(), false, project -> {
            String address = project.movedTo();
            Long after = project.receivedAfter();
            if (address != null || after == null) {
                return Projects.Change.none(
                        address == null ? new ActivateResult.AlreadyActive() : new Answers.Moved(address));
            }
            if (!image.sealed()) {
                return Projects.Change.none(
                        new Answers.Invalid("image", "that of a sealed project", "one of " + id + ", not sealed"));
            }
            if (image.auditNumber() <= after) {
                return Projects.Change.none(new Answers.Invalid(
                        "image",
                        "that of a seal after event " + after,
                        "one of event " + image.auditNumber() + ", which was taken back"));
            }
            int generation = Math.max(project.generation(), image.generation()) + 1;
            Project written = project.opened(generation, image.auditNumber()).audited();
            List<Table.Change> beside = new ArrayList<>(ProjectSeals.doors(id, false));
            beside.add(seals.audited(
                    written,
                    actor,
                    "project.received",
                    Audit.json().put("generation", image.generation()),
                    Audit.json().put("generation", generation)));
            beside.addAll(Audit.later(heads.table(), id.value(), written.auditNumber()));
            return new Projects.Change<>(new ActivateResult.Activated(Fence.startOf(generation)), written, beside);
        });
    }
}
