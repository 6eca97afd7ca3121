package io.hakiri.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Processor time, and who gets which processors. A load generator beside a server on the same processors takes part of what is
 * measured: so its share is told apart, or it gets processors of its own.
 */
final class Cpu {
    /** What Linux counts in, for programs. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int UTIME = 11;
    private static final int CSTIME = 14;

    private Cpu() {}

    /** Of this program. */
    static double ofThis() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
    }

    /** Of one process; 0 where the system does not say, or it is gone. */
    static double of(long pid) {
        return ticks(pid, UTIME, UTIME + 2) / TICKS_PER_SECOND;
    }

    /** Of a process, its children that ended, and those that run. */
    static double ofTree(long pid) {
        long ticks = ticks(pid, UTIME, CSTIME + 1);
        for (long child : children(pid)) {
            ticks += ticks(child, UTIME, CSTIME + 1);
        }
        return ticks / TICKS_PER_SECOND;
    }

    private static List<Long> children(long pid) {
        List<Long> children = new ArrayList<>();
        ProcessHandle.of(pid)
                .ifPresent(parent -> parent.children().map(ProcessHandle::pid).forEach(children::add));
        return children;
    }

    private static long ticks(long pid, int from, int to) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            // the name of the program, which may hold anything, ends with the last bracket
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = 0;
            for (int i = from; i < to; i++) {
                ticks += Long.parseLong(fields[i]);
            }
            return ticks;
        } catch (IOException gone) {
            return 0;
        }
    }

    /** Who runs on which processors. */
    enum Layout {
        /** All on all. */
        SHARED,
        /** The server on the first half, who loads it on the second. */
        APART;

        /** Whether this system can do it. */
        boolean possible() {
            return this == SHARED
                    || (Runtime.getRuntime().availableProcessors() > 1 && Programs.find("taskset") != null);
        }

        /** Puts the server, this program with all that it starts later, and others who load, where they belong. */
        void apply(Server server, List<Long> others) throws IOException, InterruptedException {
            int all = Runtime.getRuntime().availableProcessors();
            String first = this == SHARED ? "0-" + (all - 1) : "0-" + (all / 2 - 1);
            String second = this == SHARED ? first : all / 2 + "-" + (all - 1);
            put(server.pid(), first);
            for (long child : children(server.pid())) {
                put(child, first);
            }
            put(ProcessHandle.current().pid(), second);
            for (long other : others) {
                put(other, second);
            }
        }

        private static void put(long pid, String processors) throws IOException, InterruptedException {
            String taskset = Programs.find("taskset");
            if (taskset != null) {
                new ProcessBuilder(taskset, "-a", "-c", "-p", processors, Long.toString(pid))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
            }
        }
    }
}
