package io.hakiri.catalog.postgres;

import io.hakiri.catalog.postgres.PostgresAddress.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Encrypted sockets for JDBC that believe whom {@link Trust} believes, and only under the right name. Public because the driver
 * makes it by its name.
 */
public final class VerifiedSockets extends SSLSocketFactory {
    private final String certified;
    private final SSLSocketFactory sockets;

    /**
     * @param argument as {@link #argument} makes it
     * @throws GeneralSecurityException where Java has no TLS
     */
    public VerifiedSockets(String argument) throws GeneralSecurityException {
        int end = argument.indexOf(' ');
        certified = argument.substring(0, end);
        String roots = argument.substring(end + 1);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                null, new TrustManager[] {Trust.of(new Tls.Verified(roots.isEmpty() ? null : Path.of(roots)))}, null);
        sockets = context.getSocketFactory();
    }

    /** What the driver is to hand over: the name in the certificate, and the file of roots if there is one. */
    static String argument(String certified, Tls.Verified verified) {
        Path roots = verified.roots();
        return certified + " " + (roots == null ? "" : roots);
    }

    @Override
    public Socket createSocket(Socket plain, @Nullable String host, int port, boolean autoClose) throws IOException {
        SSLSocket socket = (SSLSocket) sockets.createSocket(plain, certified, port, autoClose);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return socket;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return sockets.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return sockets.getSupportedCipherSuites();
    }

    // PostgreSQL begins in plain text: no socket is encrypted from its start

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException();
    }
}
