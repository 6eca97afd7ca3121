package io.hakiri.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressOptionsTest {
    private static final Duration LEAST = Duration.ofMillis(100);
    private static final Duration MOST = Duration.ofDays(40_000);

    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S",
        "2s, PT2S",
        "1m30s, PT1M30S",
        "5m, PT5M",
        "1s250ms, PT1.25S",
        "400d, PT9600H",
        "1d1h1m1s1ms, PT25H1M1.001S",
        "PT0.25S, PT0.25S"
    })
    void timesAreReadAsPeopleWriteThem(String text, Duration time) {
        assertThat(AddressOptions.of("t=" + text).time("t", LEAST, MOST)).contains(time);
        assertThat(AddressOptions.of("t=" + AddressOptions.text(time)).time("t", LEAST, MOST))
                .as("written and read again")
                .contains(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "s", "5x", "1s1m", "1s1s", "-1s", "1.5s", "99ms", "40001d", "999999d", "PT", "-PT5S"})
    void otherTimesAreRefusedWithWhatWouldDo(String text) {
        AddressOptions options = AddressOptions.of("t=" + text);

        assertThatThrownBy(() -> options.time("t", LEAST, MOST))
                .isInstanceOf(InvalidInput.class)
                .hasMessage("t: expected a time such as 10s or 1m30s, from 100ms to 40000d, given " + text);
    }

    @Test
    void whatNobodyAskedForIsRefusedWithAListOfWhatThereIs() {
        AddressOptions options = AddressOptions.of("regoin=x");
        options.text("region");
        options.number("size", 1, 5, 1);

        assertThatThrownBy(options::allUsed)
                .hasMessage("option: expected one of region, size, given regoin (did you mean region?)");
    }

    @Test
    void valuesArePercentDecodedAndAPlusSignStaysOne() {
        assertThat(AddressOptions.of("a=%26+%3D&b=c=d").text("a")).contains("&+=");
        assertThat(AddressOptions.of("a=b&b=c=d").text("b")).contains("c=d");
    }
}
