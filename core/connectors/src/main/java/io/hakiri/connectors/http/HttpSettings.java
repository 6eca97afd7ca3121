package io.hakiri.connectors.http;

import com.fasterxml.jackson.core.JsonPointer;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connector.Options;
import io.hakiri.connector.Setting;
import io.hakiri.schema.Type;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an HTTP source was told, checked.
 *
 * @param url with {@code {stream}} where the stream's name goes
 * @param records JSON pointer to the array of records; empty for the document itself
 * @param since {@code null} where the API is never asked for records from a value on
 */
record HttpSettings(
        String url,
        List<Setting> params,
        List<Setting> headers,
        String records,
        boolean flatten,
        Map<String, Type> types,
        Paging paging,
        @Nullable Since since,
        boolean restart,
        boolean reread,
        Credentials credentials,
        Bounds bounds) {
    private static final Set<Type> OF_TEXTS = Set.of(Type.Plain.DATE, Type.Plain.TIMESTAMP, Type.Plain.LOCAL_TIMESTAMP);

    /**
     * How the API is asked for records from a value on.
     *
     * @param from what is asked for where there is no value yet; {@code null} for nothing
     */
    record Since(String param, @Nullable String from) {}

    /**
     * What requests may take.
     *
     * @param perMinute requests; 0 for any number
     */
    record Bounds(Duration timeout, long perMinute, long pageBytes) {}

    static HttpSettings of(Options options) {
        String url = options.text("url");
        address(url, "stream", "url");
        return new HttpSettings(
                url,
                options.settings("params"),
                headers(options.settings("headers")),
                pointer("records", options.optionalText("records").orElse("")),
                options.flag("flatten"),
                types(options.settings("types")),
                paging(options),
                options.optionalText("since_param")
                        .map(param -> new Since(
                                param, options.optionalText("since_from").orElse(null)))
                        .orElse(null),
                options.optionalText("at_end").orElse("continue").equals("restart"),
                options.optionalText("on_change").orElse("fail").equals("reread"),
                credentials(options),
                new Bounds(
                        Duration.ofSeconds(number(
                                options,
                                "timeout",
                                60,
                                HttpOptions.LEAST_TIMEOUT_SECONDS,
                                HttpOptions.MOST_TIMEOUT_SECONDS)),
                        number(options, "requests_per_minute", 0, 1, 1_000_000),
                        number(options, "max_page_mib", 256, 1, HttpOptions.MOST_PAGE_MEBIBYTES) << 20));
    }

    private static Paging paging(Options options) {
        String kind = options.optionalText("paging").orElse("none");
        String param = options.optionalText("page_param").orElse(null);
        String next = options.optionalText("next").orElse(null);
        Paging.Size size = size(options);
        return switch (kind) {
            case "link" -> new Paging.Link(next == null ? null : pointer("next", next), size);
            case "token" -> {
                if (next == null || param == null) {
                    throw permanent(
                            "paging = \"token\": expected next = \"/…\", the pointer to the token in a page, and"
                                    + " page_param = \"…\", the parameter that takes it");
                }
                yield new Paging.Token(pointer("next", next), param, size);
            }
            case "offset" -> {
                if (param == null) {
                    throw permanent(
                            "paging = \"offset\": expected page_param = \"…\", the parameter that takes the number");
                }
                boolean pages = options.optionalText("count").orElse("records").equals("pages");
                yield new Paging.Offset(param, options.number("first").orElse(0), pages, size);
            }
            case "since" -> {
                if (options.optionalText("since_param").isEmpty() || size.records() == 0) {
                    throw permanent("paging = \"since\": expected since_param = \"…\", the parameter that takes the"
                            + " greatest value so far, and page_size = …, how many records a page has at most");
                }
                yield new Paging.BySince(size);
            }
            default -> new Paging.Single(size);
        };
    }

    private static Paging.Size size(Options options) {
        long records = number(options, "page_size", 0, 1, 1_000_000);
        String param = options.optionalText("size_param").orElse(null);
        if (param != null && records == 0) {
            throw permanent("size_param = \"" + param + "\": expected page_size = …, the number that it takes");
        }
        return new Paging.Size(param, records);
    }

    private static Credentials credentials(Options options) {
        String kind = options.optionalText("auth").orElse("none");
        return switch (kind) {
            case "bearer" -> new Credentials.Fixed("Bearer " + needed(options, kind, "token"));
            case "basic" -> Credentials.basic(needed(options, kind, "user"), needed(options, kind, "password"));
            case "oauth2" ->
                new Credentials.Client(
                        address(needed(options, kind, "token_url"), "", "token_url"),
                        needed(options, kind, "client_id"),
                        needed(options, kind, "client_secret"),
                        options.optionalText("scope").orElse(null),
                        options.optionalText("client_auth").orElse("header").equals("body"));
            default -> new Credentials.None();
        };
    }

    private static String needed(Options options, String auth, String name) {
        return options.optionalText(name)
                .orElseThrow(() -> permanent("auth = \"" + auth + "\": expected the option " + name + " too"));
    }

    private static List<Setting> headers(List<Setting> headers) {
        for (Setting header : headers) {
            try {
                HttpRequest.newBuilder().header(header.name(), header.value());
            } catch (IllegalArgumentException e) {
                throw permanent("headers: \"" + header.name()
                        + "\" is no header that can be set here, or its value has characters that no header may have");
            }
        }
        return headers;
    }

    private static Map<String, Type> types(List<Setting> settings) {
        Map<String, Type> types = new LinkedHashMap<>();
        for (Setting setting : settings) {
            try {
                types.put(setting.name(), Type.parse(setting.value()));
            } catch (InvalidInput e) {
                types.put(setting.name(), Type.Plain.TEXT);
            }
            if (!OF_TEXTS.contains(types.get(setting.name()))) {
                throw permanent("types: " + setting.name()
                        + ": expected date, timestamp or local-timestamp: other types are seen from the values");
            }
        }
        return types;
    }

    static String pointer(String option, String text) {
        try {
            return JsonPointer.compile(text).toString();
        } catch (IllegalArgumentException e) {
            throw permanent(
                    option + " = \"" + text + "\": expected a JSON pointer, which starts with /, such as /data");
        }
    }

    /** The address for a stream. */
    URI address(String stream) {
        return address(url, stream, "url");
    }

    private static URI address(String url, String stream, String option) {
        String name = Query.encoded(stream).replace("+", "%20");
        URI address;
        try {
            address = URI.create(url.replace("{stream}", name));
        } catch (IllegalArgumentException e) {
            throw permanent(option + ": expected an address such as https://api.example.com/v1/{stream}");
        }
        String scheme = address.getScheme();
        if (scheme == null || !(scheme.equals("https") || scheme.equals("http")) || address.getHost() == null) {
            throw permanent(option + ": expected an address that begins with https:// or http:// and names a host");
        }
        if (address.getRawUserInfo() != null) {
            throw permanent(option + ": expected no user and password in the address; use auth = \"basic\"");
        }
        if (address.getRawFragment() != null
                || address.toString().getBytes(StandardCharsets.UTF_8).length > Paging.MOST_BYTES) {
            throw permanent(option + ": expected an address of at most " + Paging.MOST_BYTES + " bytes, without a #");
        }
        return address;
    }

    private static long number(Options options, String name, long fallback, long least, long most) {
        long number = options.number(name).orElse(fallback);
        if (options.number(name).isPresent() && (number < least || number > most)) {
            throw permanent(name + " = " + number + ": expected " + least + " to " + most);
        }
        return number;
    }

    static ConnectorException permanent(String message) {
        return new ConnectorException(ErrorClass.PERMANENT, message, null);
    }
}
