package io.hakiri.serving;

import io.hakiri.access.Quota;
import io.hakiri.access.Quotas;
import io.hakiri.access.Rate;
import io.hakiri.catalog.ProjectId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Quotas as a variable says them: {@code pipelines=100,runs=20,requests=50/200}, with {@code PROJECT:} before what holds for this
 * project instead.
 */
final class QuotaWords {
    static final String FORMS =
            "pipelines=NUMBER, runs=NUMBER or requests=RATE, each also with PROJECT: before it, joined by"
                    + " commas, such as pipelines=100,requests=50,shop:pipelines=500; off instead of a number for no limit";

    private static final Pattern WORD =
            Pattern.compile("(?:([a-z0-9][a-z0-9._-]{0,127}):)?(pipelines|runs|requests)=(\\S+)");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}");

    private QuotaWords() {}

    /**
     * One of them.
     *
     * @param project {@code null} for every one that is not named
     * @param number of pipelines or runs, {@code rate} of requests; {@code null} for no limit
     */
    private record Word(
            @Nullable ProjectId project,
            String kind,
            @Nullable Integer number,
            @Nullable Rate rate) {
        Quota applied(Quota before) {
            return switch (kind) {
                case "pipelines" -> new Quota(number, before.runs(), before.requests());
                case "runs" -> new Quota(before.pipelines(), number, before.requests());
                default -> new Quota(before.pipelines(), before.runs(), rate);
            };
        }
    }

    /** Reads them. What is wrong is added to what else is. */
    static Quotas read(String variable, String text, List<String> wrong) {
        List<Word> words = new ArrayList<>();
        for (String one : text.split(",", -1)) {
            Word word = word(one.strip());
            if (word == null) {
                wrong.add(variable + ": expected " + FORMS + "; given " + one.strip());
            } else {
                words.add(word);
            }
        }
        Quota each = Quota.NONE;
        for (Word word : words) {
            each = word.project() == null ? word.applied(each) : each;
        }
        Map<ProjectId, Quota> named = new HashMap<>();
        for (Word word : words) {
            ProjectId project = word.project();
            if (project != null) {
                named.put(project, word.applied(named.getOrDefault(project, each)));
            }
        }
        return new Quotas(each, named);
    }

    private static @Nullable Word word(String text) {
        Matcher parts = WORD.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        ProjectId project = parts.group(1) == null ? null : new ProjectId(parts.group(1));
        String kind = parts.group(2);
        String value = parts.group(3);
        if (value.equals(AccessSettings.OFF)) {
            return new Word(project, kind, null, null);
        }
        if (kind.equals("requests")) {
            return Rate.parse(value)
                    .map(rate -> new Word(project, kind, null, rate))
                    .orElse(null);
        }
        return NUMBER.matcher(value).matches() ? new Word(project, kind, Integer.valueOf(value), null) : null;
    }
}
