package io.hakiri.catalog;

/**
 * Who changes something outside a run, and why: what an audit event says of it (C-17).
 *
 * @param name a person or a program, not blank, at most 4 KiB
 * @param reason in their words, not blank, at most 4 KiB
 */
public record Actor(String name, String reason) {
    public Actor {
        Limits.said("actor", name);
        Limits.said("reason", reason);
    }
}
