package io.hakiri.deploy.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The page that says how to deploy lists every setting. */
class DeployingPageTest {
    private static final Path PAGE = Path.of("../docs/deploying.md");
    private static final Pattern ROW = Pattern.compile("^\\| `((?:hakiri|aws):[A-Za-z]+)` \\|", Pattern.MULTILINE);

    @Test
    void everySettingHasItsRowAndNoOtherHasOne() throws IOException {
        Set<String> rows = ROW.matcher(Files.readString(PAGE))
                .results()
                .map((MatchResult row) -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(rows).isEqualTo(asked());
    }

    /** What the reader asks the configuration for, in any topology. */
    private static Set<String> asked() {
        Set<String> asked = new TreeSet<>();
        for (Topology topology : Topology.values()) {
            Map<String, String> config = new Asked(Configs.of(topology), asked);
            assertThat(catchThrowable(() -> SettingsReader.read("dev", config))).isNull();
        }
        return asked;
    }

    /** A configuration that remembers what it was asked for. */
    private static final class Asked extends HashMap<String, String> {
        private static final long serialVersionUID = 1;

        private final transient Set<String> keys;

        Asked(Map<String, String> config, Set<String> keys) {
            super(config);
            this.keys = keys;
        }

        @Override
        public @Nullable String get(@Nullable Object key) {
            keys.add(String.valueOf(key));
            return super.get(key);
        }
    }
}
