package io.hakiri.deployment;

/**
 * An event for the function by direct invocation: a request in the format of HTTP APIs (version 2.0), marked in its
 * {@code requestContext}, which Lambda itself writes for whoever comes by a URL. It holds no secret.
 */
public final class DirectEvent {
    /** The {@code requestContext.apiId} of a direct invocation. Lambda's own are letters and digits. */
    public static final String API_ID = "hakiri-direct";

    private DirectEvent() {}

    /** The scheduler's event: look once at what is due. */
    public static String tick() {
        return request("POST", Endpoints.RECONCILE);
    }

    /** Whether the catalog answers. The first to ask it makes its tables or upgrades them, where it may. */
    public static String ready() {
        return request("GET", Endpoints.READY);
    }

    private static String request(String method, String path) {
        return """
                {"version":"2.0","rawPath":"%2$s","rawQueryString":"","headers":{},\
                "requestContext":{"apiId":"%3$s","http":{"method":"%1$s","path":"%2$s"}},"isBase64Encoded":false}\
                """.formatted(method, path, API_ID);
    }
}
