package io.hakiri.connectors.http;

import io.hakiri.connector.OptionSpec;
import io.hakiri.connector.OptionSpec.Kind;
import java.util.List;

/** What an HTTP source can be told. */
final class HttpOptions {
    static final int LEAST_TIMEOUT_SECONDS = 1;
    static final int MOST_TIMEOUT_SECONDS = 3_600;
    static final int MOST_PAGE_MEBIBYTES = 64 * 1024;

    static final List<OptionSpec> SPECS = List.of(
            OptionSpec.required(
                    "url",
                    Kind.TEXT,
                    "The address of the list's first page; {stream} in it stands for the stream's name."),
            OptionSpec.optional("params", Kind.SETTINGS, null, "Parameters that are added to the address's query."),
            OptionSpec.optional("headers", Kind.SETTINGS, null, "Headers of each request."),
            OptionSpec.optional(
                    "records",
                    Kind.TEXT,
                    "",
                    "JSON pointer to the array of records in a page, such as /data/items; without it the page is the array."),
            OptionSpec.optional(
                    "flatten",
                    Kind.BOOLEAN,
                    "false",
                    "Whether the fields of nested objects become fields of the row, joined by a point: owner.name."),
            OptionSpec.optional(
                    "types",
                    Kind.SETTINGS,
                    null,
                    "Fields whose texts have a type, such as updated_at=timestamp: date, timestamp or local-timestamp."),
            OptionSpec.oneOf(
                    "paging",
                    "none",
                    List.of("none", "link", "token", "offset", "since"),
                    "How the next page is found: by a link, a token in the page, a number, or the greatest cursor value so far."),
            OptionSpec.optional(
                    "next",
                    Kind.TEXT,
                    null,
                    "JSON pointer to the next page's token (paging token) or address (paging link; without it the Link header)."),
            OptionSpec.optional(
                    "page_param",
                    Kind.TEXT,
                    null,
                    "The parameter that takes the token, or the number (paging offset)."),
            OptionSpec.oneOf(
                    "count", "records", List.of("records", "pages"), "What the number of paging offset counts."),
            OptionSpec.optional("first", Kind.INTEGER, "0", "The number of the first page (paging offset)."),
            OptionSpec.optional("size_param", Kind.TEXT, null, "The parameter that takes page_size."),
            OptionSpec.optional("page_size", Kind.INTEGER, null, "How many records a page has at most."),
            OptionSpec.optional(
                    "since_param",
                    Kind.TEXT,
                    null,
                    "The parameter that takes the greatest value of the cursor field so far: the API gives records from it on."),
            OptionSpec.optional(
                    "since_from", Kind.TEXT, null, "What since_param takes as long as there is no such value."),
            OptionSpec.oneOf(
                    "at_end",
                    "continue",
                    List.of("continue", "restart"),
                    "Where a run begins after one that reached the end, without a cursor field: there, or at the first page again (rows come again)."),
            OptionSpec.oneOf(
                    "on_change",
                    "fail",
                    List.of("fail", "reread"),
                    "What to do where a page that was read in part is not what it was: stop, or read it from its first record."),
            OptionSpec.oneOf("auth", "none", List.of("none", "bearer", "basic", "oauth2"), "How requests are signed."),
            OptionSpec.optional("token", Kind.SECRET, null, "The token (auth bearer)."),
            OptionSpec.optional("user", Kind.TEXT, null, "The user's name (auth basic)."),
            OptionSpec.optional("password", Kind.SECRET, null, "The password (auth basic)."),
            OptionSpec.optional(
                    "token_url", Kind.TEXT, null, "Where tokens are given for client credentials (auth oauth2)."),
            OptionSpec.optional("client_id", Kind.TEXT, null, "The client's id (auth oauth2)."),
            OptionSpec.optional("client_secret", Kind.SECRET, null, "The client's secret (auth oauth2)."),
            OptionSpec.optional("scope", Kind.TEXT, null, "The scopes that are asked for (auth oauth2)."),
            OptionSpec.oneOf(
                    "client_auth",
                    "header",
                    List.of("header", "body"),
                    "Where id and secret stand in the request for a token (auth oauth2)."),
            OptionSpec.optional(
                    "timeout",
                    Kind.INTEGER,
                    "60",
                    "Seconds that the API may take to answer, and to go on in the middle of an answer."),
            OptionSpec.optional(
                    "requests_per_minute", Kind.INTEGER, null, "How many requests are made in a minute at most."),
            OptionSpec.optional("max_page_mib", Kind.INTEGER, "256", "How long a page may be, unpacked."));

    private HttpOptions() {}
}
