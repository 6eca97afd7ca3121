package io.hakiri.catalog;

/**
 * A name that may succeed once (C-16).
 *
 * @param scope 1–256 bytes (C-22)
 * @param key 1–256 bytes (C-22)
 */
public record KeyId(ProjectId project, String scope, String key) {
    public KeyId {
        Limits.name("key scope", scope);
        Limits.name("key", key);
    }

    @Override
    public String toString() {
        return project + "/" + scope + "/" + key;
    }
}
