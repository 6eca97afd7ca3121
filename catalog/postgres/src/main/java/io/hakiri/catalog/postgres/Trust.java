package io.hakiri.catalog.postgres;

import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.postgres.PostgresAddress.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whose signature under a server's certificate is believed. */
final class Trust {
    /** The roots of RDS and Aurora, which no operating system and no Java knows. */
    private static final String RDS_ROOTS = "rds-roots.pem";

    private Trust() {}

    /** The file's roots alone; without a file those of RDS and those of this Java. */
    static X509TrustManager of(Tls.Verified verified) {
        Path file = verified.roots();
        return file == null ? usual() : only(file);
    }

    private static X509TrustManager only(Path file) {
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

    private static X509TrustManager usual() {
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
    private static X509TrustManager manager(@Nullable Collection<? extends Certificate> roots)
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
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return (X509TrustManager) factory.getTrustManagers()[0];
    }
}
