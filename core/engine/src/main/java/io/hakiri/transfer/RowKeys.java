package io.hakiri.transfer;

import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.ReceiptId;
import java.util.HexFormat;

/**
 * The keys of rows, and what they are made of. Numbers have all their hexadecimal digits, so that they sort; parts are divided by
 * a line break, which no name holds (C-22).
 */
public final class RowKeys {
    private static final String BETWEEN = "\n";
    private static final HexFormat HEX = HexFormat.of();

    private RowKeys() {}

    /** The key of what happened under a fence. */
    public static String of(Fence fence) {
        return of(fence.value());
    }

    /** The key of something that is numbered. */
    public static String of(long number) {
        return HEX.toHexDigits(number);
    }

    /** The key of a receipt. */
    public static String of(ReceiptId id) {
        return of(id.fence()) + BETWEEN + HEX.toHexDigits(id.step()) + BETWEEN + HEX.toHexDigits(id.ordinal());
    }

    /** The key of a chunk. */
    public static String of(BackfillId backfill, int number) {
        return backfill + BETWEEN + HEX.toHexDigits(number);
    }

    /** The key of an idempotency key. */
    public static String of(String scope, String name) {
        return scope + BETWEEN + name;
    }

    /**
     * The number that a key, or a part of one, stands for.
     *
     * @throws InvalidInput where it stands for none
     */
    public static long number(String part) {
        try {
            return HexFormat.fromHexDigitsToLong(part);
        } catch (IllegalArgumentException e) {
            throw new InvalidInput("key of a row", "one that a row has", part);
        }
    }

    /**
     * The parts of a key.
     *
     * @throws InvalidInput where they are not so many
     */
    public static String[] parts(String key, int many) {
        String[] parts = key.split(BETWEEN, -1);
        if (parts.length != many) {
            throw new InvalidInput("key of a row", "one that a row has", key);
        }
        return parts;
    }
}
