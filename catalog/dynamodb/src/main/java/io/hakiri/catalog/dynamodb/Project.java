package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.ProjectId;
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
 */
record Project(
        ProjectId id,
        @Nullable SdkBytes stored,
        String place,
        int generation,
        boolean sealed,
        @Nullable String movedTo,
        long auditNumber,
        long auditHorizon) {
    /** For who only looks. */
    static final Project UNKNOWN = new Project(new ProjectId("unknown"), null, "", 0, false, null, 0, 0);

    static Project fresh(ProjectId id, String place, int generation) {
        return new Project(id, null, place, generation, false, null, 0, 0);
    }

    static Project read(ProjectId id, Map<String, AttributeValue> item) {
        In in = Content.read(item);
        return new Project(
                id, Items.version(item), in.text(), in.count(), in.flag(), in.textOrNull(), in.number(), in.number());
    }

    Map<String, AttributeValue> item(SdkBytes version) {
        Map<String, AttributeValue> item = Items.of(Items.project(id));
        item.put(Table.VERSION, AttributeValue.fromB(version));
        item.put(
                Table.CONTENT,
                Content.attribute(new Out()
                        .text(place)
                        .number(generation)
                        .flag(sealed)
                        .textOrNull(movedTo)
                        .number(auditNumber)
                        .number(auditHorizon)
                        .done()));
        return item;
    }

    /** To be written where it is still as it was read. */
    Table.Change.Put change(SdkBytes version) {
        return new Table.Change.Put(
                item(version), stored == null ? new Table.Condition.Absent() : new Table.Condition.Version(stored));
    }

    Project in(String newPlace, int newGeneration) {
        return new Project(id, stored, newPlace, newGeneration, sealed, movedTo, auditNumber, auditHorizon);
    }

    Project sealed(boolean seal) {
        return new Project(id, stored, place, generation, seal, movedTo, auditNumber, auditHorizon);
    }

    Project moved(String address) {
        return new Project(id, stored, place, generation, sealed, address, auditNumber, auditHorizon);
    }

    Project audited() {
        return new Project(id, stored, place, generation, sealed, movedTo, auditNumber + 1, auditHorizon);
    }

    Project withoutAuditTo(long number) {
        return new Project(id, stored, place, generation, sealed, movedTo, auditNumber, Math.max(auditHorizon, number));
    }
}
