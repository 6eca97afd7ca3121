package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.ProjectId;
import io.hakiri.transfer.Transfer;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A project as it is kept.
 *
 * @param place the id of the table that it was made or adopted in (C-27)
 * @param generation of the fences of new pipelines
 * @param auditNumber of its last audit event
 * @param auditHorizon retention has removed the events up to this one
 * @param receivedAfter while it is being received (C-30): images with an audit number up to this one were taken back; {@code
 *     null} once it is open, or where it was made here
 */
record Project(
        ProjectId id,
        @Nullable SdkBytes stored,
        String place,
        int generation,
        boolean sealed,
        @Nullable String movedTo,
        long auditNumber,
        long auditHorizon,
        @Nullable Long receivedAfter) {
    /** For who only looks. */
    static final Project UNKNOWN = new Project(new ProjectId("unknown"), null, "", 0, false, null, 0, 0, null);

    static Project fresh(ProjectId id, String place, int generation) {
        return new Project(id, null, place, generation, false, null, 0, 0, null);
    }

    static Project read(ProjectId id, Map<String, AttributeValue> item) {
        In in = Content.read(item);
        return new Project(
                id,
                Items.version(item),
                in.text(),
                in.count(),
                in.flag(),
                in.textOrNull(),
                in.number(),
                in.number(),
                in.more() ? in.number() : null);
    }

    Map<String, AttributeValue> item(SdkBytes version) {
        Map<String, AttributeValue> item = Items.of(Items.project(id));
        item.put(Table.VERSION, AttributeValue.fromB(version));
        Out out = new Out()
                .text(place)
                .number(generation)
                .flag(sealed)
                .textOrNull(movedTo)
                .number(auditNumber)
                .number(auditHorizon);
        if (receivedAfter != null) {
            out.number(receivedAfter);
        }
        item.put(Table.CONTENT, Content.attribute(out.done()));
        return item;
    }

    /** To be written where it is still as it was read. */
    Table.Change.Put change(SdkBytes version) {
        return new Table.Change.Put(
                item(version), stored == null ? new Table.Condition.Absent() : new Table.Condition.Version(stored));
    }

    /** Whether it is being received from another catalog, and not yet open. */
    boolean received() {
        return receivedAfter != null;
    }

    /** Whether nothing but adoption opens it: it was imported, and its origin may still live. */
    boolean imported() {
        return receivedAfter != null && receivedAfter == Transfer.BY_ADOPTION_ALONE;
    }

    Project in(String newPlace, int newGeneration) {
        return new Project(
                id, stored, newPlace, newGeneration, sealed, movedTo, auditNumber, auditHorizon, receivedAfter);
    }

    Project sealed(boolean seal) {
        return new Project(id, stored, place, generation, seal, movedTo, auditNumber, auditHorizon, receivedAfter);
    }

    Project moved(String address) {
        return new Project(id, stored, place, generation, sealed, address, auditNumber, auditHorizon, receivedAfter);
    }

    Project audited() {
        return new Project(
                id, stored, place, generation, sealed, movedTo, auditNumber + 1, auditHorizon, receivedAfter);
    }

    Project withoutAuditTo(long number) {
        return new Project(
                id,
                stored,
                place,
                generation,
                sealed,
                movedTo,
                auditNumber,
                Math.max(auditHorizon, number),
                receivedAfter);
    }

    /** Being received, without what was taken back: images up to this audit number. */
    Project receiving(long after) {
        return new Project(id, stored, place, generation, true, movedTo, auditNumber, auditHorizon, after);
    }

    /** Being received again, where it moved on from. */
    Project returning() {
        return new Project(id, stored, place, generation, true, null, auditNumber, auditHorizon, auditNumber);
    }

    /** Open, with fences of this generation and events after this number. */
    Project opened(int newGeneration, long lastEvent) {
        return new Project(id, stored, place, newGeneration, false, movedTo, lastEvent, auditHorizon, null);
    }
}
