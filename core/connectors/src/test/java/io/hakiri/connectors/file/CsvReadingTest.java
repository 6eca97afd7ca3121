package io.hakiri.connectors.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.connectors.file.Reading.Rows;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvReadingTest {
    @TempDir
    Path folder;

    @Test
    void aFileIsReadWithTypesThatHoldItsValues() {
        Reading reading =
                new Reading(folder).file("a.csv", "id,name,amount,day\n1,Ada,1.5,2024-02-29\n2,,2,2024-03-01\n");

        Rows rows = reading.all("a.csv");

        assertThat(rows.types()).containsExactly("id int64", "name text", "amount float64", "day date");
        assertThat(rows.values()).containsExactly("1|Ada|1.5|2024-02-29", "2|∅|2.0|2024-03-01");
    }
}
