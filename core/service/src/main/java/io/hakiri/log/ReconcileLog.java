package io.hakiri.log;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.Claim;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.Writer;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.reconcile.ReconcileListener;
import io.hakiri.run.RunListener;
import io.hakiri.run.RunReport;
import java.lang.System.Logger.Level;
import java.time.Duration;

/** What reconciling and its runs say to the service's log: no secret, and no position's content. */
public final class ReconcileLog implements ReconcileListener {
    private static final System.Logger LOG = System.getLogger("io.hakiri.reconcile");

    @Override
    public void heldBack(Claim claim, String system) {
        try (RunFields _ = RunFields.of(claim.pipeline())) {
            LOG.log(Level.WARNING, claim.pipeline() + ": not run now, its source keeps failing");
        }
    }

    @Override
    public void trouble(String what, Exception why) {
        LOG.log(Level.WARNING, what + ": " + why.getMessage());
    }

    @Override
    public void unavailable(CatalogException why) {
        LOG.log(Level.WARNING, "the catalog: " + why.getMessage());
    }

    @Override
    public void broke(Claim claim, Exception why) {
        LOG.log(Level.ERROR, claim.pipeline() + ": its run broke; what was committed stays", why);
    }

    /** How it ended is said by the log of all runs; here is why, in the words of this program. */
    @Override
    public void ended(RunReport report) {
        switch (report) {
            case RunReport.Ended ended -> {
                RunError error = ended.error();
                if (error != null) {
                    LOG.log(
                            Level.WARNING,
                            ended.pipeline() + ": run " + ended.run() + ": " + error.kind() + ": " + error.message());
                }
            }
            case RunReport.Lost lost ->
                LOG.log(Level.WARNING, lost.pipeline() + ": run " + lost.run() + " lost its lease: " + lost.reason());
            case RunReport.Refused refused ->
                LOG.log(Level.DEBUG, refused.pipeline() + ": not begun: " + refused.reason());
        }
    }

    @Override
    public RunListener run(Claim claim, Pipeline pipeline) {
        RunFields.of(claim.pipeline()); // for all that this thread says; it ends with the run
        return new RunListener() {
            @Override
            public void began(Writer writer) {
                RunFields.of(writer);
            }

            @Override
            public void retrying(String stream, String trouble, Duration delay) {
                LOG.log(Level.WARNING, claim.pipeline() + ", " + stream + ": tries again: " + trouble);
            }
        };
    }
}
