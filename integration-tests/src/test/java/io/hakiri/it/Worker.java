package io.hakiri.it;

import com.fasterxml.jackson.databind.JsonNode;

/** A worker that speaks HTTP, of one pipeline of the project {@code test} that has no schedule. */
final class Worker {
    static final String GO_ON = ",\"lease_seconds\":60";
    static final String SUCCEEDED = ",\"finish\":{\"outcome\":\"succeeded\"}";
    static final String FAILED =
            ",\"finish\":{\"outcome\":\"failed\",\"error\":{\"kind\":\"transient\",\"message\":\"it said no\"}}";
    /** What a first commit has when it sees the stream for the first time. */
    static final String SHAPE =
            "{\"fields\":[{\"name\":\"n\",\"type\":\"int64\",\"nullable\":false},{\"name\":\"at\",\"type\":\"timestamp\",\"nullable\":true}]}";

    private static final String PIPELINES = "/v1/projects/test/pipelines/";
    private static final String MANIFEST = """
            {"manifest":{"id":"%s","source":{"connector":"mine"},"destination":{"connector":"mine"},
             "stream":[{"name":"s"}]},"reason":"test"}""";
    private static final String REASON = "{\"reason\":\"test\"}";

    private final Service service;
    private final String path;

    private Worker(Service service, String path, boolean declares) {
        this.service = service;
        this.path = path;
        if (declares) {
            service.call("PUT", path, MANIFEST.formatted(path.substring(path.lastIndexOf('/') + 1)))
                    .expect(201);
        }
    }

    /** Of a pipeline that is new. */
    Worker(Service service, String pipeline) {
        this(service, PIPELINES + pipeline, true);
    }

    /** Of a pipeline that is there. */
    static Worker of(Service service, String pipeline) {
        return new Worker(service, PIPELINES + pipeline, false);
    }

    private Service.Answer asked(String name, String request, String... headers) {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 2, headers.length);
        all[0] = "Idempotency-Key";
        all[1] = request;
        return service.call(
                "POST", path + "/runs", "{\"worker\":\"" + name + "\",\"lease_seconds\":60,\"streams\":[\"s\"]}", all);
    }

    JsonNode begin(String name, String request, String... headers) {
        return asked(name, request, headers).expect(201).json();
    }

    void refusedBegin(String name, String request) {
        asked(name, request).expect(409);
    }

    Service.Answer renew(JsonNode run) {
        return service.call(
                "POST",
                path + "/runs/" + run.path("run").asText() + "/renew",
                "{\"fence\":" + run.path("fence") + ",\"lease_seconds\":60}");
    }

    Service.Answer commit(JsonNode run, int step, String more, String... headers) {
        return service.call(
                "POST",
                path + "/runs/" + run.path("run").asText() + "/commit",
                "{\"fence\":" + run.path("fence") + ",\"step\":" + step + more + "}",
                headers);
    }

    /** The first rows of the stream: its cursor, its schema version 1, and counts. */
    static String rows(String position) {
        return ",\"advances\":[{\"stream\":\"s\",\"read_revision\":0,\"to\":{\"kind\":\"monotonic\",\"value\":\""
                + position + "\"}}],\"schemas\":[{\"stream\":\"s\",\"base_version\":0,\"shape\":" + SHAPE
                + ",\"decision\":{\"verdict\":\"accept\",\"by\":\"w\",\"reason\":\"new\"}}],\"under\":{\"s\":1},"
                + "\"counts\":{\"s\":{\"read\":7,\"written\":5,\"quarantined\":2,\"bytes\":9}}";
    }

    void breakLease() {
        service.call("POST", path + "/lease/break", REASON).expect(204);
    }

    void cancel(JsonNode run) {
        service.call("POST", path + "/runs/" + run.path("run").asText() + "/cancel", REASON)
                .expect(204);
    }
}
