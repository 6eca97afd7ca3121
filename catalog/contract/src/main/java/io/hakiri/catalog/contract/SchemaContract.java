package io.hakiri.catalog.contract;

import static io.hakiri.catalog.contract.Positions.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.BeginResult.Granted;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.DecideResult;
import io.hakiri.catalog.Decision;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.SchemaChange;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.StreamSchemas;
import io.hakiri.catalog.Verdict;
import io.hakiri.catalog.Writer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Schema versions: 1, 2, 3 … and no data under one that nobody decided. */
abstract class SchemaContract extends Scene {
    private static final String SHAPE_A = "{\"fields\":[\"a\"]}";
    private static final String SHAPE_B = "{\"fields\":[\"a\",\"b\"]}";

    SchemaContract(CatalogFixture fixture) {
        super(fixture);
    }

    private static SchemaChange undecided(String stream, int base, String shape) {
        return new SchemaChange(stream, base, shape, null);
    }

    @Test
    @Clause("C-14")
    void versionsAreNumberedWithoutGapsAndGoingBackIsANewOne() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);

        assertThat(commits(goingOn(writer, 1, new Work().accepting("a", 0, SHAPE_A)))
                        .versions())
                .isEqualTo(Map.of("a", 1));
        assertThat(commits(goingOn(writer, 2, new Work().accepting("a", 1, SHAPE_B)))
                        .versions())
                .isEqualTo(Map.of("a", 2));
        assertThat(commits(goingOn(writer, 3, new Work().accepting("a", 2, SHAPE_A)))
                        .versions())
                .isEqualTo(Map.of("a", 3));

        assertThat(schemas(orders, "a")).extracting(SchemaVersion::version).containsExactly(1, 2, 3);
        assertThat(schemas(orders, "a")).extracting(SchemaVersion::shape).containsExactly(SHAPE_A, SHAPE_B, SHAPE_A);
        assertThat(schemas(orders, "a")).allSatisfy(version -> {
            assertThat(version.seenBy()).isEqualTo(writer.fence());
            assertThat(version.seenAt()).isEqualTo(fixture.now());
            assertThat(version.decision()).isEqualTo(Work.decision(Verdict.ACCEPT));
        });
    }

    @Test
    @Clause("C-14")
    void theSameShapeMakesNoNewVersion() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(goingOn(writer, 1, new Work().accepting("a", 0, SHAPE_A)));

        assertThat(commits(goingOn(writer, 2, new Work().accepting("a", 1, SHAPE_A)))
                        .versions())
                .isEqualTo(Map.of("a", 1));
        assertThat(schemas(orders, "a")).hasSize(1);
    }

    @Test
    @Clause("C-14")
    void streamsAreNumberedApart() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(goingOn(writer, 1, new Work().accepting("a", 0, SHAPE_A).accepting("b", 0, SHAPE_A)));
        commits(goingOn(writer, 2, new Work().accepting("b", 1, SHAPE_B)));

        assertThat(schemas(orders, "a")).hasSize(1);
        assertThat(schemas(orders, "b")).hasSize(2);
        assertThat(schemas(orders, "c")).isEmpty();
    }

    @Test
    @Clause("C-14")
    void aChangeAgainstAnotherVersionThanTheLatestIsAConflictThatShowsTheLatest() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(goingOn(writer, 1, new Work().accepting("a", 0, SHAPE_A)));
        Dump before = dump();

        for (int base : List.of(0, 2)) {
            assertThat(catalog().commit(goingOn(writer, 2, new Work().accepting("a", base, SHAPE_B))))
                    .isEqualTo(new CommitResult.Conflict(
                            List.of(), List.of(schemas(orders, "a").getLast())));
        }
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    @Clause("C-14")
    void aDecidedVersionIsNeverReadBackwardsWhileItIsWritten() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(goingOn(writer, 1, new Work().accepting("a", 0, "0")));
        AtomicBoolean done = new AtomicBoolean();

        List<Integer> read = Race.of(3, i -> () -> {
            int last = 0;
            if (i == 0) {
                for (int version = 1; version < 50; version++) {
                    commits(goingOn(writer, version + 1, new Work().accepting("a", version, "" + version)));
                }
                done.set(true);
            }
            boolean more = true;
            while (more) {
                more = !done.get();
                List<SchemaVersion> seen = schemas(orders, "a");
                assertThat(seen.size()).isGreaterThanOrEqualTo(last);
                last = seen.size();
            }
            return last;
        });

        assertThat(read).containsOnly(50);
    }

    @Test
    @Clause("C-14")
    void theGrantCarriesTheLatestAndTheAcceptedVersion() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(goingOn(writer, 1, new Work().accepting("a", 0, SHAPE_A)));
        commits(goingOn(writer, 2, new Work().seeing(undecided("a", 1, SHAPE_B)).seeing(undecided("b", 0, SHAPE_B))));
        commits(finishing(writer, 3));

        Granted grant = granted(orders);

        List<SchemaVersion> versions = schemas(orders, "a");
        assertThat(grant.schemas())
                .isEqualTo(Map.of(
                        "a", new StreamSchemas(versions.get(1), versions.get(0)),
                        "b", new StreamSchemas(schemas(orders, "b").getFirst(), null)));
    }

    @Test
    @Clause({"C-14", "C-2"})
    void aPipelineThatWasCreatedAgainGoesOnFromItsNumbers() {
        PipelineKey orders = declared("orders");
        commits(finishing(writing(orders), 1, new Work().accepting("a", 0, SHAPE_A), RunStatus.SUCCEEDED, null));
        does(catalog().delete(orders, ANN));
        declared("orders");

        assertThat(commits(goingOn(writing(orders), 1, new Work().accepting("a", 1, SHAPE_B)))
                        .versions())
                .isEqualTo(Map.of("a", 2));
    }

    @Test
    @Clause("C-15")
    void dataUnderAVersionThatNobodyDecidedIsUndecided() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(goingOn(writer, 1, new Work().seeing(undecided("a", 0, SHAPE_A))));
        Dump before = dump();

        Work data = new Work().moving("a", 0, at(1)).under("a", 1).staging("a", "one");
        assertThat(catalog().commit(goingOn(writer, 2, data))).isEqualTo(new CommitResult.Undecided("a", 1));
        assertThat(dump()).isEqualTo(before);

        assertThat(catalog().decide(orders, "a", 1, Verdict.ACCEPT, ANN)).isInstanceOf(DecideResult.Decided.class);
        commits(goingOn(writer, 2, data));
    }

    @Test
    @Clause("C-15")
    void aChangeAndItsDataWithoutADecisionIsUndecidedAndRecordsNothing() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        Dump before = dump();

        assertThat(catalog()
                        .commit(goingOn(
                                writer,
                                1,
                                new Work().seeing(undecided("a", 0, SHAPE_A)).under("a", 1))))
                .isEqualTo(new CommitResult.Undecided("a", 1));
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    @Clause("C-15")
    void aDecisionInTheSameCommitIsEnough() {
        PipelineKey orders = declared("orders");
        commits(goingOn(
                writing(orders),
                1,
                new Work().accepting("a", 0, SHAPE_A).under("a", 1).staging("a", "one")));
    }

    @Test
    @Clause("C-15")
    void dataUnderAVersionThatDoesNotExistIsRefused() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(goingOn(writer, 1, new Work().accepting("a", 0, SHAPE_A)));
        Dump before = dump();

        assertThat(catalog().commit(goingOn(writer, 2, new Work().under("a", 2))))
                .isNotInstanceOf(CommitResult.Committed.class);
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    @Clause("C-15")
    void dataUnderARejectedVersionIsUndecided() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(goingOn(writer, 1, new Work().seeing(undecided("a", 0, SHAPE_A))));
        catalog().decide(orders, "a", 1, Verdict.REJECT, ANN);

        assertThat(catalog().commit(goingOn(writer, 2, new Work().under("a", 1))))
                .isEqualTo(new CommitResult.Undecided("a", 1));
    }

    @ParameterizedTest
    @EnumSource
    @Clause({"C-14", "C-15"})
    void aDecisionIsKeptWithItsWordsAndTheVersionStays(Verdict verdict) {
        PipelineKey orders = declared("orders");
        commits(goingOn(writing(orders), 1, new Work().seeing(undecided("a", 0, SHAPE_A))));

        DecideResult answer = catalog().decide(orders, "a", 1, verdict, ANN);

        SchemaVersion now = schemas(orders, "a").getFirst();
        assertThat(answer).isEqualTo(new DecideResult.Decided(now));
        assertThat(now.decision()).isEqualTo(new Decision(verdict, ANN.name(), ANN.reason()));
        assertThat(now.shape()).isEqualTo(SHAPE_A);
    }

    @ParameterizedTest
    @EnumSource(names = "ACCEPT", mode = EnumSource.Mode.EXCLUDE)
    @Clause("C-14")
    void anAcceptedVersionStaysAccepted(Verdict verdict) {
        PipelineKey orders = declared("orders");
        commits(goingOn(writing(orders), 1, new Work().accepting("a", 0, SHAPE_A)));
        Dump before = dump();

        assertThat(catalog().decide(orders, "a", 1, verdict, ANN)).isInstanceOf(Answers.Invalid.class);
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    @Clause("C-14")
    void aVersionThatIsNotAcceptedMayBeDecidedAgain() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(goingOn(writer, 1, new Work().seeing(undecided("a", 0, SHAPE_A))));
        for (Verdict verdict : List.of(Verdict.REJECT, Verdict.QUARANTINE, Verdict.IGNORE, Verdict.ACCEPT)) {
            assertThat(catalog().decide(orders, "a", 1, verdict, ANN)).isInstanceOf(DecideResult.Decided.class);
        }
        commits(goingOn(writer, 2, new Work().under("a", 1)));
    }

    @Test
    @Clause("C-14")
    void decidingAboutWhatDoesNotExistIsNotFound() {
        PipelineKey orders = declared("orders");
        assertThat(catalog().decide(orders, "a", 1, Verdict.ACCEPT, ANN)).isEqualTo(new Answers.NotFound());
    }
}
