package io.hakiri.connectors.lake;

import io.hakiri.catalog.Fence;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.RunId;
import io.hakiri.connector.Stage;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of one file of a commit: {@code f0000000000000042-s0000000003-0001-<run>.parquet}. Names of one pipeline sort by
 * fence, step and number, which is the order in which their rows were committed.
 *
 * @param number from 1, over all streams of the step
 * @param extension without the first dot
 */
public record FileName(Fence fence, int step, int number, RunId run, String extension) {
    static final int MOST_NUMBER = 9_999;
    /** How the names of staged files end. */
    public static final String STAGED = ".staged";

    private static final Pattern FORM =
            Pattern.compile("f([0-9]{16})-s([0-9]{10})-([0-9]{4})-([0-9a-f-]{36})\\.([a-z0-9.]+)");

    static FileName of(Stage stage, int number, String extension) {
        return new FileName(
                stage.writer().fence(), stage.step(), number, stage.writer().run(), extension);
    }

    /** The name of a staged file, which ends so that no reader's glob finds it. */
    public String staged() {
        return this + STAGED;
    }

    /** Reads {@link #staged}; empty where it is none of ours. */
    public static Optional<FileName> ofStaged(String name) {
        if (!name.endsWith(STAGED)) {
            return Optional.empty();
        }
        Matcher parts = FORM.matcher(name.substring(0, name.length() - STAGED.length()));
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new FileName(
                    new Fence(Long.parseLong(parts.group(1))),
                    Integer.parseInt(parts.group(2)),
                    Integer.parseInt(parts.group(3)),
                    RunId.parse(parts.group(4)),
                    parts.group(5)));
        } catch (InvalidInput | NumberFormatException notOurs) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "f%016d-s%010d-%04d-%s.%s", fence.value(), step, number, run, extension);
    }
}
