package io.hakiri.pipeline;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** The known word that somebody probably meant. */
final class Nearest {
    /** Longer words are no slip of the hand, and would cost time. */
    private static final int LONGEST = 64;

    private Nearest() {}

    /** {@code ; did you mean schedule?} where one is near enough, else nothing. */
    static String hint(String given, Collection<String> known) {
        return of(given, known).map(word -> "; did you mean " + word + "?").orElse("");
    }

    static Optional<String> of(String given, Collection<String> known) {
        if (given.length() > LONGEST) {
            return Optional.empty();
        }
        String best = null;
        int least = Math.max(2, given.length() / 3) + 1;
        for (String word : known) {
            int distance = distance(folded(given), folded(word));
            if (distance < least && distance < word.length()) {
                best = word;
                least = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    private static String folded(String word) {
        return word.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    /** How many letters to insert, delete, change or swap with their neighbour. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
