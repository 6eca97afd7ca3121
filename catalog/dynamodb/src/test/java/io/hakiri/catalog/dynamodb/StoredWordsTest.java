package io.hakiri.catalog.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Backfill;
import io.hakiri.catalog.PastRows;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.StagedObject;
import io.hakiri.catalog.Verdict;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Words are stored by their place: a new one comes last, and none ever moves or goes. */
class StoredWordsTest {
    @Test
    void theOrderOfWordsThatAreStoredStays() {
        assertThat(words(Head.Status.values())).isEqualTo("[ACTIVE, PAUSED, SEALED, MOVED, DELETED]");
        assertThat(words(Head.Origin.values())).isEqualTo("[OWN, RECEIVED, ACTIVATED]");
        assertThat(words(PastRows.Kind.values())).isEqualTo("[RECEIPT, COUNTS, MOVE, RUN, QUEUED_RUN, AUDIT, KEY]");
        assertThat(words(Role.values())).isEqualTo("[READER, WORKER, OPERATOR, ADMIN]");
        assertThat(words(RunStatus.values()))
                .isEqualTo("[QUEUED, RUNNING, SUCCEEDED, PARTIAL, FAILED, CANCELLED, ABANDONED]");
        assertThat(words(Verdict.values())).isEqualTo("[ACCEPT, IGNORE, QUARANTINE, REJECT]");
        assertThat(words(StagedObject.Kind.values())).isEqualTo("[DATA, QUARANTINE]");
        assertThat(words(Receipt.State.values())).isEqualTo("[COMMITTED, PUBLISHED, WITHDRAWING, WITHDRAWN]");
        assertThat(words(Backfill.Status.values())).isEqualTo("[RUNNING, DONE, CANCELLED]");
    }

    private static String words(Enum<?>[] words) {
        return Arrays.toString(words);
    }
}
