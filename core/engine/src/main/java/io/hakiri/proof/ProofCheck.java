package io.hakiri.proof;

import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.RunId;
import java.time.Instant;
import java.util.List;

/**
 * Whether all that an earlier proof states is still there, and as it was.
 *
 * @param proofAt when the proof was made
 * @param proofOf the catalog it was made from; it may have moved to another one since
 * @param at when it was checked
 * @param catalog the catalog that was looked at
 * @param whole whether nothing is missing or otherwise
 * @param fences how many links of what happened under fences were found as they were
 * @param audit how many links of audit events were found as they were
 * @param findings what is not so
 */
public record ProofCheck(
        PipelineKey pipeline,
        RunId run,
        Instant proofAt,
        String proofOf,
        Instant at,
        String catalog,
        boolean whole,
        long fences,
        long audit,
        List<Finding> findings) {
    public ProofCheck {
        findings = List.copyOf(findings);
    }
}
