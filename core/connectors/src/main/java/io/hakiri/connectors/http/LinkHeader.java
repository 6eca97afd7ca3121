package io.hakiri.connectors.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the next page in Link headers (RFC 8288): {@code <https://…?page=2>; rel="next", <…>; rel="last"}. */
final class LinkHeader {
    private static final Pattern LINK =
            Pattern.compile("<([^>]*+)>((?:\\s*+;\\s*+[^\\s=;,]++(?:\\s*+=\\s*+(?:\"[^\"]*+\"|[^\\s;,\"]*+))?+)*+)");
    private static final Pattern REL = Pattern.compile(";\\s*rel\\s*=\\s*(?:\"([^\"]*)\"|([^\\s;,\"]+))");

    private LinkHeader() {}

    static Optional<String> next(List<String> headers) {
        for (String header : headers) {
            Matcher links = LINK.matcher(header);
            while (links.find()) {
                Matcher rel = REL.matcher(links.group(2).toLowerCase(Locale.ROOT));
                if (rel.find()) {
                    String words = rel.group(1) == null ? rel.group(2) : rel.group(1);
                    if (List.of(words.strip().split("\\s+")).contains("next")) {
                        return Optional.of(links.group(1));
                    }
                }
            }
        }
        return Optional.empty();
    }
}
