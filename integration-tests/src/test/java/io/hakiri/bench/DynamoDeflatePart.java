package io.hakiri.bench;

import io.hakiri.bench.DynamoCycle.Positions;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** What it costs the processor to pack an item of the size of a head, twice as the catalog does it, and to unpack it. */
final class DynamoDeflatePart {
    private static final int[] LOOPS = {1, 100, 10_000, 10_000};
    private static final int BUFFER = 8192;

    private DynamoDeflatePart() {}

    static void run() throws DataFormatException {
        System.out.println("\npacking and unpacking a content like a head's with 8 random tokens");
        byte[] content = content();
        byte[] packed = deflated(content);
        for (int loops : LOOPS) {
            long start = System.nanoTime();
            int bytes = 0;
            for (int i = 0; i < loops; i++) {
                bytes += deflated(content).length + deflated(content).length;
            }
            long between = System.nanoTime();
            for (int i = 0; i < loops; i++) {
                bytes += inflated(packed);
            }
            long end = System.nanoTime();
            System.out.printf(
                    "%,7d times: %6.1f us to pack, %6.1f us to unpack (%d to %d bytes; %d)%n",
                    loops,
                    (between - start) / 1000.0 / loops,
                    (end - between) / 1000.0 / loops,
                    content.length,
                    packed.length,
                    bytes);
        }
    }

    private static byte[] content() {
        Random random = new Random(1);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (String stream : DynamoCycle.streams()) {
            content.writeBytes(Positions.TOKENS.next(random, 1).value().getBytes(StandardCharsets.UTF_8));
            content.writeBytes(stream.getBytes(StandardCharsets.UTF_8));
            byte[] numbers = new byte[40];
            random.nextBytes(numbers);
            content.writeBytes(numbers);
        }
        return content.toByteArray();
    }

    private static byte[] deflated(byte[] content) {
        try (Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
            deflater.setInput(content);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[BUFFER];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        }
    }

    private static int inflated(byte[] packed) throws DataFormatException {
        try (Inflater inflater = new Inflater(true)) {
            inflater.setInput(packed);
            byte[] buffer = new byte[BUFFER];
            int length = 0;
            while (!inflater.finished()) {
                length += inflater.inflate(buffer);
            }
            return length;
        }
    }
}
