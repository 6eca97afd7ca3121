package io.hakiri.report;

import io.hakiri.catalog.InvalidInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What the rows of a report are told apart by. */
public enum Grouping {
    PIPELINE("The pipeline's name."),
    STREAM("The stream's name; null where none is known."),
    STATUS("How the run ended, or `running`."),
    TRIGGER("Why the run began."),
    ERROR("The class of the error; null where there was none."),
    DAY("The date, such as `2026-01-31`, in the zone asked for."),
    WEEKDAY("`monday` to `sunday`."),
    HOUR("The hour of the clock, `00` to `23`.");

    private static final Set<Grouping> OF_TIME = Set.of(DAY, WEEKDAY, HOUR);

    private final String meaning;

    Grouping(String meaning) {
        this.meaning = meaning;
    }

    /** As it is written, and the name of its column. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isOfTime() {
        return OF_TIME.contains(this);
    }

    /** Its column, where it is asked for. */
    public Column column() {
        return new Column(word(), Column.Type.TEXT, meaning);
    }

    /** Words separated by commas, of those that a report knows; {@link InvalidInput} otherwise. */
    static List<Grouping> parse(String words, ReportKind kind) {
        List<Grouping> found = new ArrayList<>();
        for (String word : words.split(",", -1)) {
            Grouping one = kind.groupings().stream()
                    .filter(grouping -> grouping.word().equals(word.strip()))
                    .findFirst()
                    .orElseThrow(() -> new InvalidInput("by", expected(kind), words));
            if (found.contains(one)) {
                throw new InvalidInput("by", "each word once", words);
            }
            found.add(one);
        }
        return found;
    }

    private static String expected(ReportKind kind) {
        return "some of these, separated by commas: "
                + kind.groupings().stream().map(Grouping::word).collect(Collectors.joining(", "));
    }
}
