package io.hakiri.pipeline;

/**
 * The reading of one value: under which key it stands, and where problems go.
 *
 * @param key the whole way from the top of the file, such as {@code pipeline[0].schedule}; empty at the top
 */
record Reading(String key, Problems problems) {
    Reading child(String name) {
        return new Reading(key.isEmpty() ? Shown.key(name) : key + "." + Shown.key(name), problems);
    }

    Reading item(int index) {
        return new Reading(key + "[" + index + "]", problems);
    }

    void problem(Place place, String message) {
        problems.add(place, key, message);
    }

    /** Says what should have stood there. */
    void expected(String expected, Node found) {
        problem(found.at(), "expected " + expected + ", found " + found.shown());
    }
}
