package io.hakiri.pipeline;

/** Where something stands in a file; line and column from 1, or 0 where the file as a whole is meant. */
record Place(String file, int line, int column) {
    static Place whole(String file) {
        return new Place(file, 0, 0);
    }

    /** For a text that names two places: {@code pipelines/a.toml:3}. */
    String lineText() {
        return line == 0 ? file : file + ":" + line;
    }
}
