package io.hakiri.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token in a file that somebody renews. */
final class TokenFileTest {
    @TempDir
    private Path folder;

    @Test
    void aRenewedTokenIsTakenAndALastOneStaysWhereThereIsNone() throws IOException {
        Path file = folder.resolve("token");
        Files.writeString(file, "e30.e30.AAAA\n");
        TokenFile tokens = TokenFile.open("HAKIRI_TOKEN_FILE", file);
        assertThat(tokens.get().secret()).isEqualTo("e30.e30.AAAA");
        Files.writeString(file, "e30.e30.BBBB\n");
        assertThat(tokens.get().secret()).isEqualTo("e30.e30.BBBB");
        Files.writeString(file, "e30.");
        assertThat(tokens.get().secret()).isEqualTo("e30.e30.BBBB");
        Files.delete(file);
        assertThat(tokens.get().secret()).isEqualTo("e30.e30.BBBB");
    }

    @Test
    void aFileWithoutATokenIsRefusedAndWhatIsInItIsNotSaid() throws IOException {
        Path file = folder.resolve("token");
        assertThatThrownBy(() -> TokenFile.open("HAKIRI_TOKEN_FILE", file)).hasMessageContaining("cannot read");
        Files.writeString(file, "secret");
        assertThatThrownBy(() -> TokenFile.open("HAKIRI_TOKEN_FILE", file))
                .hasMessageContaining("HAKIRI_TOKEN_FILE")
                .hasMessageNotContaining("secret");
        Files.writeString(file, "x".repeat(20_000));
        assertThatThrownBy(() -> TokenFile.open("HAKIRI_TOKEN_FILE", file)).hasMessageContaining("longer");
    }
}
