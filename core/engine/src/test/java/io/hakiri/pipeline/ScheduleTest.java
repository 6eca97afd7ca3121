package io.hakiri.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.InvalidInput;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    // In Berlin 2026 the clock goes from 02:00 to 03:00 on 29 March, and from 03:00 back to 02:00 on 25 October.

    @ParameterizedTest
    @CsvSource({
        "every 15m, 2026-01-01T00:07:12.5Z, 2026-01-01T00:15:00Z",
        "every 15m, 2026-01-01T00:15:00Z, 2026-01-01T00:30:00Z",
        "every 1d, 2026-01-01T00:07:12Z, 2026-01-02T00:00:00Z",
        "every 1h30m, 1970-01-01T00:00:00Z, 1970-01-01T01:30:00Z",
        "every 15m, 1969-12-31T23:59:59Z, 1970-01-01T00:00:00Z",
        "0 6 * * 1-5, 2026-01-02T06:00:00Z, 2026-01-05T06:00:00Z",
        "0 6 * * 1-5 Europe/Berlin, 2026-07-01T00:00:00Z, 2026-07-01T04:00:00Z",
        "cron 0 6 * * * Europe/Berlin, 2026-01-01T00:00:00Z, 2026-01-01T05:00:00Z",
        "@daily America/New_York, 2026-01-01T00:00:00Z, 2026-01-01T05:00:00Z",
        "0 0 13 * 5, 2026-01-09T00:00:00Z, 2026-01-13T00:00:00Z",
        "0 0 29 2 *, 2026-01-01T00:00:00Z, 2028-02-29T00:00:00Z",
        "0 0 * * 7, 2026-01-01T00:00:00Z, 2026-01-04T00:00:00Z",
        "0 6 * * MON, 2026-01-01T00:00:00Z, 2026-01-05T06:00:00Z",
        "0 12 * * * Australia/Lord_Howe, 2026-01-01T00:00:00Z, 2026-01-01T01:00:00Z",
    })
    void isDueNext(String schedule, Instant after, Instant next) {
        assertThat(Schedule.parse(schedule).next(after)).contains(next);
    }

    @Test
    void aTimeThatTheClockSkipsIsDueOnceAtTheMomentAfter() {
        assertThat(dueBetween("30 2 * * * Europe/Berlin", "2026-03-28T00:00", "2026-03-31T00:00"))
                .containsExactly("2026-03-28T02:30", "2026-03-29T03:00", "2026-03-30T02:30");
        assertThat(dueBetween("0,15,30 2 * * * Europe/Berlin", "2026-03-29T00:00", "2026-03-30T00:00"))
                .containsExactly("2026-03-29T03:00");
        assertThat(dueBetween("30 2,3 * * * Europe/Berlin", "2026-03-29T00:00", "2026-03-30T00:00"))
                .containsExactly("2026-03-29T03:00", "2026-03-29T03:30");
    }

    @Test
    void aTimeThatTheClockShowsTwiceIsDueAtTheFirst() {
        assertThat(dueBetween("30 2 * * * Europe/Berlin", "2026-10-24T00:00", "2026-10-27T00:00"))
                .containsExactly("2026-10-24T02:30", "2026-10-25T02:30", "2026-10-26T02:30");
        assertThat(Schedule.parse("30 2 * * * Europe/Berlin").next(Instant.parse("2026-10-25T00:00:00Z")))
                .contains(Instant.parse("2026-10-25T00:30:00Z"));
        // asked in the second of the two hours: the first has had its turn
        assertThat(Schedule.parse("30 2 * * * Europe/Berlin").next(Instant.parse("2026-10-25T01:10:00Z")))
                .contains(Instant.parse("2026-10-26T01:30:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/15 * * * * Europe/Berlin", "*/15 */1 * * * Europe/Berlin"})
    void everyHourMeansEveryRealHour(String schedule) {
        for (String start : List.of("2026-03-28T23:00:00Z", "2026-10-24T22:00:00Z")) {
            Instant at = Instant.parse(start);
            for (int i = 0; i < 24; i++) {
                Instant next = Schedule.parse(schedule).next(at).orElseThrow();
                assertThat(Duration.between(at, next)).isEqualTo(Duration.ofMinutes(15));
                at = next;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "every 7m",
                "17 3 * * * Europe/Berlin",
                "*/13 * * * * America/New_York",
                "30 2 * 3,10 0 Europe/Berlin",
                "15 1-3 * * * Australia/Lord_Howe",
                "45 * * * 0 Australia/Lord_Howe"
            })
    void nextIsAlwaysLaterAndSkipsNothing(String text) {
        Schedule schedule = Schedule.parse(text);
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            Instant after = Instant.ofEpochSecond(1_767_225_600L + random.nextInt(2 * 366 * 86_400), random.nextInt(3));
            Instant next = schedule.next(after).orElseThrow();
            assertThat(next).isAfter(after);
            // asked anywhere between, the answer is the same
            Instant between = after.plusSeconds(
                    random.nextLong(Duration.between(after, next).toSeconds() + 1));
            if (between.isBefore(next)) {
                assertThat(schedule.next(between))
                        .as("%s after %s", text, between)
                        .contains(next);
            }
        }
    }

    @Test
    void onDemandIsNeverDueByItself() {
        assertThat(new Schedule.OnDemand().next(Instant.EPOCH)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "every 15m",
                "every 1d2h3m4s",
                "every 366d",
                "0 6 * * 1-5 Europe/Berlin",
                "0 6 * * * Z",
                "on demand"
            })
    void textReadsBackAsTheSame(String text) {
        Schedule schedule = Schedule.parse(text);
        assertThat(schedule.text()).isEqualTo(text);
        assertThat(Schedule.parse(schedule.text())).isEqualTo(schedule);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 6 * *  | schedule: expected \"every 15m\" (s, m, h, d), \"on demand\"",
                "every day | schedule: expected \"every 15m\" (s, m, h, d), \"on demand\"",
                "every 0s | schedule: expected every 1s to every 366d, given every 0s",
                "every 400d | schedule: expected every 1s to every 366d, given every 400d",
                "61 * * * * | (Value 61 not in range [0, 59]), given \"61 * * * *\"",
                "0 0 31 2 * | schedule: expected a day that exists, given \"0 0 31 2 *\"",
                "0 6 * * * Europe/Berln | given \"Europe/Berln\"; did you mean Europe/Berlin?",
                "0 6 * * * Europe/Berlin now | expected a time zone",
                "@dayly | schedule: expected five cron fields"
            })
    void saysWhatIsWrong(String text, String problem) {
        assertThatThrownBy(() -> Schedule.parse(text))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(problem.strip());
    }

    private static List<String> dueBetween(String schedule, String from, String to) {
        List<String> due = new ArrayList<>();
        Instant at = LocalDateTime.parse(from).atZone(BERLIN).toInstant().minusNanos(1);
        Instant end = LocalDateTime.parse(to).atZone(BERLIN).toInstant();
        for (at = Schedule.parse(schedule).next(at).orElseThrow();
                at.isBefore(end);
                at = Schedule.parse(schedule).next(at).orElseThrow()) {
            due.add(at.atZone(BERLIN).toLocalDateTime().toString());
        }
        return due;
    }
}
