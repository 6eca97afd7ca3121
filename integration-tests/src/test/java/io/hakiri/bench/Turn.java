package io.hakiri.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What somebody did in a short time of a run.
 *
 * @param serverSeconds processor time of the server in it
 * @param clientSeconds processor time of who loaded the server, a pooler not counted
 */
record Turn(double done, double seconds, double serverSeconds, double clientSeconds) {
    /** What is done in a turn. */
    interface Work {
        /** Does it; how often. */
        long done() throws Exception;
    }

    /** A turn in which this program loads the server. */
    static Turn of(Server server, Work work) throws Exception {
        double serverAtStart = server.cpuSeconds();
        double clientAtStart = Cpu.ofThis();
        long start = System.nanoTime();
        long done = work.done();
        return new Turn(
                done,
                (System.nanoTime() - start) / 1e9,
                server.cpuSeconds() - serverAtStart,
                Cpu.ofThis() - clientAtStart);
    }

    double perSecond() {
        return done / seconds;
    }

    double serverMicros() {
        return serverSeconds * 1e6 / done;
    }

    double clientMicros() {
        return clientSeconds * 1e6 / done;
    }

    /** Medians of some turns. */
    static String medians(List<Turn> turns) {
        return String.format(
                Locale.ROOT,
                "%,8.0f/s, each %,5.0f us of the server's processor time and %,5.0f us of the client's",
                median(turns, Turn::perSecond),
                median(turns, Turn::serverMicros),
                median(turns, Turn::clientMicros));
    }

    private static double median(List<Turn> turns, ToDoubleFunction<Turn> figure) {
        return middle(turns.stream().mapToDouble(figure).sorted().toArray());
    }

    /** Of one figure of turns, round by round, beside the same of others. */
    static String ratio(List<Turn> ours, List<Turn> theirs, ToDoubleFunction<Turn> figure) {
        double[] ratios = new double[ours.size()];
        Arrays.setAll(ratios, i -> figure.applyAsDouble(ours.get(i)) / figure.applyAsDouble(theirs.get(i)));
        Arrays.sort(ratios);
        return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", middle(ratios), ratios[0], ratios[ratios.length - 1]);
    }

    private static double middle(double[] sorted) {
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
