package io.hakiri.connectors.postgres;

import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.Writer;
import io.hakiri.connector.Destination;
import io.hakiri.connector.Stage;
import io.hakiri.connector.Staging;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The tables of a database as a destination. Used by one thread. */
final class Tables implements Destination {
    private static final String APPLICATION = "hakiri destination";
    /** Objects that are withdrawn in one transaction. */
    private static final int WITHDRAWN_AT_ONCE = 100;

    private final TargetSettings settings;
    private final Workshop workshop;
    private @Nullable Session session;
    private boolean made;

    Tables(TargetSettings settings) {
        this.settings = settings;
        workshop = new Workshop(settings.work());
    }

    @Override
    public Staging stage(Stage stage) {
        return new TableStaging(this, settings, workshop, stage);
    }

    /** A connection of its own, with everything made that staging needs. */
    Session sessionToStage() {
        if (!made) {
            within("make the schema " + settings.work(), it -> {
                workshop.make(it);
                return true;
            });
            made = true;
        }
        return settings.server().open(APPLICATION);
    }

    @Override
    public void publish(Writer writer, List<Receipt> receipts) {
        for (Receipt receipt : receipts) {
            String name = receipt.object().name();
            within("publish " + name, it -> {
                List<Workshop.Locked> found =
                        workshop.isThere(it) ? workshop.locked(it, List.of(name)) : List.<Workshop.Locked>of();
                if (found.isEmpty()) {
                    throw Workshop.missing(name, settings.server());
                }
                workshop.publish(it, found.getFirst());
                return true;
            });
        }
    }

    @Override
    public void withdraw(Writer writer, List<Receipt> receipts) {
        remove(
                "withdraw",
                receipts.stream().map(receipt -> receipt.object().name()).toList());
    }

    private void remove(String doing, List<String> names) {
        for (int from = 0; from < names.size(); from += WITHDRAWN_AT_ONCE) {
            List<String> some = names.subList(from, Math.min(names.size(), from + WITHDRAWN_AT_ONCE));
            within(doing + " " + some.getFirst() + (some.size() > 1 ? " …" : ""), it -> {
                if (workshop.isThere(it)) {
                    workshop.remove(it, workshop.locked(it, some));
                }
                return true;
            });
        }
    }

    @Override
    public void sweep(Writer writer, Set<String> keep, Predicate<RunId> whose) {
        List<String> names = within(
                "sweep",
                it -> workshop.isThere(it)
                        ? workshop.forgotten(it, writer.pipeline(), writer.fence())
                        : List.<String>of());
        remove(
                "sweep",
                names.stream()
                        .filter(name -> !keep.contains(name) && whose.test(Workshop.run(name)))
                        .toList());
    }

    /** Tables show the newest row per key themselves. */
    @Override
    public void refresh(String stream, List<String> primaryKey) {}

    private <T> T within(String doing, Session.Work<T> work) {
        try {
            Session open = session;
            if (open == null || !open.answers()) {
                close();
                open = settings.server().open(APPLICATION);
                session = open;
            }
            return open.writing(work);
        } catch (SQLException e) {
            close();
            throw Trouble.of(doing + " in " + settings.server().place(), settings.server(), e);
        }
    }

    @Override
    public void close() {
        Session open = session;
        session = null;
        if (open != null) {
            open.close();
        }
    }
}
