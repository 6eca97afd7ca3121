package io.hakiri.connectors.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.connector.ConnectorException;
import io.hakiri.deployment.Variables;
import io.hakiri.pipeline.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StoredSecretsTest {
    @TempDir
    private Path above;

    private Path folder;
    private StoredSecrets secrets;

    @BeforeEach
    void folderOfSecrets() throws IOException {
        folder = Files.createDirectory(above.resolve("secrets"));
        Files.writeString(above.resolve("outside"), "not a secret of ours");
        secrets = StoredSecrets.of(Map.of(
                Variables.SECRETS_DIR,
                folder.toString(),
                "DB_PASSWORD",
                "from the environment",
                "DB_LOGIN",
                "{\"user\":\"ann\",\"password\":\"hunter22\",\"port\":5432}"));
    }

    @Test
    void aVariableGoesBeforeAFileUnlessTheReferenceSaysOtherwise() throws IOException {
        Files.writeString(folder.resolve("DB_PASSWORD"), "from the file");

        assertThat(secrets.resolve("DB_PASSWORD")).contains("from the environment");
        assertThat(secrets.resolve("env:DB_PASSWORD")).contains("from the environment");
        assertThat(secrets.resolve("file:DB_PASSWORD")).contains("from the file");
    }

    @Test
    void aFileIsReadWhereThereIsNoVariable() throws IOException {
        Files.createDirectory(folder.resolve("db"));
        Files.writeString(folder.resolve("db/password"), "p@ss\n\n");

        assertThat(secrets.resolve("db/password"))
                .as("one line end is cut, no more")
                .contains("p@ss\n");
        assertThat(secrets.resolve("env:db/password")).isEmpty();
    }

    @Test
    void aFileThatIsReplacedIsSeenAtTheNextTime() throws IOException {
        Path file = folder.resolve("token");
        Files.writeString(file, "first\r\n");
        assertThat(secrets.resolve("token")).contains("first");

        Files.writeString(file, "second");
        assertThat(secrets.resolve("token")).contains("second");
    }

    @Test
    void aPartOfAJsonObjectIsMeantByItsName() {
        assertThat(secrets.resolve("DB_LOGIN#password")).contains("hunter22");
        assertThat(secrets.resolve("env:DB_LOGIN#port")).contains("5432");
        assertThat(secrets.resolve("DB_LOGIN#other")).isEmpty();
        assertThat(secrets.advice("DB_LOGIN#other")).contains("\"other\"").contains("environment variable");
    }

    @Test
    void whatIsNoJsonIsNotQuoted() {
        assertThatThrownBy(() -> secrets.resolve("DB_PASSWORD#user"))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("is no JSON")
                .hasNoCause()
                .message()
                .doesNotContain("from the environment");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside", "a/../../outside", "./token", "a//b", "file:..", "file:/etc/passwd"})
    void noNameLeavesTheFolder(String name) {
        assertThatThrownBy(() -> secrets.resolve(name))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("is not named inside");
    }

    @Test
    void noLinkLeavesTheFolderEither() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), above.resolve("outside"));
        Files.createSymbolicLink(folder.resolve("inner"), folder.resolve("real"));
        Files.writeString(folder.resolve("real"), "as Kubernetes links them");

        assertThat(secrets.resolve("inner")).contains("as Kubernetes links them");
        assertThatThrownBy(() -> secrets.resolve("link")).hasMessageContaining("leads out of");
    }

    @Test
    void whatIsNoTextOrTooLongIsRefusedUnseen() throws IOException {
        Files.write(folder.resolve("binary"), new byte[] {(byte) 0xFF, 'x'});
        Files.write(folder.resolve("long"), new byte[(int) SecretFolder.MOST_BYTES + 1]);

        assertThatThrownBy(() -> secrets.resolve("binary")).hasMessageContaining("is no UTF-8");
        assertThatThrownBy(() -> secrets.resolve("long")).hasMessageContaining("longer than");
        assertThat(secrets.resolve("none")).isEmpty();
        assertThat(secrets.advice("none")).contains("environment variable").contains(folder.toString());
    }

    @Test
    void aStoreThatDoesNotExistIsNamedWithThoseThatDo() {
        assertThatThrownBy(() -> secrets.resolve("vault:x"))
                .hasMessageContaining("\"vault\"")
                .hasMessageContaining("[env, file, aws-sm, aws-ssm]");
    }

    @Test
    void everyFormIsAReferenceOfTheManifest() {
        for (String name : new String[] {
            "DB_PASSWORD",
            "db/password",
            "env:X",
            "file:a/b.c",
            "aws-sm:prod/db#password",
            "aws-sm:arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/db-AbCdEf#password",
            "aws-ssm:/prod/db/password"
        }) {
            assertThat(Secrets.PREFIX + name).matches(Secrets.REFERENCE);
        }
        for (String name : new String[] {"", "#x", "a b", "a#", "a#b#c", "-x", "pa$$word!"}) {
            assertThat(Secrets.PREFIX + name).doesNotMatch(Secrets.REFERENCE);
        }
    }

    @Test
    void whatWasGivenOutIsTakenOutOfMessages() {
        String secret = secrets.resolve("DB_LOGIN#password").orElseThrow();
        secrets.resolve("DB_PASSWORD");

        assertThat(secrets.redacted("the server said: bad password '" + secret + "' from the environment"))
                .isEqualTo("the server said: bad password '***' ***");
        assertThat(secrets.redacted("nothing in it".getBytes(StandardCharsets.UTF_8).length + ""))
                .isEqualTo("13");
    }
}
