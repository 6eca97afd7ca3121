package io.hakiri.connectors.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.connectors.file.Reading.Rows;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of the public domain, as people have them. */
class RealFilesTest {
    @TempDir
    Path folder;

    static byte[] data(String name) {
        try (InputStream in = Objects.requireNonNull(RealFilesTest.class.getResourceAsStream("/data/" + name))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theWeatherOfSeattleIsReadByDateAndGoesOnBehindTheLastDay() {
        Reading reading = new Reading(folder)
                .chunks(10_000)
                .cursor("date")
                .primaryKey("date")
                .file("weather.csv", data("seattle-weather.csv"));

        Rows rows = reading.all("weather.csv");

        assertThat(rows.error()).isEqualTo("no trouble");
        assertThat(rows.types())
                .containsExactly(
                        "date date not null",
                        "precipitation float64",
                        "temp_max float64",
                        "temp_min float64",
                        "wind float64",
                        "weather text");
        assertThat(rows.values()).hasSize(1461).startsWith("2012-01-01|0.0|12.8|5.0|4.7|drizzle");
        assertThat(reading.append("weather.csv", "2016-01-01,0.0,1.5,1.0,2.0,sun\n")
                        .after("weather.csv", rows.last())
                        .values())
                .containsExactly("2016-01-01|0.0|1.5|1.0|2.0|sun");
    }

    @Test
    void theAirportsKeepTheirCodesAndTheirExactPlaces() {
        Rows rows = new Reading(folder)
                .chunks(FileSource.CHUNK_BYTES)
                .file("airports.csv", data("airports.csv"))
                .all("airports.csv");

        assertThat(rows.error()).isEqualTo("no trouble");
        assertThat(rows.types())
                .containsExactly(
                        "iata text",
                        "name text",
                        "city text",
                        "state text",
                        "country text",
                        "latitude float64",
                        "longitude float64");
        assertThat(rows.values()).startsWith("00M|Thigpen|Bay Springs|MS|USA|31.95376472|-89.23450472");
    }
}
