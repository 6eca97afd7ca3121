package io.hakiri.connectors.s3;

import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which keys of a bucket are meant: those that match a pattern with {@code *}, {@code ?}, {@code **} and {@code {a,b}}; or,
 * without one, the key itself and all below it.
 *
 * @param prefix what all of them begin with
 */
record KeyPattern(String bucket, String prefix, Predicate<String> matches) {
    private static final String SPECIAL = "*?{[";

    /** Reads {@code s3://bucket/logs/**}{@code /*.csv}. */
    static KeyPattern of(String path) {
        if (!S3Place.is(path)) {
            throw permanent(
                    "path = \"" + path + "\": expected s3://bucket/prefix or a pattern such as s3://bucket/logs/*.csv");
        }
        String rest = path.substring(S3Place.SCHEME.length());
        int slash = rest.indexOf('/');
        String bucket = S3Place.of(slash < 0 ? path : path.substring(0, S3Place.SCHEME.length() + slash))
                .bucket();
        String pattern = slash < 0 ? "" : rest.substring(slash + 1);
        int special = 0;
        while (special < pattern.length() && SPECIAL.indexOf(pattern.charAt(special)) < 0) {
            special++;
        }
        Predicate<String> matches = special == pattern.length() ? below(pattern) : glob(path, pattern);
        boolean hidden =
                pattern.startsWith("_") || pattern.startsWith(".") || pattern.contains("/_") || pattern.contains("/.");
        return new KeyPattern(
                bucket,
                pattern.substring(0, special),
                key -> !key.endsWith("/") && (hidden || !isHidden(key)) && matches.test(key));
    }

    private static Predicate<String> below(String key) {
        String folder = key.isEmpty() || key.endsWith("/") ? key : key + "/";
        return found -> found.equals(key) || found.startsWith(folder);
    }

    /** As most programs have it: what begins with a point or an underscore is not for readers. */
    private static boolean isHidden(String key) {
        return Arrays.stream(key.split("/", -1)).anyMatch(part -> part.startsWith(".") || part.startsWith("_"));
    }

    private static Predicate<String> glob(String path, String glob) {
        StringBuilder regex = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            if (glob.startsWith("**/", i)) {
                regex.append("(?:.*/)?");
                i += 2;
            } else if (glob.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else if (c == '{') {
                regex.append("(?:");
                depth++;
            } else if (c == '}' && depth > 0) {
                regex.append(')');
                depth--;
            } else if (c == ',' && depth > 0) {
                regex.append('|');
            } else if (c == '[' || c == ']' || (c == '-' && glob.lastIndexOf('[', i) > glob.lastIndexOf(']', i))) {
                regex.append(c);
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        try {
            return Pattern.compile(regex.toString(), Pattern.DOTALL).asMatchPredicate();
        } catch (PatternSyntaxException e) {
            throw permanent("path = \"" + path + "\": is no pattern: " + e.getDescription());
        }
    }

    private static ConnectorException permanent(String message) {
        return new ConnectorException(ErrorClass.PERMANENT, message, null);
    }
}
