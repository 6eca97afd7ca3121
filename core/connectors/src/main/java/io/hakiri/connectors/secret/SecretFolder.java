package io.hakiri.connectors.secret;

import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import io.hakiri.deployment.Variables;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Secrets as files below one folder, as Docker, ECS and Kubernetes mount them. A file is read each time it is asked for: it is
 * replaced where it lies.
 */
final class SecretFolder implements SecretStore {
    static final long MOST_BYTES = 64 * 1024;

    private final Path folder;

    SecretFolder(Path folder) {
        this.folder = folder;
    }

    @Override
    public String word() {
        return "file";
    }

    @Override
    public Optional<String> read(String name) {
        if (List.of(name.split("/", -1)).stream().anyMatch(SecretFolder::leaves)) {
            throw permanent("the secret file " + name + " is not named inside " + folder
                    + "; expected a name without empty parts, \".\" and \"..\"");
        }
        Path file = folder.resolve(name);
        try {
            Path real = file.toRealPath();
            if (!real.startsWith(folder.toRealPath())) {
                throw permanent("the secret file " + file + " is a link that leads out of " + folder);
            }
            if (!Files.isRegularFile(real)) {
                return Optional.empty();
            }
            if (Files.size(real) > MOST_BYTES) {
                throw permanent("the secret file " + file + " is longer than " + MOST_BYTES + " bytes");
            }
            return Optional.of(text(file, Files.readAllBytes(real)));
        } catch (NoSuchFileException | NotDirectoryException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new ConnectorException(
                    ErrorClass.PERMANENT, "the secret file " + file + " cannot be read; let this user read it", e);
        }
    }

    /** Editors and {@code echo} end a file with a line end, which is not part of the secret. */
    private static String text(Path file, byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.endsWith("\r\n")) {
                return text.substring(0, text.length() - 2);
            }
            return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        } catch (CharacterCodingException notShown) {
            throw permanent("the secret file " + file + " is no UTF-8");
        }
    }

    private static boolean leaves(@Nullable String part) {
        return part == null || part.isEmpty() || part.equals(".") || part.equals("..");
    }

    private static ConnectorException permanent(String message) {
        return new ConnectorException(ErrorClass.PERMANENT, message, null);
    }

    @Override
    public String advice(String name) {
        return "put it into the file " + folder.resolve(name) + " (" + Variables.SECRETS_DIR + " names the folder)";
    }

    @Override
    public boolean dear() {
        return false;
    }
}
