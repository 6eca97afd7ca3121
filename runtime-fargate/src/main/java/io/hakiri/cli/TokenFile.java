package io.hakiri.cli;

import io.hakiri.api.Credential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A token that stands in a file, which somebody may write anew at any time: signed tokens last for minutes, runs for hours. While
 * there is none to be read the last one is it.
 */
final class TokenFile implements Supplier<Credential> {
    /** Bytes: a token is shorter; what is longer is another file. */
    private static final long LARGEST = 16 * 1024;

    private final Path file;
    private volatile Credential last;

    private TokenFile(Path file, Credential last) {
        this.file = file;
        this.last = last;
    }

    /** Opens it; a file without a token ends the command. */
    static TokenFile open(String variable, Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw Refusal.usage(variable + ": expected a file with a token, " + file + " is longer");
            }
            Credential token = read(file).orElseThrow(() -> Servers.notAToken(variable + ", " + file));
            return new TokenFile(file, token);
        } catch (IOException e) {
            throw Refusal.usage(
                    variable + ": cannot read " + file + " (" + e.getClass().getSimpleName() + ")");
        }
    }

    @Override
    public Credential get() {
        try {
            last = Files.size(file) > LARGEST ? last : read(file).orElse(last);
        } catch (IOException e) {
            return last; // between an old file and a new one there may be none
        }
        return last;
    }

    private static Optional<Credential> read(Path file) throws IOException {
        return Credential.parse(Files.readString(file).strip());
    }
}
