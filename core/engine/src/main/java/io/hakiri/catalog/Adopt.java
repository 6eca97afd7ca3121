package io.hakiri.catalog;

/**
 * Makes a restored, cloned or copied project one's own (C-27).
 *
 * @param generationAtLeast a generation above any that may have been issued, as far as the caller knows; the backend takes a
 *     greater one where it knows better
 */
public record Adopt(ProjectId project, int generationAtLeast, Actor actor) {
    public Adopt {
        Limits.between("generation", generationAtLeast, 0, Fence.MAX_GENERATION);
    }
}
