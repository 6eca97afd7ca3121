package io.hakiri.pipeline;

import java.util.regex.Pattern;

/** What a file says, made fit to be repeated in a message: short, on one line, no control characters. */
final class Shown {
    private static final int CHARACTERS = 60;
    private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z0-9_$-]{1,60}");

    private Shown() {}

    static String text(String text) {
        StringBuilder shown = new StringBuilder("\"");
        text.codePoints().limit(CHARACTERS).forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
                shown.append("\\u%04x".formatted(c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.append(text.codePointCount(0, text.length()) > CHARACTERS ? "…\"" : "\"")
                .toString();
    }

    static String key(String key) {
        return PLAIN_KEY.matcher(key).matches() ? key : text(key);
    }
}
