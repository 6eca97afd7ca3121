package io.hakiri.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connector.OptionSpec;
import io.hakiri.connector.Options;
import io.hakiri.connector.Setting;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConnectorSpecTest {
    private static final Secrets SECRETS = Secrets.environment(Map.of("DB_PASSWORD", "hunter2"));
    private static final List<OptionSpec> PASSWORD =
            List.of(OptionSpec.required("password", OptionSpec.Kind.SECRET, "The password."));

    @Test
    void leftOutOptionsAreCompleted() {
        Options options = new ConnectorSpec("file", Map.of("path", "a.csv"))
                .completed(SampleConnectors.FILE.options(), Path.of("x"), SECRETS);
        assertThat(options.text("format")).isEqualTo("auto");
        assertThat(options.flag("header")).isTrue();
        assertThat(options.number("skip_lines")).hasValue(0);
        assertThat(options.texts("null_values")).isEmpty();
    }

    @Test
    void aSecretIsResolvedAtTheLastMomentAndNeverShown() {
        ConnectorSpec spec = new ConnectorSpec("sql", Map.of("password", "secret:DB_PASSWORD"));
        Options options = spec.completed(PASSWORD, Path.of("x"), SECRETS);
        assertThat(options.text("password")).isEqualTo("hunter2");
        assertThat(options.toString()).isEqualTo("Options[password]");
        assertThat(spec.toString()).doesNotContain("hunter2").contains("secret:DB_PASSWORD");
    }

    @Test
    void settingsMayBeSecretsAndShowOnlyTheirNames() {
        List<OptionSpec> session = List.of(OptionSpec.optional("session", OptionSpec.Kind.SETTINGS, null, "Set."));
        ConnectorSpec spec = new ConnectorSpec("sql", Map.of("session", List.of("a=b=c", "key=secret:DB_PASSWORD")));
        List<Setting> settings = spec.completed(session, Path.of("x"), SECRETS).settings("session");
        assertThat(settings).containsExactly(new Setting("a", "b=c", false), new Setting("key", "hunter2", true));
        assertThat(settings.toString()).isEqualTo("[a=…, key=…]");
        assertThat(new ConnectorSpec("sql", Map.of())
                        .completed(session, Path.of("x"), SECRETS)
                        .settings("session"))
                .isEmpty();
        ConnectorSpec other = new ConnectorSpec("sql", Map.of("session", List.of("key=secret:OTHER")));
        assertThatThrownBy(() -> other.completed(session, Path.of("x"), SECRETS))
                .hasMessageContaining("option session: there is no secret OTHER");
    }

    @Test
    void aSecretThatIsNotThereIsNamed() {
        ConnectorSpec spec = new ConnectorSpec("sql", Map.of("password", "secret:OTHER"));
        assertThatThrownBy(() -> spec.completed(PASSWORD, Path.of("x"), SECRETS))
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorClass.PERMANENT))
                .hasMessage(
                        "connector sql, option password: there is no secret OTHER; set the environment variable of that name");
    }

    @Test
    void aConnectorThatThisProgramLacksIsNamed() {
        ConnectorSpec spec = new ConnectorSpec("kafka", Map.of());
        assertThatThrownBy(() -> spec.openSource(SampleConnectors.ALL, Path.of("x"), SECRETS))
                .hasMessage("this program has no source kafka");
        assertThatThrownBy(() -> spec.openDestination(SampleConnectors.ALL, Path.of("x"), SECRETS))
                .hasMessage("this program has no destination kafka");
    }
}
