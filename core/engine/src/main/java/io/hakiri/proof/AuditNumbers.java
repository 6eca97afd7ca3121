package io.hakiri.proof;

import io.hakiri.catalog.PipelineImage;
import java.util.ArrayList;
import java.util.List;

/** The audit events of a pipeline: numbered without gaps (C-17), in a chain; what of them is not there is said. */
final class AuditNumbers {
    private final KeptHistory history;
    private final FenceNumbers fences;
    private final List<Finding> findings = new ArrayList<>();
    private long last;
    private boolean whole = true;

    /** @param fences told of each act that may have raised one */
    AuditNumbers(KeptHistory history, FenceNumbers fences) {
        this.history = history;
        this.fences = fences;
    }

    Chain chain() {
        ChainMaking chain = new ChainMaking(Chain.Of.AUDIT, List.of());
        history.audit(event -> {
            if (event.number() != last + 1) {
                before(event.number());
            }
            last = event.number();
            fences.act(event);
            chain.add(event.number(), List.of(Lines.of(event)));
        });
        PipelineImage image = history.image();
        if (image != null && image.auditNumber() > last) {
            whole = false;
            findings.add(
                    last == 0
                            ? gone(1, image.auditNumber())
                            : Finding.missing(
                                    name(last + 1, image.auditNumber()),
                                    "the pipeline counted " + image.auditNumber() + " of them"));
        }
        return chain.done();
    }

    private void before(long number) {
        whole = false;
        findings.add(
                last == 0
                        ? gone(1, number - 1)
                        : Finding.missing(
                                name(last + 1, number - 1), "the numbers have no gaps, and these are not there"));
    }

    private static Finding gone(long from, long through) {
        return Finding.unknown(
                name(from, through),
                "retention let go of them, or somebody did; where they were archived, --archive FOLDER reads them");
    }

    private static String name(long from, long through) {
        return from == through ? "audit " + from : "audit " + from + " to " + through;
    }

    List<Finding> findings() {
        return findings;
    }

    /** Whether all are there, from the first one to the last. */
    boolean isWhole() {
        return whole;
    }
}
