package io.hakiri.transfer;

import io.hakiri.catalog.ProjectId;
import org.jspecify.annotations.Nullable;

/**
 * What a project is beside its pipelines and rows.
 *
 * @param generation the greatest that its fences may have
 * @param auditNumber of its last audit event; grows with each seal and unseal, so that a later image has a greater one
 * @param sealed whether it is sealed for a move, at the source
 * @param received whether it is being received, and not yet opened
 * @param movedTo where it lives now; {@code null} while it is here
 */
public record ProjectImage(
        ProjectId project,
        int generation,
        long auditNumber,
        boolean sealed,
        boolean received,
        @Nullable String movedTo) {}
