package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.CatalogException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The content of an item, in its attribute {@code b}: a byte that says how the rest is packed (0 as it is, 1 deflated), then
 * what {@link Out} wrote. An item is billed by the kilobyte, and names and positions repeat themselves: what deflates, is.
 * Positions deflate apart from the rest where that is shorter, with a code of their own. What another attribute of the item says already may be given as known: it need not be said again.
 */
final class Content {
    private static final byte PLAIN = 0;
    private static final byte DEFLATED = 1;
    private static final int SHORTEST_DEFLATED = 128;
    private static final int SHORTEST_APART = 128;

    /** In something longer a kilobyte is not decided by it, and packing twice takes time. */
    private static final int LONGEST_APART = 4096;

    private static final int BUFFER = 8192;

    private static final byte[] NOTHING = new byte[0];

    private Content() {}

    static AttributeValue attribute(byte[] content) {
        return attribute(content, NOTHING);
    }

    static AttributeValue attribute(byte[] content, byte[] known) {
        return AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(packed(content, known)));
    }

    static In read(Map<String, AttributeValue> item) {
        return new In(bytes(item));
    }

    static In read(Map<String, AttributeValue> item, byte[] known) {
        return new In(bytes(item, known));
    }

    static byte[] bytes(Map<String, AttributeValue> item) {
        return bytes(item, NOTHING);
    }

    private static byte[] bytes(Map<String, AttributeValue> item, byte[] known) {
        AttributeValue content = item.get(Table.CONTENT);
        if (content == null || content.b() == null) {
            throw new CatalogException.Corrupt("an item has no content: " + item.get(TableDefinition.SORT_KEY), null);
        }
        return unpacked(content.b().asByteArrayUnsafe(), known);
    }

    private static byte[] packed(byte[] content, byte[] known) {
        byte[] deflated = content.length < SHORTEST_DEFLATED ? content : shortest(content, known);
        boolean smaller = deflated.length < content.length;
        byte[] packed = new byte[1 + (smaller ? deflated.length : content.length)];
        packed[0] = smaller ? DEFLATED : PLAIN;
        System.arraycopy(smaller ? deflated : content, 0, packed, 1, packed.length - 1);
        return packed;
    }

    private static byte[] unpacked(byte[] packed, byte[] known) {
        if (packed.length == 0 || packed[0] > DEFLATED || packed[0] < PLAIN) {
            throw new CatalogException.Corrupt("an item's content is packed in an unknown way", null);
        }
        byte[] rest = Arrays.copyOfRange(packed, 1, packed.length);
        return packed[0] == PLAIN ? rest : inflated(rest, known);
    }

    private static byte[] shortest(byte[] content, byte[] known) {
        byte[] whole = deflated(content, 0, known);
        int positions = endOfPositions(content);
        if (positions < SHORTEST_APART || content.length > LONGEST_APART) {
            return whole;
        }
        byte[] apart = deflated(content, positions, known);
        return apart.length < whole.length ? apart : whole;
    }

    /** Of a part of something longer it may be anywhere, which does no harm. */
    private static int endOfPositions(byte[] content) {
        try {
            return In.endOfPositions(content);
        } catch (CatalogException.Corrupt part) {
            return 0;
        }
    }

    /** @param apart where a new block begins, with another code for its bytes; 0 for nowhere */
    private static byte[] deflated(byte[] content, int apart, byte[] known) {
        try (Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
            if (known.length > 0) {
                deflater.setDictionary(known);
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream(content.length / 2);
            byte[] buffer = new byte[BUFFER];
            if (apart > 0) {
                deflater.setInput(content, 0, apart);
                int length;
                do {
                    length = deflater.deflate(buffer, 0, BUFFER, Deflater.SYNC_FLUSH);
                    out.write(buffer, 0, length);
                } while (length == BUFFER);
            }
            deflater.setInput(content, apart, content.length - apart);
            deflater.finish();
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        }
    }

    private static byte[] inflated(byte[] content, byte[] known) {
        try (Inflater inflater = new Inflater(true)) {
            if (known.length > 0) {
                inflater.setDictionary(known);
            }
            inflater.setInput(content);
            ByteArrayOutputStream out = new ByteArrayOutputStream(content.length * 3);
            byte[] buffer = new byte[BUFFER];
            while (!inflater.finished()) {
                int read = inflater.inflate(buffer);
                if (read == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw new CatalogException.Corrupt("an item's content ends too early", null);
                }
                out.write(buffer, 0, read);
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw new CatalogException.Corrupt("an item's content cannot be unpacked", e);
        }
    }
}
