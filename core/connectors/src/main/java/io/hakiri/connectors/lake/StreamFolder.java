package io.hakiri.connectors.lake;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The folder that a stream's files are in: the stream's name, made safe. Two different streams never share a folder, also
 * where the filesystem knows no difference between capitals and small letters, or composes accents.
 *
 * <ul>
 *   <li>Letters and digits of ASCII, {@code -}, {@code _} and {@code .} stand for themselves; all else is percent-encoded
 *       UTF-8. So no name is a path, a glob or {@code key=value}, which readers take for a partition.
 *   <li>A {@code .}, {@code _} or {@code -} at the start is encoded (many readers hide the first two, {@code _hakiri} is ours,
 *       and the last looks like an option of a command), and so is a
 *       {@code .} at the end and every one of a name that ends like a file of ours.
 *   <li>A name with capitals ends in {@code ~} and a hexadecimal number that says which letters are capitals, the first
 *       letter being the lowest bit: {@code Weather~1}.
 *   <li>A name whose folder would be longer than {@value #MOST_BYTES} is cut and ends in {@code ~~} and half its SHA-256.
 * </ul>
 */
final class StreamFolder {
    static final int MOST_BYTES = 160;
    private static final int KEPT_OF_LONG = 100;
    private static final int HASH_BYTES = 16;
    private static final Pattern FILE_LIKE = Pattern.compile(".*\\.(sql|parquet|jsonl|ndjson|json|gz|staged|tmp)");

    private StreamFolder() {}

    static String of(String stream) {
        String folder = encode(stream) + capitals(stream);
        return folder.length() <= MOST_BYTES ? folder : shortened(stream);
    }

    private static String encode(String stream) {
        boolean likeFile = FILE_LIKE.matcher(stream.toLowerCase(Locale.ROOT)).matches();
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        StringBuilder folder = new StringBuilder(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            char c = (char) (bytes[i] & 0xFF);
            boolean plain = switch (c) {
                case '-', '_' -> i > 0;
                case '.' -> i > 0 && i < bytes.length - 1 && !likeFile;
                default -> letter(c) || (c >= '0' && c <= '9');
            };
            if (plain) {
                folder.append(c);
            } else {
                folder.append('%').append(HexFormat.of().withUpperCase().toHexDigits(bytes[i]));
            }
        }
        return folder.toString();
    }

    private static String capitals(String stream) {
        StringBuilder bits = new StringBuilder();
        stream.chars().filter(StreamFolder::letter).forEach(c -> bits.insert(0, c <= 'Z' ? '1' : '0'));
        if (bits.indexOf("1") < 0) {
            return "";
        }
        return "~" + new BigInteger(bits.toString(), 2).toString(16);
    }

    private static String shortened(String stream) {
        String start = encode(stream).toLowerCase(Locale.ROOT).substring(0, KEPT_OF_LONG);
        int cutEscape = start.indexOf('%', KEPT_OF_LONG - 2);
        return (cutEscape < 0 ? start : start.substring(0, cutEscape)) + "~~" + hash(stream);
    }

    private static String hash(String stream) {
        try {
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(stream.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha256, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static boolean letter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
