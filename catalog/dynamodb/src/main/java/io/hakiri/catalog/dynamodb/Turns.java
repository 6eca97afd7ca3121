package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.PipelineKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * How a call gets its turn that others outrun. Of calls that write one head at a time, the one that needs longest for a try would
 * never be the first. So it writes the head as it stands, with a new version and a mark, for which one request is enough; who
 * meets the mark waits until a change has taken it away, or for {@link #LONGEST}, if whoever set it died. Nothing is safe because
 * of a mark: who does not wait writes on the condition of the version, like everybody.
 */
final class Turns {
    /** The attribute of a head that somebody waits to write. */
    static final String MARK = "w";

    private static final System.Logger LOG = System.getLogger("io.hakiri.catalog.dynamodb");

    private static final Duration LONGEST = Duration.ofSeconds(1);

    /** Nobody waits longer for a turn. */
    private static final Duration MOST = Duration.ofSeconds(10);

    /** The first pause between two looks is as long as after so many tries. */
    private static final int FIRST_PAUSE = 4;

    private final Table table;
    private final Supplier<SdkBytes> versions;
    private final LongSupplier nanos;
    private final IntConsumer pause;

    /** @param pause after so many looks */
    Turns(Table table, Supplier<SdkBytes> versions, LongSupplier nanos, IntConsumer pause) {
        this.table = table;
        this.versions = versions;
        this.nanos = nanos;
        this.pause = pause;
    }

    /** The head with the mark of this call, after those that asked before; as it is, where that takes too long. */
    @Nullable
    Map<String, AttributeValue> take(PipelineKey key, @Nullable Map<String, AttributeValue> stored) {
        Map<String, AttributeValue> met = leave(key, stored);
        long since = nanos.getAsLong();
        while (met != null && nanos.getAsLong() - since < MOST.toNanos()) {
            Map<String, AttributeValue> marked = renewed(met);
            marked.put(MARK, AttributeValue.fromBool(true));
            switch (marking(key, marked, new Table.Condition.Version(Items.version(met)))) {
                case Table.Outcome.Applied() -> {
                    return marked;
                }
                case Table.Outcome.Refused(var _, Map<String, AttributeValue> now) -> met = leave(key, now);
            }
        }
        return met;
    }

    /** The head without the mark, which it turned out not to need. */
    @Nullable
    Map<String, AttributeValue> giveBack(@Nullable Map<String, AttributeValue> marked) {
        if (marked == null || !marked.containsKey(MARK)) {
            return marked;
        }
        Map<String, AttributeValue> free = renewed(marked);
        free.remove(MARK);
        try {
            table.write(List.of(new Table.Change.Put(free, new Table.Condition.Version(Items.version(marked)))));
        } catch (CatalogException e) {
            LOG.log(System.Logger.Level.DEBUG, "a mark is left behind, which nobody waits for longer than a second", e);
        }
        return free;
    }

    private Map<String, AttributeValue> renewed(Map<String, AttributeValue> item) {
        Map<String, AttributeValue> renewed = new HashMap<>(item);
        renewed.put(Table.VERSION, AttributeValue.fromB(versions.get()));
        return renewed;
    }

    private Table.Outcome marking(PipelineKey key, Map<String, AttributeValue> marked, Table.Condition same) {
        try {
            return table.write(List.of(new Table.Change.Put(marked, same)));
        } catch (CatalogException.OutcomeUnknown e) {
            return new Table.Outcome.Refused(0, table.get(Items.head(key)));
        }
    }

    /** The head when nobody asks for a turn any more; as it is, where that takes too long. */
    @Nullable
    Map<String, AttributeValue> leave(PipelineKey key, @Nullable Map<String, AttributeValue> item) {
        Map<String, AttributeValue> met = item;
        long start = nanos.getAsLong();
        long since = start;
        for (int looks = 0; met != null && met.containsKey(MARK); looks++) {
            long at = nanos.getAsLong();
            if (at - since > LONGEST.toNanos() || at - start > MOST.toNanos()) {
                return met;
            }
            pause.accept(FIRST_PAUSE + looks);
            Map<String, AttributeValue> now = table.get(Items.head(key));
            if (now == null || !Objects.equals(now.get(Table.VERSION), met.get(Table.VERSION))) {
                since = at;
            }
            met = now;
        }
        return met;
    }
}
