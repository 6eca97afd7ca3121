package io.hakiri.catalog;

/** What is to be done with data of a changed shape. */
public enum Verdict {
    /** The shape is the stream's shape from now on. */
    ACCEPT,
    /** The rows go on under the shape accepted before; what does not exist there is left out. */
    IGNORE,
    /** Rows that fit the shape accepted before go on; the others are set aside with the reason. */
    QUARANTINE,
    /** No data of this shape is taken. */
    REJECT
}
