package io.hakiri.catalog.remote;

import io.hakiri.api.Forms;
import io.hakiri.api.RequestKey;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.RequestId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request.
 *
 * @param body its JSON; {@code null} for none
 * @param safety what sending it again does
 */
record Call(
        String method,
        String path,
        Map<String, String> headers,
        @Nullable String body,
        Safety safety) {
    /** What it means to send a request again whose answer was lost. */
    enum Safety {
        /** It changes nothing. */
        READS,
        /** The contract gives the first answer again (C-10). */
        NAMED,
        /** It might be done twice. */
        ONCE
    }

    static Call get(String path) {
        return new Call("GET", path, Map.of(), null, Safety.READS);
    }

    /** One page of a listing. */
    static Call get(String path, PageRequest page) {
        String after = page.after();
        return get(path + "?limit=" + page.entries() + (after == null ? "" : "&page=" + encoded(after)));
    }

    static Call post(String path, @Nullable Record body) {
        return new Call(
                "POST",
                path,
                Map.of(),
                body == null ? null : Forms.written(body).toString(),
                Safety.ONCE);
    }

    static Call put(String path, Record body) {
        return new Call("PUT", path, Map.of(), Forms.written(body).toString(), Safety.ONCE);
    }

    static Call delete(String path) {
        return new Call("DELETE", path, Map.of(), null, Safety.ONCE);
    }

    /** It changes nothing, whatever its method. */
    Call reading() {
        return new Call(method, path, headers, body, Safety.READS);
    }

    /** It may be sent again. */
    Call named() {
        return new Call(method, path, headers, body, Safety.NAMED);
    }

    /** It may be sent again under this name. */
    Call named(RequestId request) {
        return with(RequestKey.HEADER, RequestKey.written(request)).named();
    }

    Call with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Call(method, path, more, body, safety);
    }

    static String of(ProjectId project, String... below) {
        StringBuilder path = new StringBuilder("/v1/projects/").append(encoded(project.value()));
        for (String part : below) {
            path.append('/').append(encoded(part));
        }
        return path.toString();
    }

    static String of(PipelineKey pipeline, String... below) {
        StringBuilder path = new StringBuilder(
                of(pipeline.project(), "pipelines", pipeline.pipeline().value()));
        for (String part : below) {
            path.append('/').append(encoded(part));
        }
        return path.toString();
    }

    /** As a part of a path or a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
