package io.hakiri.catalog.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.KeyComplete;
import io.hakiri.catalog.KeyCompleteResult;
import io.hakiri.catalog.KeyId;
import io.hakiri.catalog.KeyStart;
import io.hakiri.catalog.KeyStartResult;
import io.hakiri.catalog.KeyStartResult.Completed;
import io.hakiri.catalog.KeyStartResult.InProgress;
import io.hakiri.catalog.KeyStartResult.Started;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.RequestId;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What may succeed once. */
abstract class KeyContract extends Scene {
    private static final KeyId KEY = new KeyId(SHOP, "invoices", "2026-01");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration MOMENT = Duration.ofMillis(1);
    /** The backends may remember longer than asked for, by a margin for skew; this is beyond it. */
    private static final Duration BEYOND_SKEW = Duration.ofHours(1);

    KeyContract(CatalogFixture fixture) {
        super(fixture);
    }

    private static KeyStart starting(KeyId key) {
        return new KeyStart(key, RequestId.random(), TTL, DAY);
    }

    private Started started(KeyId key) {
        KeyStartResult answer = catalog().start(starting(key));
        assertThat(answer).isInstanceOf(Started.class);
        return (Started) answer;
    }

    @Test
    @Clause("C-16")
    void aKeyIsStartedOnceThenInProgressThenCompletedWithItsResult() {
        Started started = started(KEY);
        assertThat(started.until()).isAfterOrEqualTo(fixture.now().plus(TTL));
        assertThat(catalog().start(starting(KEY))).isEqualTo(new InProgress(started.until()));

        assertThat(catalog().complete(new KeyComplete(KEY, started.token(), "sent")))
                .isEqualTo(new KeyCompleteResult.Done());

        assertThat(catalog().start(starting(KEY))).isInstanceOfSatisfying(Completed.class, done -> {
            assertThat(done.result()).isEqualTo("sent");
            assertThat(done.until()).isAfterOrEqualTo(fixture.now().plus(DAY));
        });
    }

    @Test
    @Clause("C-16")
    void ofManyConcurrentStartsExactlyOneIsStarted() {
        for (int round = 0; round < 10; round++) {
            KeyId key = new KeyId(SHOP, "race", "round " + round);
            List<KeyStartResult> answers = Race.of(16, i -> () -> catalog().start(starting(key)));

            assertThat(answers).filteredOn(Started.class::isInstance).hasSize(1);
            assertThat(answers).filteredOn(InProgress.class::isInstance).hasSize(15);
        }
    }

    @Test
    @Clause("C-16")
    void ofManyConcurrentStartsOfAnExpiredKeyExactlyOneIsStarted() {
        started(KEY);
        fixture.advance(BEYOND_TTL.plus(BEYOND_SKEW));

        assertThat(Race.of(16, i -> () -> catalog().start(starting(KEY))))
                .filteredOn(Started.class::isInstance)
                .hasSize(1);
    }

    @Test
    @Clause("C-16")
    void tokensAreRandom128BitsInHexadecimal() {
        Set<String> tokens = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            tokens.add(started(new KeyId(SHOP, "tokens", "k" + i)).token());
        }
        assertThat(tokens).hasSize(50).allMatch(token -> token.matches("[0-9a-f]{32}"));
    }

    @Test
    @Clause("C-16")
    void aKeyWhoseTimeInProgressIsOverIsStartedWithANewTokenAndTheOldOneIsSuperseded() {
        Started first = started(KEY);
        fixture.advance(TTL.minus(MOMENT));
        assertThat(catalog().start(starting(KEY))).isInstanceOf(InProgress.class);
        fixture.advance(MOMENT.plus(BEYOND_SKEW));
        Started second = started(KEY);

        assertThat(second.token()).isNotEqualTo(first.token());
        assertThat(catalog().complete(new KeyComplete(KEY, first.token(), "late")))
                .isEqualTo(new KeyCompleteResult.Superseded());
        assertThat(catalog().complete(new KeyComplete(KEY, second.token(), "right")))
                .isEqualTo(new KeyCompleteResult.Done());
        assertThat(catalog().complete(new KeyComplete(KEY, first.token(), "late")))
                .isEqualTo(new KeyCompleteResult.Superseded());
        assertThat(catalog().start(starting(KEY)))
                .isInstanceOfSatisfying(
                        Completed.class, done -> assertThat(done.result()).isEqualTo("right"));
    }

    @Test
    @Clause("C-16")
    void aTokenThatWasNeverGivenIsRefused() {
        Started started = started(KEY);
        assertThat(catalog().complete(new KeyComplete(KEY, "0".repeat(32), "forged")))
                .isEqualTo(new KeyCompleteResult.Superseded());
        assertThat(catalog().complete(new KeyComplete(KEY, started.token(), "true")))
                .isEqualTo(new KeyCompleteResult.Done());
    }

    @Test
    @Clause("C-16")
    void completingAKeyThatNobodyStartedIsGone() {
        assertThat(catalog().complete(new KeyComplete(KEY, "0".repeat(32), "x")))
                .isEqualTo(new KeyCompleteResult.Gone());
    }

    @Test
    @Clause("C-16")
    void aCompletedKeyIsRememberedForItsTimeAndAbsentAfterIt() {
        Started first = started(KEY);
        catalog().complete(new KeyComplete(KEY, first.token(), "sent"));
        fixture.advance(DAY.minus(MOMENT));
        assertThat(catalog().start(starting(KEY))).isInstanceOf(Completed.class);

        fixture.advance(MOMENT.plus(BEYOND_SKEW));

        assertThat(started(KEY).token()).isNotEqualTo(first.token());
    }

    @Test
    @Clause("C-16")
    void theTimeOfACompletedKeyCountsFromItsCompletion() {
        Started first = started(KEY);
        fixture.advance(TTL.dividedBy(2));
        catalog().complete(new KeyComplete(KEY, first.token(), "sent"));
        fixture.advance(DAY.minus(MOMENT));

        assertThat(catalog().start(starting(KEY))).isInstanceOf(Completed.class);
    }

    @Test
    @Clause({"C-16", "C-20"})
    void keysDifferByProjectScopeAndName() {
        List<KeyId> keys = List.of(
                KEY,
                new KeyId(SHOP, "invoices", "2026-02"),
                new KeyId(SHOP, "letters", "2026-01"),
                new KeyId(new ProjectId("other"), "invoices", "2026-01"),
                new KeyId(SHOP, "invoices2026", "-01"));
        assertThat(keys)
                .allSatisfy(key -> assertThat(catalog().start(starting(key))).isInstanceOf(Started.class));
        assertThat(keys)
                .allSatisfy(key -> assertThat(catalog().start(starting(key))).isInstanceOf(InProgress.class));
    }

    @Test
    @Clause({"C-16", "C-12"})
    void aKeyIsKnownToANewProcess() {
        Started started = started(KEY);
        reopen();
        assertThat(catalog().start(starting(KEY))).isInstanceOf(InProgress.class);
        assertThat(catalog().complete(new KeyComplete(KEY, started.token(), "sent")))
                .isEqualTo(new KeyCompleteResult.Done());
        reopen();
        assertThat(catalog().start(starting(KEY))).isInstanceOf(Completed.class);
    }
}
