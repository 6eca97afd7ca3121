package io.hakiri.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** Where a request comes from, as its limits know it. */
public final class RemoteAddress {
    /** Of IPv6 whoever has one address has all that begin as it does. */
    private static final int NETWORK_BYTES = 8;

    private static final int IPV4_BYTES = 4;

    private RemoteAddress() {}

    /** Of the connection: what a header says anybody can write. */
    public static String of(HttpServerRequest request) {
        SocketAddress address = request.remoteAddress();
        String host = address == null ? null : address.hostAddress(); // none where there is no connection
        return host == null ? "unknown" : network(host);
    }

    static String network(String host) {
        try {
            byte[] bytes = InetAddress.ofLiteral(host).getAddress();
            return HexFormat.of().formatHex(bytes.length == IPV4_BYTES ? bytes : Arrays.copyOf(bytes, NETWORK_BYTES));
        } catch (IllegalArgumentException e) {
            return "unknown";
        }
    }
}
