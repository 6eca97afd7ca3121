package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.HistoryFilter;
import org.jspecify.annotations.Nullable;

/** Looking for a text (C-28): {@code A} to {@code Z} are the same as {@code a} to {@code z}, and nothing else is the same. */
final class Texts {
    private Texts() {}

    static boolean contain(HistoryFilter filter, @Nullable String... texts) {
        if (filter.text() == null) {
            return true;
        }
        String wanted = filter.foldedText();
        for (String text : texts) {
            if (text != null && folded(text).contains(wanted)) {
                return true;
            }
        }
        return false;
    }

    private static String folded(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            folded.append(c >= 'A' && c <= 'Z' ? (char) (c - 'A' + 'a') : c);
        }
        return folded.toString();
    }
}
