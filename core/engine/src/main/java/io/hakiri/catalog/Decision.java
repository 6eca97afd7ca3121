package io.hakiri.catalog;

/**
 * A decision about a schema version.
 *
 * @param by the rule ({@code policy:evolve}) or the person
 * @param reason in their words
 */
public record Decision(Verdict verdict, String by, String reason) {
    public Decision {
        Limits.said("decided by", by);
        Limits.said("decision's reason", reason);
    }
}
