package io.hakiri.connectors.http;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Changes parameters in the query of an address, and leaves the others as they stand. */
final class Query {
    private Query() {}

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** With this value of the parameter, instead of any that was there. */
    static URI with(URI address, String name, String value) {
        List<String> parts = parts(without(address, Set.of(name)));
        parts.add(encoded(name) + "=" + encoded(value));
        return of(address, parts);
    }

    static URI without(URI address, Set<String> names) {
        List<String> parts = parts(address);
        return parts.removeIf(part -> names.contains(name(part))) ? of(address, parts) : address;
    }

    static Set<String> names(URI address) {
        return parts(address).stream().map(Query::name).collect(Collectors.toSet());
    }

    private static String name(String part) {
        int end = part.indexOf('=');
        try {
            return URLDecoder.decode(end < 0 ? part : part.substring(0, end), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return part; // a broken escape is no name of ours
        }
    }

    private static List<String> parts(URI address) {
        String query = address.getRawQuery();
        return new ArrayList<>(query == null || query.isEmpty() ? List.of() : List.of(query.split("&", -1)));
    }

    private static URI of(URI address, List<String> parts) {
        String text = address.toString();
        int end = text.indexOf('?');
        String before = end < 0 ? text : text.substring(0, end);
        return URI.create(parts.isEmpty() ? before : before + "?" + String.join("&", parts));
    }
}
