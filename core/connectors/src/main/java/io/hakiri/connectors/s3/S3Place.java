package io.hakiri.connectors.s3;

import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A part of a bucket.
 *
 * @param prefix what all keys begin with, without a slash at its ends; empty for the whole bucket
 */
record S3Place(String bucket, String prefix) {
    static final String SCHEME = "s3://";

    /** Leaves room for what is put behind it: a key has at most 1,024 bytes. */
    private static final int PREFIX_BYTES = 600;

    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    static boolean is(String path) {
        return path.startsWith(SCHEME);
    }

    /** Reads {@code s3://bucket/prefix}. */
    static S3Place of(String path) {
        String rest = is(path) ? path.substring(SCHEME.length()) : "";
        int slash = rest.indexOf('/');
        String bucket = slash < 0 ? rest : rest.substring(0, slash);
        String prefix = slash < 0 ? "" : rest.substring(slash + 1).replaceAll("^/+|/+$", "");
        if (!BUCKET.matcher(bucket).matches()) {
            throw permanent(
                    "path = \"" + path + "\": expected s3://bucket/prefix, with a bucket of 3 to 63 small letters,"
                            + " digits, points and hyphens");
        }
        if (prefix.contains("//") || prefix.chars().anyMatch(Character::isISOControl)) {
            throw permanent("path = \"" + path + "\": expected a prefix without empty parts and control characters");
        }
        if (prefix.getBytes(StandardCharsets.UTF_8).length > PREFIX_BYTES) {
            throw permanent("path = \"" + path + "\": the prefix is longer than " + PREFIX_BYTES + " bytes");
        }
        return new S3Place(bucket, prefix);
    }

    /** The key of something below the prefix. */
    String key(String name) {
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /** How a person and DuckDB name something below the prefix. */
    String url(String name) {
        return SCHEME + bucket + "/" + key(name);
    }

    private static ConnectorException permanent(String message) {
        return new ConnectorException(ErrorClass.PERMANENT, message, null);
    }

    @Override
    public String toString() {
        return SCHEME + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
    }
}
