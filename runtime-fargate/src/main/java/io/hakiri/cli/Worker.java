package io.hakiri.cli;

import io.hakiri.catalog.Catalog;
import io.hakiri.run.BackfillRunner;
import io.hakiri.run.Runner;
import io.hakiri.run.Stop;
import io.hakiri.run.Workplace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * How this process appears as a lease's holder, and whether another holder was a process of this machine that is gone.
 *
 * <p>The name is {@code host:pid/machine-start}: {@code machine} tells boots and containers apart, whose process numbers mean
 * different processes; {@code start} tells a process from a later one with the same number.
 */
record Worker(String machine, long pid, long startMillis) {
    private static final int MACHINE_DIGITS = 12;
    /** The system tells start times from the wall clock, which may have been set meanwhile. */
    private static final long START_TOLERANCE_MILLIS = 10_000;

    static Worker current() {
        ProcessHandle self = ProcessHandle.current();
        return new Worker(machineOf(hostName()), self.pid(), startMillis(self));
    }

    String holder() {
        return hostName() + ":" + pid + "/" + machine + "-" + startMillis;
    }

    /** Runs pipelines under this name, until it is told to stop. */
    Runner runner(Catalog catalog, Workplace workplace, Stop stop) {
        return Runner.ofThisProcess(catalog, workplace, holder(), stop);
    }

    /** Does chunks of backfills under this name, until it is told to stop. */
    BackfillRunner backfiller(Catalog catalog, Workplace workplace, Stop stop) {
        return BackfillRunner.ofThisProcess(catalog, workplace, holder(), stop);
    }

    /** Whether this holder was a process of this machine that does not live any more. */
    boolean isGone(String holder) {
        int slash = holder.lastIndexOf('/');
        int colon = holder.lastIndexOf(':', Math.max(slash, 0));
        int dash = holder.lastIndexOf('-');
        if (slash < 0
                || colon < 0
                || dash < slash
                || !holder.substring(slash + 1, dash).equals(machine)) {
            return false;
        }
        try {
            long otherPid = Long.parseLong(holder.substring(colon + 1, slash));
            long otherStart = Long.parseLong(holder.substring(dash + 1));
            return ProcessHandle.of(otherPid)
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> Math.abs(startMillis(process) - otherStart) < START_TOLERANCE_MILLIS)
                    .isEmpty();
        } catch (NumberFormatException notOurs) {
            return false;
        }
    }

    private static long startMillis(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static String machineOf(String host) {
        String marks = host
                + read(Path.of("/proc/sys/kernel/random/boot_id")).orElse("")
                + link(Path.of("/proc/self/ns/pid")).orElse("");
        return UUID.nameUUIDFromBytes(marks.getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "")
                .substring(0, MACHINE_DIGITS);
    }

    /** As the kernel or the environment knows it: a name server could take its time. */
    private static String hostName() {
        return read(Path.of("/proc/sys/kernel/hostname"))
                .or(() -> Optional.ofNullable(System.getenv("HOSTNAME")))
                .or(() -> Optional.ofNullable(System.getenv("COMPUTERNAME")))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .orElse("localhost");
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException e) {
            return Optional.empty(); // another system: the host's name has to do
        }
    }

    private static Optional<String> link(Path link) {
        try {
            return Optional.of(Files.readSymbolicLink(link).toString());
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }
}
