package io.hakiri.catalog.postgres;

import org.junit.jupiter.api.Test;

/** The short form of {@link RetentionBenchmark}. */
class RetentionBloatTest {
    @Test
    void runsThatComeAndGoDoNotMakeTheTablesGrow() throws Exception {
        RetentionBenchmark.assertBounded(RetentionBenchmark.sizes(6, 1_000, false));
    }
}
