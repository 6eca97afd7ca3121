package io.hakiri.deploy.watch;

/**
 * When a figure is worth somebody's attention.
 *
 * @param name within the stack
 * @param seconds over which the figure is taken
 * @param times in a row that it has to be so
 * @param above whether it is wrong above the threshold, and not below
 * @param meaning what it means and what to look at, for whoever gets it
 */
public record Alarm(
        String name, Figure figure, int seconds, int times, boolean above, double threshold, String meaning) {
    private static final int MINUTE = 60;

    /** Where the figure is above a threshold for some minutes. */
    public static Alarm above(String name, Figure figure, int minutes, double threshold, String meaning) {
        return new Alarm(name, figure, MINUTE, minutes, true, threshold, meaning);
    }

    /** Where anything at all was counted within five minutes. */
    public static Alarm any(String name, Figure figure, String meaning) {
        return new Alarm(name, figure, 5 * MINUTE, 1, true, 0, meaning);
    }

    /** Where the figure is below a threshold for some minutes. */
    public static Alarm below(String name, Figure figure, int minutes, double threshold, String meaning) {
        return new Alarm(name, figure, MINUTE, minutes, false, threshold, meaning);
    }
}
