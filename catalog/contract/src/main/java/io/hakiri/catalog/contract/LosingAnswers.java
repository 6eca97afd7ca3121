package io.hakiri.catalog.contract;

import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Rewind;
import io.hakiri.catalog.RewindResult;
import io.hakiri.catalog.SingleWriter;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/** A way to a catalog that makes each call and loses its first answer: the caller has to send the same again (C-10). */
final class LosingAnswers {
    private final SingleWriter catalog;
    private final Set<Object> seen = new HashSet<>();
    private int lost;

    LosingAnswers(SingleWriter catalog) {
        this.catalog = catalog;
    }

    /** How many answers were lost. */
    int lost() {
        return lost;
    }

    BeginResult begin(Begin request) {
        return answering(request, catalog.begin(request));
    }

    CommitResult commit(Commit request) {
        return answering(request, catalog.commit(request));
    }

    RewindResult rewind(Rewind request) {
        return answering(request, catalog.rewind(request));
    }

    /** Calls again after a lost answer, as every caller of the port has to. */
    <T> T untilAnswered(Supplier<T> call) {
        try {
            return call.get();
        } catch (CatalogException.OutcomeUnknown again) {
            return call.get();
        }
    }

    private <T> T answering(Object request, T answer) {
        if (seen.add(request)) {
            lost++;
            throw new CatalogException.OutcomeUnknown("the answer was lost by the test", null);
        }
        return answer;
    }
}
