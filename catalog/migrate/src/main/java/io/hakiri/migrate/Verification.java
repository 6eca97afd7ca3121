package io.hakiri.migrate;

import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineImage;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.migrate.Verified.Difference;
import io.hakiri.run.Pace;
import io.hakiri.transfer.Owner;
import io.hakiri.transfer.PipelineName;
import io.hakiri.transfer.RowKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Compares two catalogs, row by row: whether the target holds all that the source does. What the target wrote since it was opened
 * is no difference; it is counted. Both are read as they are, so nothing is to be written at the source meanwhile: that is so of
 * what has moved or is sealed, and other pipelines are named.
 */
public final class Verification {
    private final End from;
    private final End to;
    private final Calls calls;

    public Verification(End from, End to, Pace pace) {
        this.from = from;
        this.to = to;
        calls = Calls.of(pace);
    }

    /** Compares these projects; all of the source's where none is named. */
    public Verified compare(List<ProjectId> projects) {
        List<Verified.Part> parts = new ArrayList<>();
        List<Difference> differences = new ArrayList<>();
        for (ProjectId project : projects.isEmpty() ? calls.call(from::projects) : projects) {
            compare(project, parts, differences);
        }
        return Verified.of(from.address(), to.address(), parts, differences);
    }

    private void compare(ProjectId project, List<Verified.Part> parts, List<Difference> differences) {
        Owner ofProject = Owner.of(project);
        if (calls.call(() -> to.transfer().project(project)).isEmpty()) {
            differences.add(
                    new Difference(ofProject.toString(), "project", "", "there is no such project at the target"));
            return;
        }
        for (RowKind kind : RowKind.of(ofProject)) {
            parts.add(compare(ofProject, kind, differences));
        }
        Map<String, PipelineName> there = calls.call(() -> to.pipelinesEver(project)).stream()
                .collect(Collectors.toMap(name -> name.id().value(), name -> name));
        for (PipelineName name : calls.call(() -> from.pipelinesEver(project))) {
            PipelineName other = there.get(name.id().value());
            Owner owner = new Owner(project, name.id());
            if (name.state() == PipelineName.State.DISCARDED) {
                continue; // nobody ever wrote it here
            }
            if (other == null) {
                differences.add(new Difference(owner.toString(), "pipeline", "", "not at the target"));
                continue;
            }
            if (name.state() == PipelineName.State.LIVING) {
                differences.add(new Difference(
                        owner.toString(),
                        "pipeline",
                        "",
                        "goes on at the source: what was written there since it was read may be missing"));
            }
            if (other.fence().compareTo(name.fence()) < 0) {
                differences.add(new Difference(
                        owner.toString(),
                        "fence",
                        name.fence().toString(),
                        "the target's greatest is " + other.fence()));
            }
            for (RowKind kind : RowKind.of(owner)) {
                parts.add(compare(owner, kind, differences));
            }
            compareImages(new PipelineKey(project, name.id()), parts, differences);
        }
    }

    // ---- rows

    private Verified.Part compare(Owner owner, RowKind kind, List<Difference> differences) {
        Comparison comparison = new Comparison(owner, kind, differences);
        RowPairs.walk(from, to, owner, kind, null, calls, comparison::add);
        return comparison.done();
    }

    // ---- what decides the next grant

    private void compareImages(PipelineKey key, List<Verified.Part> parts, List<Difference> differences) {
        PipelineImage source = calls.call(() -> from.transfer().snapshot(key)).orElse(null);
        PipelineImage target = calls.call(() -> to.transfer().snapshot(key)).orElse(null);
        if (source == null || target == null) {
            if (source != null) {
                differences.add(new Difference(key.toString(), "pipeline", "", "deleted at the target"));
            }
            return;
        }
        Fence seal = source.state().fence();
        Comparison cursors = new Comparison(Owner.of(key), "cursor", differences);
        Map<StreamPartition, Cursor> there = byPlace(target.cursors());
        for (Cursor cursor : source.cursors()) {
            Cursor other = there.remove(cursor.at());
            boolean since = other != null && other.fence().compareTo(seal) > 0 && other.revision() > cursor.revision();
            cursors.add(cursor.at().stream() + "/" + cursor.at().partition(), cursor, other, since);
        }
        there.values().forEach(later -> cursors.addSince());
        parts.add(cursors.done());
        Comparison schemas = new Comparison(Owner.of(key), "schema", differences);
        Map<String, SchemaVersion> versions = new HashMap<>();
        target.schemas().forEach(version -> versions.put(name(version), version));
        for (SchemaVersion version : source.schemas()) {
            SchemaVersion other = versions.remove(name(version));
            // one that was not accepted may be decided about again
            boolean since = other != null && other.shape().equals(version.shape());
            schemas.add(name(version), version, other, since);
        }
        versions.values().forEach(later -> schemas.addSince());
        parts.add(schemas.done());
    }

    private static String name(SchemaVersion version) {
        return version.stream() + "/" + version.version();
    }

    private static Map<StreamPartition, Cursor> byPlace(List<Cursor> cursors) {
        return cursors.stream().collect(Collectors.toMap(Cursor::at, Function.identity()));
    }
}
