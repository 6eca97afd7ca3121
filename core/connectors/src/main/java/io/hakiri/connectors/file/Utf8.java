package io.hakiri.connectors.file;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Finds bytes that are no UTF-8. */
final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final int CHARS = 8 * 1024;

    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final CharBuffer chars = CharBuffer.allocate(CHARS);

    /** The place of the first byte that is wrong, or {@code to}. A character cut off at {@code to} is wrong, too. */
    int firstWrong(byte[] bytes, int from, int to) {
        int start = from;
        while (to - start >= Long.BYTES && ((long) LONGS.get(bytes, start) & HIGH_BITS) == 0) {
            start += Long.BYTES;
        }
        while (start < to && bytes[start] >= 0) {
            start++;
        }
        if (start == to) {
            return to;
        }
        ByteBuffer rest = ByteBuffer.wrap(bytes, start, to - start);
        decoder.reset();
        while (true) {
            chars.clear();
            CoderResult result = decoder.decode(rest, chars, true);
            if (!result.isOverflow()) {
                return result.isError() ? rest.position() : to;
            }
        }
    }
}
