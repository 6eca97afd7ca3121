package io.hakiri.catalog.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hakiri.catalog.InvalidInput;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/postgresql.md says of addresses is so; its roles are those of {@link PostgresFixture}. */
class DocsPageTest {
    private static final Pattern OPTION = Pattern.compile("^\\| `([a-z-]+)` \\|", Pattern.MULTILINE);
    private static final Pattern ADDRESS = Pattern.compile("postgres(?:ql)?://[^\\s`'\"…]+(?=[\\s`'\"])");

    @Test
    void itListsTheOptionsThatThereAre() {
        InvalidInput refused = catchThrowableOfType(
                InvalidInput.class, () -> PostgresAddress.parse("postgresql://u@h/d?no-such-option=1"));
        List<String> known =
                List.of(refused.limit().substring("one of ".length()).split(", "));

        assertThat(OPTION.matcher(DocsPage.text()).results().map(row -> row.group(1)))
                .containsExactlyInAnyOrderElementsOf(known);
    }

    @Test
    void itsAddressesCanBeRead() {
        List<String> addresses = ADDRESS.matcher(DocsPage.text())
                .results()
                .map(MatchResult::group)
                .filter(address -> !address.contains("option=value"))
                .toList();

        assertThat(addresses)
                .hasSizeGreaterThan(5)
                .allSatisfy(
                        address -> assertThat(PostgresAddress.parse(address)).isNotNull());
    }
}
