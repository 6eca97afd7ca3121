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
import java.util.Collection;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whose signature under a server's certificate is believed. */
final class Trust {
    private Trust() {}

    static TrustManager of(Tls.Verified verified) {
        Path roots = verified.roots();
        try {
            return manager(roots == null ? null : stored(read(roots)));
        } catch (GeneralSecurityException | IOException e) {
            throw new InvalidInput(
                    "sslrootcert", "a readable file of certificates (PEM)", roots + ": " + e.getMessage());
        }
    }

    private static Collection<? extends Certificate> read(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in);
        }
    }

    private static KeyStore stored(Collection<? extends Certificate> roots)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Certificate root : roots) {
            store.setCertificateEntry("root-" + number++, root);
        }
        return store;
    }

    private static TrustManager manager(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers()[0];
    }
}
