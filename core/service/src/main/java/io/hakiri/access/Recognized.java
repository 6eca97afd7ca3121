package io.hakiri.access;

/** What is known of the holder of a token. */
public sealed interface Recognized {
    /** The token is right. */
    record Known(Bearer bearer) implements Recognized {}

    /**
     * The token is wrong.
     *
     * @param why for its holder, without anything of the token; empty where that would tell what is stored
     */
    record Wrong(String why) implements Recognized {}

    /** Nobody can say now: who would know does not answer. */
    record Undecided(String why) implements Recognized {}

    /** There were too many: it was not looked at. */
    record TooMany(Exceeded exceeded) implements Recognized {}
}
