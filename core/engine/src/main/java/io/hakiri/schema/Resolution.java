package io.hakiri.schema;

import io.hakiri.catalog.Decision;
import io.hakiri.catalog.SchemaChange;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.StreamSchemas;
import io.hakiri.catalog.Verdict;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is to be done with data of an observed shape: decided from the stream's history and the pipeline's policy. */
public sealed interface Resolution {
    /** As much of the differences as a decision's reason takes, whatever the characters weigh. */
    int SHOWN_CHARACTERS = 1_000;

    /**
     * The data is written.
     *
     * @param target the shape that the rows are brought into
     * @param version the schema version that the rows are written under, once {@code change} is committed
     * @param change what is to be recorded with the rows; {@code null} where nothing is new
     * @param setAsideNewFields whether a row with a value in a field that {@code target} lacks is set aside; otherwise the
     *     value is left out
     */
    record Write(Shape target, int version, @Nullable SchemaChange change, boolean setAsideNewFields)
            implements Resolution {}

    /**
     * The data must not be written.
     *
     * @param change what is to be recorded, for a person to decide; {@code null} where it is recorded already
     * @param version the version that a person has to decide about
     * @param reason what is wrong, for the person
     */
    record Stop(@Nullable SchemaChange change, int version, String reason) implements Resolution {}

    /**
     * Decides about data of this shape.
     *
     * @param known the stream's schemas; {@code null} where there are none yet
     */
    static Resolution of(String stream, @Nullable StreamSchemas known, Shape observed, SchemaPolicy policy) {
        if (known == null) {
            Decision first = new Decision(Verdict.ACCEPT, "policy:" + policy.word(), "first shape of the stream");
            return new Write(observed, 1, new SchemaChange(stream, 0, observed.toJson(), first), false);
        }
        SchemaVersion accepted = known.accepted();
        SchemaVersion latest = known.latest();
        if (accepted != null && fits(accepted, observed)) {
            return new Write(Shape.ofJson(accepted.shape()), accepted.version(), null, false);
        }
        Shape newest = Shape.ofJson(latest.shape());
        Shape wanted = Evolution.holdingBoth(newest, observed);
        Decision decision = latest.decision();
        if (wanted.equals(newest)) {
            return decision == null
                    ? new Stop(null, latest.version(), waiting(stream, accepted, newest))
                    : decided(stream, accepted, latest, decision.verdict());
        }
        String differences = differences(newest, observed);
        Verdict verdict = policy.verdict().orElse(null);
        int next = latest.version() + 1;
        if (verdict == null) {
            return new Stop(
                    new SchemaChange(stream, latest.version(), wanted.toJson(), null),
                    next,
                    waiting(stream, accepted, wanted));
        }
        SchemaChange change = new SchemaChange(
                stream,
                latest.version(),
                wanted.toJson(),
                new Decision(verdict, "policy:" + policy.word(), differences));
        if (verdict == Verdict.ACCEPT) {
            return new Write(wanted, next, change, false);
        }
        return accepted == null
                ? new Stop(change, next, "no shape of stream \"" + stream + "\" was ever accepted")
                : new Write(Shape.ofJson(accepted.shape()), accepted.version(), change, verdict == Verdict.QUARANTINE);
    }

    private static boolean fits(SchemaVersion accepted, Shape observed) {
        return Evolution.differences(Shape.ofJson(accepted.shape()), observed).stream()
                .allMatch(Difference::fits);
    }

    private static Resolution decided(
            String stream, @Nullable SchemaVersion accepted, SchemaVersion latest, Verdict verdict) {
        return switch (verdict) {
            case ACCEPT -> new Write(Shape.ofJson(latest.shape()), latest.version(), null, false);
            case REJECT ->
                new Stop(
                        null,
                        latest.version(),
                        "version " + latest.version() + " of stream \"" + stream + "\" was rejected");
            case IGNORE, QUARANTINE ->
                accepted == null
                        ? new Stop(null, latest.version(), "no shape of stream \"" + stream + "\" was ever accepted")
                        : new Write(
                                Shape.ofJson(accepted.shape()),
                                accepted.version(),
                                null,
                                verdict == Verdict.QUARANTINE);
        };
    }

    private static String waiting(String stream, @Nullable SchemaVersion accepted, Shape wanted) {
        return "stream \"" + stream + "\" has a shape that waits for a decision"
                + (accepted == null ? "" : ": " + differences(Shape.ofJson(accepted.shape()), wanted));
    }

    /** What does not fit, for a person; of very many, the first. */
    private static String differences(Shape accepted, Shape observed) {
        String all = Evolution.differences(accepted, observed).stream()
                .filter(difference -> !difference.fits())
                .map(Difference::text)
                .collect(Collectors.joining("; "));
        return all.length() <= SHOWN_CHARACTERS ? all : all.substring(0, SHOWN_CHARACTERS) + "…";
    }
}
