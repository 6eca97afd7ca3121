package io.hakiri.deploy.settings;

import java.util.Map;
import java.util.OptionalInt;

/**
 * How many connections a database takes, and how many a runtime may open. Where {@code max_connections} is not said, RDS takes a
 * connection for each 9,531,392 bytes of the instance's memory, 5,000 at most; a tenth of the memory is its own.
 */
public final class Connections {
    private static final long BYTES_EACH = 9_531_392;
    private static final int MOST = 5000;
    /** Aurora that may shrink to half a unit, or sleep, takes no more. */
    private static final int MOST_WHERE_SMALL = 2000;

    private static final double SMALL_ACU = 0.5;
    private static final long GIB = 1L << 30;
    private static final long GIB_OF_ACU = 2;
    private static final double OF_THE_DATABASE = 0.9;

    /** By the size in the name of the class: memory in GiB of burstable classes, then of general ones. */
    private static final Map<String, Integer> BURSTABLE =
            Map.of("micro", 1, "small", 2, "medium", 4, "large", 8, "xlarge", 16, "2xlarge", 32);

    private static final Map<String, Integer> SIZES = Map.ofEntries(
            Map.entry("large", 1),
            Map.entry("xlarge", 2),
            Map.entry("2xlarge", 4),
            Map.entry("4xlarge", 8),
            Map.entry("8xlarge", 16),
            Map.entry("12xlarge", 24),
            Map.entry("16xlarge", 32),
            Map.entry("24xlarge", 48));

    private static final int GIB_OF_GENERAL = 8;
    private static final int GIB_OF_MEMORY = 16;

    private Connections() {}

    /** What the database takes; empty for a class of instances that is not known here. */
    public static OptionalInt most(Settings settings) {
        Integer said = settings.database().mostConnections();
        if (said != null) {
            return OptionalInt.of(said);
        }
        if (settings.topology() == Topology.FARGATE_AURORA) {
            int byMemory = of((long) (settings.database().mostAcu() * GIB_OF_ACU));
            return OptionalInt.of(
                    settings.database().leastAcu() <= SMALL_ACU ? Math.min(byMemory, MOST_WHERE_SMALL) : byMemory);
        }
        OptionalInt gib = gib(settings.database().instanceClass());
        return gib.isEmpty() ? OptionalInt.empty() : OptionalInt.of(of(gib.getAsInt()));
    }

    private static int of(long gib) {
        return (int) Math.min(MOST, (long) (gib * GIB * OF_THE_DATABASE) / BYTES_EACH);
    }

    private static OptionalInt gib(String instanceClass) {
        String[] parts = instanceClass.split("\\.", -1);
        String family = parts[1];
        if (family.startsWith("t")) {
            Integer gib = BURSTABLE.get(parts[2]);
            return gib == null ? OptionalInt.empty() : OptionalInt.of(gib);
        }
        Integer size = SIZES.get(parts[2]);
        if (size == null || !(family.startsWith("m") || family.startsWith("r"))) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(size * (family.startsWith("m") ? GIB_OF_GENERAL : GIB_OF_MEMORY));
    }

    /** What the runtime may open at worst: while a new version is rolled out there are twice as many tasks of the service. */
    public static long wanted(Settings settings) {
        return settings.topology().isContainer()
                ? (2L * settings.service().mostTasks() + workers(settings))
                        * settings.service().poolSize()
                : (long) settings.function().concurrency() * settings.function().poolSize();
    }

    /** Tasks that run a pipeline each, beside those of the service. */
    static int workers(Settings settings) {
        return settings.service().executor().equals("ecs") ? settings.service().mostWorkers() : 0;
    }

    /** What there is for the runtime: less the reserve, and behind a proxy what that may borrow. */
    public static long left(Settings settings, int most) {
        Settings.Database database = settings.database();
        long free = most - (long) database.reserve();
        return database.proxy() ? Math.min(free, (long) most * database.borrowPercent() / 100) : free;
    }
}
