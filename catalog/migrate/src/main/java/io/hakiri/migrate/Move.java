package io.hakiri.migrate;

import java.util.function.LongSupplier;

/** What all steps of one move share. */
record Move(
        End from,
        End to,
        MoveOptions options,
        Settling settling,
        MoveListener listener,
        Calls calls,
        LongSupplier nanos) {}
