package io.hakiri.run;

import io.hakiri.catalog.Catalog;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.pipeline.StreamSpec;

/** What a worker of a backfill works with, the same for all its chunks. */
record BackfillWork(
        Catalog catalog,
        SafeCalls calls,
        Workplace workplace,
        Pipeline pipeline,
        StreamSpec stream,
        Pace pace,
        BackfillListener listener) {}
