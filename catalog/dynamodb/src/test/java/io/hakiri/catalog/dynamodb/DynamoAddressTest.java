package io.hakiri.catalog.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.InvalidInput;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DynamoAddressTest {
    @Test
    void aTableIsEnough() {
        assertThat(DynamoAddress.parse("dynamodb://hakiri"))
                .isEqualTo(new DynamoAddress("hakiri", null, null, Duration.ofSeconds(1), null));
        assertThat(DynamoAddress.parse("dynamodb://hakiri/?")).isEqualTo(DynamoAddress.parse("dynamodb://hakiri"));
    }

    @Test
    void everyOptionIsRead() {
        DynamoAddress address = DynamoAddress.parse("dynamodb://Team_a.hakiri-1?region=eu-central-1"
                + "&endpoint=http://localhost:8000&skew=500ms&keep-runs=400d");

        assertThat(address)
                .isEqualTo(new DynamoAddress(
                        "Team_a.hakiri-1",
                        "eu-central-1",
                        URI.create("http://localhost:8000"),
                        Duration.ofMillis(500),
                        Duration.ofDays(400)));
    }

    @ParameterizedTest
    @CsvSource({
        "http%3A%2F%2F127.0.0.1%3A8000, http://127.0.0.1:8000",
        "http://[::1]:8000, http://[::1]:8000",
        "https://vpce-0a1b.dynamodb.eu-central-1.vpce.amazonaws.com/, https://vpce-0a1b.dynamodb.eu-central-1.vpce.amazonaws.com/",
    })
    void anEndpointMayBePercentEncoded(String text, URI endpoint) {
        assertThat(DynamoAddress.parse("dynamodb://hakiri?endpoint=" + text).endpoint())
                .isEqualTo(endpoint);
    }

    @ParameterizedTest
    @CsvSource({
        "dynamodb://, table, none",
        "dynamodb://?region=eu-west-1, table, none",
        "dynamodb://ab, table, ab",
        "dynamodb://hä, table, hä",
        "dynamodb://ha kiri, table, ha kiri",
        "dynamodb://hakiri?regoin=eu-west-1, option, 'regoin (did you mean region?)'",
        "dynamodb://hakiri?keep_runs=4d, option, 'keep_runs (did you mean keep-runs?)'",
        "dynamodb://hakiri?region=eu-west-1&region=eu-west-1, region, twice",
        "dynamodb://hakiri?region=EU-west-1, region, EU-west-1",
        "dynamodb://hakiri?region=a.example.com%2F, region, a.example.com/",
        "dynamodb://hakiri?region, options, something else",
        "dynamodb://hakiri?region=, options, something else",
        "dynamodb://hakiri?endpoint=localhost:8000, endpoint, something else",
        "dynamodb://hakiri?endpoint=http://localhost:8000/path, endpoint, something else",
        "dynamodb://hakiri?endpoint=ftp://localhost, endpoint, something else",
        "dynamodb://hakiri?endpoint=https://, endpoint, something else",
        "dynamodb://hakiri?endpoint=https:%20//x, endpoint, something else",
        "dynamodb://hakiri?skew=-PT1S, skew, -PT1S",
        "dynamodb://hakiri?skew=61m, skew, 61m",
        "dynamodb://hakiri?skew=5, skew, 5",
        "dynamodb://hakiri?keep-runs=24h, keep-runs, 24h",
        "dynamodb://hakiri?keep-runs=40000d, keep-runs, 40000d",
        "dynamodb:hakiri, catalog address, something else",
        "dynamodb://hakiri/other, catalog address, something else",
        "dynamodb://hakiri:8000, catalog address, something else",
        "dynamodb://hakiri#x, catalog address, something else",
    })
    void aWrongPartIsNamed(String text, String field, String given) {
        assertThatThrownBy(() -> DynamoAddress.parse(text)).isInstanceOfSatisfying(InvalidInput.class, e -> {
            assertThat(e.field()).isEqualTo(field);
            assertThat(e.given()).contains(given);
        });
    }

    @Test
    void anUnknownOptionIsAnsweredWithThoseThatThereAre() {
        assertThatThrownBy(() -> DynamoAddress.parse("dynamodb://hakiri?capacity=5"))
                .hasMessage("option: expected one of region, endpoint, skew, keep-runs, given capacity");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "0ms", "1h", "2s", "PT0.25S"})
    void theMarginForClocksMayBeNothingToAnHour(String skew) {
        assertThat(DynamoAddress.parse("dynamodb://hakiri?skew=" + skew).skew())
                .isBetween(Duration.ZERO, Duration.ofHours(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dynamodb://AKIAHIDDEN:hidden@hakiri",
                "dynamodb://hidden@hakiri?region=eu-west-1",
                "dynamodb://hakiri?endpoint=http://user:hidden@localhost:8000",
                "dynamodb://hakiri?endpoint=http://localhost:8000?key=hidden",
                "dynamodb://hakiri?secret-access-key=hidden",
            })
    void credentialsThatDoNotBelongThereAreNotShown(String text) {
        assertThatThrownBy(() -> DynamoAddress.parse(text))
                .isInstanceOf(InvalidInput.class)
                .hasMessageNotContaining("idden")
                .hasMessageNotContaining("HIDDEN");
    }

    @Test
    void itIsShownAsItCanBeReadAgain() {
        String text = "dynamodb://hakiri?region=eu-west-1&endpoint=http://localhost:8000";
        DynamoAddress address = DynamoAddress.parse(text + "&skew=2s");

        assertThat(address.shown()).isEqualTo(text).isEqualTo(address.toString());
        assertThat(DynamoAddress.parse("dynamodb://hakiri").shown()).isEqualTo("dynamodb://hakiri");
    }
}
