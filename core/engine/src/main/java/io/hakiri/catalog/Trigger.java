package io.hakiri.catalog;

/** Why a run begins. */
public sealed interface Trigger {
    /** Someone asked for it. */
    record Manual() implements Trigger {}

    /** It was due: presents the claim that {@link DuePipelines#claimDue} handed out (C-18). */
    record Due(Claim claim) implements Trigger {}

    /** It was queued before under the same run id (C-13). */
    record Queued() implements Trigger {}

    /** The word that a run's record keeps. */
    default String word() {
        return switch (this) {
            case Manual() -> "manual";
            case Due(Claim claim) -> claim.recovery() ? "recovery" : "schedule";
            case Queued() -> "queued";
        };
    }
}
