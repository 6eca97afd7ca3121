package io.hakiri.pipeline;

import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 64MiB}, {@code 1 GB}. */
final class ByteSize {
    /** For the JSON Schema, too: this is what is read. */
    static final String PATTERN = "([0-9]{1,9}) ?(B|KB|MB|GB|KiB|MiB|GiB)";

    private static final Pattern SIZE = Pattern.compile(PATTERN);
    private static final List<String> BINARY = List.of("B", "KiB", "MiB", "GiB");

    private ByteSize() {}

    /** Empty where the text is no size. */
    static OptionalLong parse(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            return OptionalLong.empty();
        }
        long unit = switch (size.group(2)) {
            case "KB" -> 1_000;
            case "MB" -> 1_000_000;
            case "GB" -> 1_000_000_000;
            case "KiB" -> 1L << 10;
            case "MiB" -> 1L << 20;
            case "GiB" -> 1L << 30;
            default -> 1;
        };
        return OptionalLong.of(Long.parseLong(size.group(1)) * unit);
    }

    /** Reads back as the same. */
    static String text(long bytes) {
        int unit = 0;
        while (bytes != 0 && bytes % 1024 == 0 && unit < BINARY.size() - 1) {
            bytes /= 1024;
            unit++;
        }
        return bytes + BINARY.get(unit);
    }
}
