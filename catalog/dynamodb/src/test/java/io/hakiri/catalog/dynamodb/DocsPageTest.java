package io.hakiri.catalog.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hakiri.catalog.InvalidInput;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/dynamodb.md says of addresses and of the table is so. */
class DocsPageTest {
    private static final Pattern OPTION =
            Pattern.compile("^\\| `([a-z-]+)` \\| [^|]+ \\| [^|]+ \\|$", Pattern.MULTILINE);
    private static final Pattern ADDRESS = Pattern.compile("dynamodb://[^\\s`'\"…]+(?=[\\s`'\"])");

    @Test
    void itListsTheOptionsThatThereAre() {
        InvalidInput refused = catchThrowableOfType(
                InvalidInput.class, () -> DynamoAddress.parse("dynamodb://hakiri?no-such-option=1"));
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
                .hasSizeGreaterThan(2)
                .allSatisfy(address -> assertThat(DynamoAddress.parse(address)).isNotNull());
    }

    @Test
    void itDescribesTheTableThatIsMade() {
        TableShape shape = TableDefinition.describe();
        TableShape.Index due = shape.indexes().getFirst();

        assertThat(DocsPage.text())
                .contains(
                        "| partition key, sort key | `" + shape.key().partition() + "` (S), `"
                                + shape.key().sort() + "` (S) |",
                        "| global index `" + due.name() + "` | `" + due.key().partition() + "` (S), `"
                                + due.key().sort() + "` (N); `" + due.projection() + "` |",
                        "| billing | `" + shape.billingMode() + "` |",
                        "| time to live | on, by the attribute `" + shape.timeToLive() + "` |",
                        "| point-in-time recovery | " + (shape.pointInTimeRecovery() ? "on" : "off") + " |",
                        "| stream | `" + shape.stream() + "` |",
                        "| deletion protection | " + (shape.deletionProtection() ? "on" : "off") + " |");
    }

    @Test
    void itSaysForHowLongATableIsWaitedFor() {
        assertThat(TableSetup.LONGEST_WAIT).hasMinutes(3);
        assertThat(Attempts.OVERALL).hasSeconds(15);
        assertThat(DocsPage.text()).contains("three minutes at most", "15 seconds at most");
    }
}
