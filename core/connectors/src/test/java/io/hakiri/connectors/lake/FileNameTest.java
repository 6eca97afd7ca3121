package io.hakiri.connectors.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.connector.Stage;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class FileNameTest {
    @Test
    void stagedNamesAreReadBack() {
        FileName name = FileName.of(new Stage(Rows.writer(7), 3), 12, "parquet");
        assertThat(name.staged()).endsWith(".parquet.staged");
        assertThat(FileName.ofStaged(name.staged())).contains(name);
        FileName rejected = FileName.of(new Stage(Rows.writer(7), 3), 12, RejectedRows.EXTENSION);
        assertThat(FileName.ofStaged(rejected.staged())).contains(rejected);
    }

    @Test
    void otherNamesAreNotOurs() {
        FileName name = FileName.of(new Stage(Rows.writer(7), 3), 12, "parquet");
        assertThat(Stream.of("notes.txt", "x.staged", name.toString(), name.staged() + "~", "." + name.staged())
                        .map(FileName::ofStaged))
                .allMatch(Optional::isEmpty);
    }

    @Test
    void namesSortByFenceThenStepThenNumber() {
        assertThat(Stream.of(
                                FileName.of(new Stage(Rows.writer(2), 10), 1, "parquet"),
                                FileName.of(new Stage(Rows.writer(10), 1), 1, "parquet"),
                                FileName.of(new Stage(Rows.writer(1L << 33), 1), 2, "parquet"),
                                FileName.of(new Stage(Rows.writer(1L << 33), 1), 10, "parquet"))
                        .map(FileName::toString))
                .isSorted();
    }
}
