package io.hakiri.catalog.postgres;

import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.postgres.PostgresAddress.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whose signature under a server's certificate is believed. It leaves all judging to Java, which looks at the host name too, and
 * remembers why it refused a server: the client forgets it.
 */
final class Trust extends X509ExtendedTrustManager {
    /** The roots of RDS and Aurora, which no operating system and no Java knows. */
    private static final String RDS_ROOTS = "rds-roots.pem";

    private final X509ExtendedTrustManager java;
    private final AtomicReference<@Nullable CertificateException> refusal = new AtomicReference<>();

    private Trust(X509ExtendedTrustManager java) {
        this.java = java;
    }

    /** The file's roots alone; without a file those of RDS and those of this Java. */
    static Trust of(Tls.Verified verified) {
        Path file = verified.roots();
        return new Trust(file == null ? usual() : only(file));
    }

    private static X509ExtendedTrustManager only(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> roots = certificates(in);
            if (roots.isEmpty()) {
                throw new IOException("no certificate in it");
            }
            return manager(roots);
        } catch (IOException | GeneralSecurityException e) {
            throw new InvalidInput("sslrootcert", "a file of certificates (PEM)", file + " (" + e.getMessage() + ")");
        }
    }

    private static X509ExtendedTrustManager usual() {
        try (InputStream in = Trust.class.getResourceAsStream(RDS_ROOTS)) {
            List<Certificate> roots = new ArrayList<>(certificates(Objects.requireNonNull(in, RDS_ROOTS)));
            roots.addAll(List.of(manager(null).getAcceptedIssuers()));
            return manager(roots);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("the roots that come with the program", e);
        }
    }

    private static Collection<? extends Certificate> certificates(InputStream in) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509").generateCertificates(in);
    }

    /** {@code null} for the roots of this Java. */
    private static X509ExtendedTrustManager manager(@Nullable Collection<? extends Certificate> roots)
            throws IOException, GeneralSecurityException {
        KeyStore store = null;
        if (roots != null) {
            store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate root : roots) {
                store.setCertificateEntry("root-" + number++, root);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    }

    /** Why a server was refused, since this was asked last; {@code null} where none was. */
    @Nullable
    CertificateException refusal() {
        return refusal.getAndSet(null);
    }

    private interface Judging {
        void of(X509Certificate[] chain) throws CertificateException;
    }

    private void judged(X509Certificate[] chain, Judging judging) throws CertificateException {
        try {
            judging.of(chain);
        } catch (CertificateException e) {
            refusal.set(e);
            throw e;
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        judged(chain, it -> java.checkServerTrusted(it, authType, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        judged(chain, it -> java.checkServerTrusted(it, authType, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        judged(chain, it -> java.checkServerTrusted(it, authType));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        java.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        java.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        java.checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return java.getAcceptedIssuers();
    }
}
