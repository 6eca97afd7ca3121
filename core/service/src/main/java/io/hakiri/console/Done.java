package io.hakiri.console;

import org.jspecify.annotations.Nullable;

/** What was done by the form that led here; the words are ours, whatever a link says. */
enum Done {
    PAUSED("Paused: nothing begins any more."),
    RESUMED("Resumed."),
    BROKEN("The lease was taken: its holder can change nothing any more."),
    REWOUND("Rewound: what comes after is read again."),
    DECIDED("Decided."),
    CANCELLED("Cancelled: what is done stays.");

    private final String says;

    Done(String says) {
        this.says = says;
    }

    /** The query of the page to look at then. */
    String query() {
        return "?done=" + name();
    }

    static String of(@Nullable String name) {
        for (Done done : values()) {
            if (done.name().equals(name)) {
                return done.says;
            }
        }
        return "";
    }
}
