package io.hakiri.transfer;

import io.hakiri.catalog.Fence;

/**
 * A seal of a pipeline or of a project at the source (C-26), under which nothing changes there any more. Of one owner a later seal
 * has a greater number.
 *
 * @param number of a pipeline the value of the seal's fence; of a project the number of its last audit event
 */
public record Seal(long number) {
    /** The seal of a pipeline. */
    public static Seal of(Fence fence) {
        return new Seal(fence.value());
    }

    /** The seal of a project, as its image says it. */
    public static Seal of(ProjectImage sealed) {
        return new Seal(sealed.auditNumber());
    }
}
