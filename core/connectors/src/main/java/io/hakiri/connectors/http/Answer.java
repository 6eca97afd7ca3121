package io.hakiri.connectors.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;

/**
 * A good answer of an API.
 *
 * @param address where it came from, after redirects
 * @param nextLink what its Link header names as the next page
 * @param body unpacked
 */
record Answer(URI address, Optional<String> nextLink, InputStream body) implements AutoCloseable {
    /** The address for a person: a query may hold a secret. */
    String shown() {
        return shown(address);
    }

    static String shown(URI address) {
        String text = address.toString();
        int end = text.indexOf('?');
        return end < 0 ? text : text.substring(0, end);
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
