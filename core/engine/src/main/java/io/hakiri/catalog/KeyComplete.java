package io.hakiri.catalog;

/**
 * Says that what a key names was done (C-16).
 *
 * @param token from {@link KeyStartResult.Started}
 * @param result what later starts are answered, at most 64 KiB
 */
public record KeyComplete(KeyId key, String token, String result) {
    public KeyComplete {
        Limits.name("key token", token);
        Limits.text("key result", result, Limits.KEY_RESULT_BYTES);
    }
}
