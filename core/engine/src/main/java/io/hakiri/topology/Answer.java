package io.hakiri.topology;

/** What is known of a {@link Fact}, and by whom. */
public record Answer(double value, By by) {
    /** How sure it is: what was said goes before what was measured, and that before what was assumed. */
    public enum By {
        SAID,
        MEASURED,
        ASSUMED
    }
}
