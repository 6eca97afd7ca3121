package io.hakiri.run;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.RunIds;
import io.hakiri.catalog.Settlement;
import io.hakiri.catalog.Writer;
import io.hakiri.connector.Destination;
import io.hakiri.pipeline.Pipeline;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a destination follow the open receipts of a pipeline outside a run: after a rewind, a restore, before a deletion
 * (C-25). Needs no lease: publishing and withdrawing come to the same however many do them at once.
 */
public final class Settler {
    private final Catalog catalog;
    private final Workplace workplace;
    private final RunIds ids;

    public Settler(Catalog catalog, Workplace workplace, RunIds ids) {
        this.catalog = catalog;
        this.workplace = workplace;
        this.ids = ids;
    }

    /**
     * Settles what is open now.
     *
     * @return how many receipts that was
     * @throws io.hakiri.connector.ConnectorException where the destination does not follow; the rest stays open
     */
    public int settle(PipelineKey key, Pipeline pipeline) {
        try (Destination destination = pipeline.destination()
                .openDestination(workplace.connectors(), workplace.folder(), workplace.secrets())) {
            return settle(key, destination);
        }
    }

    /** The same at a destination that is open. */
    int settle(PipelineKey key, Destination destination) {
        int settled = 0;
        Page<Receipt> page = catalog.unsettled(key, PageRequest.first()).pageOrNull();
        while (page != null && !page.entries().isEmpty()) {
            settle(key, destination, page.entries());
            settled += page.entries().size();
            page = catalog.unsettled(key, PageRequest.first()).pageOrNull();
        }
        return settled;
    }

    /** Settles these, at most as many as one commit records. */
    void settle(PipelineKey key, Destination destination, List<Receipt> open) {
        Writer settler = new Writer(key, ids.next(), Fence.NONE);
        List<Receipt> committed = in(open, Receipt.State.COMMITTED);
        List<Receipt> withdrawing = in(open, Receipt.State.WITHDRAWING);
        destination.withdraw(settler, withdrawing);
        destination.publish(settler, committed);
        List<Settlement> done = new ArrayList<>(open.size());
        committed.forEach(receipt -> done.add(new Settlement(receipt.id(), Receipt.State.PUBLISHED)));
        withdrawing.forEach(receipt -> done.add(new Settlement(receipt.id(), Receipt.State.WITHDRAWN)));
        catalog.acknowledge(key, done);
    }

    private static List<Receipt> in(List<Receipt> receipts, Receipt.State state) {
        return receipts.stream().filter(receipt -> receipt.state() == state).toList();
    }
}
