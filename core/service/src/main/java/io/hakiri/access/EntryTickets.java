package io.hakiri.access;

import io.hakiri.api.Credential;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * Tickets for the console, each good for one browser once, as long as this process lives: a link on a screen or in a shell's history
 * then says nothing more to whoever finds it. A program that prints such a link holds the token itself.
 */
public final class EntryTickets {
    private static final int RANDOM_BYTES = 16;

    private final Map<String, Credential> open = new ConcurrentHashMap<>();

    /**
     * A new one.
     *
     * @param token what the browser shows from then on
     * @param random must be unpredictable
     */
    public String issue(Credential token, RandomGenerator random) {
        byte[] bits = new byte[RANDOM_BYTES];
        random.nextBytes(bits);
        String ticket = HexFormat.of().formatHex(bits);
        open.put(ticket, token);
        return ticket;
    }

    /** What a ticket was for; empty where there is none, or somebody has entered with it. */
    public Optional<Credential> take(String ticket) {
        return Optional.ofNullable(open.remove(ticket));
    }
}
