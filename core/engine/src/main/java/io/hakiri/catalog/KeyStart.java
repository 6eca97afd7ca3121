package io.hakiri.catalog;

import java.time.Duration;

/**
 * Asks to do what a key names (C-16).
 *
 * @param request makes a repeat safe (C-10)
 * @param inProgressTtl after which another one may start it, 1 s to 24 h
 * @param keepTtl how long a completed key is remembered from its completion, 1 h to 400 d
 */
public record KeyStart(KeyId key, RequestId request, Duration inProgressTtl, Duration keepTtl) {
    public KeyStart {
        Limits.leaseTtl(inProgressTtl);
        Limits.between("key ttl", keepTtl, Limits.SHORTEST_KEY_TTL, Limits.LONGEST_KEY_TTL);
    }
}
