package io.hakiri.catalog.contract;

import io.hakiri.catalog.Advance;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Decision;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Progress;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.SchemaChange;
import io.hakiri.catalog.Settlement;
import io.hakiri.catalog.StagedObject;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a commit of a test brings, said piece by piece: {@code new Work().moving("a", 0, at(7)).staging("a", "x")}. */
final class Work {
    private final List<Advance> advances = new ArrayList<>();
    private final List<SchemaChange> schemas = new ArrayList<>();
    private final Map<String, Integer> under = new HashMap<>();
    private final List<StagedObject> staged = new ArrayList<>();
    private final List<Settlement> settled = new ArrayList<>();
    private final Map<String, Counts> counts = new HashMap<>();

    Work moving(String stream, long readRevision, Position to) {
        return moving(StreamPartition.of(stream), readRevision, to);
    }

    Work moving(StreamPartition at, long readRevision, Position to) {
        advances.add(new Advance(at, readRevision, to));
        return this;
    }

    Work staging(String stream, String name) {
        staged.add(object(stream, name));
        return this;
    }

    Work seeing(SchemaChange change) {
        schemas.add(change);
        return this;
    }

    /** A change that comes with its decision. */
    Work accepting(String stream, int baseVersion, String shape) {
        return seeing(new SchemaChange(stream, baseVersion, shape, decision(Verdict.ACCEPT)));
    }

    Work under(String stream, int version) {
        under.put(stream, version);
        return this;
    }

    Work published(ReceiptId receipt) {
        settled.add(new Settlement(receipt, Receipt.State.PUBLISHED));
        return this;
    }

    Work counting(String stream, Counts increment) {
        counts.put(stream, increment);
        return this;
    }

    Progress progress() {
        return new Progress(advances, schemas, under, staged, settled, counts);
    }

    static StagedObject object(String stream, String name) {
        return new StagedObject(stream, StagedObject.Kind.DATA, name, "sha256:" + name.hashCode(), 10, 1);
    }

    static Decision decision(Verdict verdict) {
        return new Decision(verdict, "policy:evolve", "a new column");
    }
}
