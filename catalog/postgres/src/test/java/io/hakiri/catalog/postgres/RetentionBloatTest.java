package io.hakiri.catalog.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The short form of {@link RetentionBenchmark}. */
class RetentionBloatTest {
    @Test
    void runsThatComeAndGoDoNotMakeTheTablesGrow() throws Exception {
        List<Long> sizes = RetentionBenchmark.sizes(6, 1_500, false);
        assertThat(sizes.getLast()).isLessThan(sizes.getFirst() * 3 / 2);
    }
}
