package io.hakiri.pipeline;

import java.util.List;
import java.util.SequencedMap;

/** What a TOML or a JSON file says, with the places: one tree for both. */
sealed interface Node {
    /** Where the value begins, or its key where the parser knows no better. */
    Place at();

    /** What it is, for the end of "expected …, found …". */
    String shown();

    record Text(Place at, String value) implements Node {
        @Override
        public String shown() {
            return Shown.text(value);
        }
    }

    record Whole(Place at, long value) implements Node {
        @Override
        public String shown() {
            return Long.toString(value);
        }
    }

    record Flag(Place at, boolean value) implements Node {
        @Override
        public String shown() {
            return Boolean.toString(value);
        }
    }

    record Items(Place at, List<Node> values) implements Node {
        @Override
        public String shown() {
            return "a list";
        }
    }

    /**
     * Keys with their values.
     *
     * @param entries in the order of the file
     */
    record Table(Place at, SequencedMap<String, Node> entries) implements Node {
        @Override
        public String shown() {
            return "a table";
        }
    }

    /** What no key takes: {@code null}, a date, a fraction, a number too large. */
    record Other(Place at, String shown) implements Node {}
}
