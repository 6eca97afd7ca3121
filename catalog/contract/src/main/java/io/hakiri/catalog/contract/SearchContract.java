package io.hakiri.catalog.contract;

import static io.hakiri.catalog.contract.Positions.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.ApiToken;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.AuditSearch;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Enqueue;
import io.hakiri.catalog.Found;
import io.hakiri.catalog.HistoryFilter;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunSearch;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.SchemaChange;
import io.hakiri.catalog.SchemaSearch;
import io.hakiri.catalog.SeenSchema;
import io.hakiri.catalog.Trigger;
import io.hakiri.catalog.Verdict;
import io.hakiri.catalog.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Finding something in what happened: by whom it was, when, what became of it, and what it says. */
abstract class SearchContract extends Scene {
    private static final HistoryFilter ALL = HistoryFilter.of(SHOP);
    private static final ProjectId OTHER = new ProjectId("other");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** A search that is slower than the runs would never come to its end. */
    private static final int MOST_MEANWHILE = 150;

    private static final Duration NANO = Duration.ofNanos(1);

    /** Each is contained in itself only, however it may look to a pattern, a quote or an alphabet. */
    private static final List<String> HOSTILE = List.of(
            "%",
            "_",
            "a%b",
            "a_b",
            "'",
            "''",
            "\"",
            "\\",
            "\\%",
            "*",
            "?",
            "[ab]",
            ".*",
            "(",
            "$1",
            ":p",
            "{}",
            "' OR 1=1 --",
            "😀",
            "👩‍👩‍👧",
            "é",
            "e\u0301",
            "ß",
            "İ",
            "\u212a",
            "שלום",
            "\uffff");

    SearchContract(CatalogFixture fixture) {
        super(fixture);
    }

    // --- asking

    private static HistoryFilter of(PipelineKey pipeline) {
        return HistoryFilter.of(pipeline);
    }

    private List<Run> runs(HistoryFilter filter, RunStatus... statuses) {
        return all(page -> catalog().searchRuns(new RunSearch(filter, Set.of(statuses), page)), 1000);
    }

    private List<RunId> ids(HistoryFilter filter, RunStatus... statuses) {
        return runs(filter, statuses).stream().map(Run::id).toList();
    }

    private List<SeenSchema> schemas(HistoryFilter filter, @Nullable String stream, Verdict... verdicts) {
        return all(
                page -> catalog().searchSchemas(new SchemaSearch(filter, stream, Set.of(verdicts), false, page)), 1000);
    }

    private List<SeenSchema> undecided(HistoryFilter filter, Verdict... alsoWith) {
        return all(page -> catalog().searchSchemas(new SchemaSearch(filter, null, Set.of(alsoWith), true, page)), 1000);
    }

    private List<AuditEvent> events(HistoryFilter filter) {
        return all(page -> catalog().searchAudit(new AuditSearch(filter, page)), 1000);
    }

    private static <T> List<T> all(Function<PageRequest, Found<T>> search, int entriesPerPage) {
        return pages(page -> search.apply(page).page(), entriesPerPage);
    }

    // --- what there is to be found

    /** A run from its begin to its end, at the time as it is. */
    private RunId ran(PipelineKey pipeline, String worker, RunStatus outcome, @Nullable String message) {
        Writer writer = granted(catalog().begin(asking(pipeline, worker))).writer();
        RunError error = message == null ? null : new RunError("transient", message);
        commits(new Commit(writer, 1, new Work().progress(), new Next.Finish(outcome, error, null)));
        return writer.run();
    }

    private RunId ran(PipelineKey pipeline) {
        return ran(pipeline, "worker", RunStatus.SUCCEEDED, null);
    }

    private PipelineKey declaredIn(ProjectId project, String name) {
        PipelineKey key = PipelineKey.of(project.value(), name);
        catalog().put(new PutPipeline(key, "{}", null, 0L, ANN));
        return key;
    }

    // --- runs

    @Test
    @Clause("C-28")
    void runsAreFoundByPipelineStatusTimeAndTextAndByAllOfThemAtOnce() {
        PipelineKey orders = declared("orders");
        PipelineKey weather = declared("weather");
        RunId fine = ran(orders, "host-1:7", RunStatus.SUCCEEDED, null);
        fixture.advance(MINUTE);
        Instant later = fixture.now();
        RunId broken = ran(orders, "host-2:7", RunStatus.FAILED, "the source hung up");
        RunId elsewhere = ran(weather, "host-2:8", RunStatus.FAILED, "no such file");
        fixture.advance(MINUTE);
        Instant last = fixture.now();
        RunId half = ran(weather, "host-1:8", RunStatus.PARTIAL, "the source hung up");

        assertThat(ids(ALL)).containsExactly(half, broken, elsewhere, fine);
        assertThat(ids(of(orders))).containsExactly(broken, fine);
        assertThat(ids(ALL, RunStatus.FAILED)).containsExactly(broken, elsewhere);
        assertThat(ids(ALL, RunStatus.FAILED, RunStatus.PARTIAL)).containsExactly(half, broken, elsewhere);
        assertThat(ids(of(weather), RunStatus.SUCCEEDED)).isEmpty();
        assertThat(ids(ALL.within(later, null))).containsExactly(half, broken, elsewhere);
        assertThat(ids(ALL.within(later, last))).containsExactly(broken, elsewhere);
        assertThat(ids(of(orders).within(null, later))).containsExactly(fine);
        assertThat(ids(ALL.containing("host-1"))).containsExactly(half, fine);
        assertThat(ids(ALL.containing("hung up"))).containsExactly(half, broken);
        assertThat(ids(ALL.containing("transient"))).containsExactly(half, broken, elsewhere);
        assertThat(ids(ALL.containing("manual"))).hasSize(4);
        assertThat(ids(of(orders).containing("nothing of it"))).isEmpty();
        assertThat(ids(ALL.within(later, last).containing("host-2"), RunStatus.FAILED))
                .containsExactly(broken, elsewhere);
        assertThat(ids(of(weather).within(later, null).containing("HUNG"), RunStatus.PARTIAL))
                .containsExactly(half);
        assertThat(ids(of(weather).within(null, last).containing("HUNG"), RunStatus.PARTIAL))
                .isEmpty();
    }

    @Test
    @Clause("C-28")
    void whatIsFoundIsTheWholeRecordAsItIsNow() {
        PipelineKey orders = declared("orders");
        Writer ended = writing(orders);
        Work work = new Work().moving("a", 0, at(3)).counting("a", new Counts(3, 2, 1, 30));
        commits(finishing(ended, 1, work, RunStatus.FAILED, null));
        Writer running = writing(orders);
        commits(goingOn(running, 1, new Work().moving("a", 1, at(7)).counting("b", new Counts(1, 1, 0, 1))));

        assertThat(runs(ALL)).containsExactly(run(running), run(ended)).isEqualTo(runs(of(orders)));
        assertThat(runs(ALL, RunStatus.RUNNING)).containsExactly(run(running));

        does(catalog().breakLease(orders, ANN));
        assertThat(runs(ALL, RunStatus.RUNNING)).isEmpty();
        assertThat(runs(ALL.containing("break: ann"), RunStatus.ABANDONED)).containsExactly(run(running));
    }

    @Test
    @Clause({"C-28", "C-13"})
    void aQueuedRunIsFoundFromItsBeginOn() {
        PipelineKey orders = declared("orders");
        Enqueue queued = queueing(orders);
        catalog().enqueue(queued);
        assertThat(runs(ALL)).isEmpty();
        fixture.advance(Duration.ofSeconds(30));
        Instant begun = fixture.now();
        granted(catalog().begin(beginning(queued)));

        assertThat(ids(ALL.within(begun, null))).containsExactly(queued.run());
        assertThat(ids(of(orders).within(null, begun))).isEmpty();
    }

    @Test
    @Clause("C-28")
    void theBordersOfTimeAreFromThenAndBeforeThen() {
        PipelineKey orders = declared("orders");
        Instant now = fixture.now();
        RunId run = ran(orders);

        for (HistoryFilter filter : List.of(ALL, of(orders))) {
            assertThat(ids(filter.within(now, now.plus(NANO)))).containsExactly(run);
            assertThat(ids(filter.within(now.minus(NANO), null))).containsExactly(run);
            assertThat(ids(filter.within(now.plus(NANO), null))).isEmpty();
            assertThat(ids(filter.within(null, now))).isEmpty();
            assertThat(ids(filter.within(now, now))).isEmpty();
            assertThat(ids(filter.within(Instant.MIN, Instant.MAX))).containsExactly(run);
            assertThat(ids(filter.within(Instant.MAX, Instant.MAX))).isEmpty();
            assertThat(ids(filter.within(Instant.MIN, Instant.MIN))).isEmpty();
        }
    }

    @Test
    @Clause({"C-28", "C-19"})
    void ofOnePipelineTheNewestFenceComesFirstAlsoWhereTheClockWentBack() {
        PipelineKey orders = declared("orders");
        RunId first = ran(orders);
        fixture.advance(MINUTE.negated());
        RunId second = ran(orders);

        assertThat(ids(of(orders))).containsExactly(second, first);
        assertThat(ids(ALL)).containsExactly(first, second);
    }

    @Test
    @Clause({"C-28", "C-19"})
    void whatExistsThroughoutIsNeitherMissedNorShownTwiceWhateverRunsMeanwhile() {
        List<PipelineKey> pipelines = List.of(declared("b"), declared("d"), declared("f"));
        List<RunId> lasting = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            lasting.add(ran(pipelines.get(i % 3), "keep", RunStatus.SUCCEEDED, null));
        }
        // all at one instant, and names between the others: only the rest of the order tells them apart
        List<PipelineKey> meanwhile = List.of(declared("a"), declared("c"), declared("e"), declared("g"));
        AtomicBoolean done = new AtomicBoolean();

        Race.of(3, i -> () -> {
            if (i == 0) {
                for (int round = 0; round < 10; round++) {
                    List<RunId> seen = walked(ALL);
                    assertThat(seen).doesNotHaveDuplicates().containsAll(lasting);
                    assertThat(walked(of(pipelines.get(round % 3))))
                            .doesNotHaveDuplicates()
                            .hasSizeGreaterThanOrEqualTo(10);
                    assertThat(walked(ALL.containing("KEEP"))).containsExactlyInAnyOrderElementsOf(lasting);
                }
                done.set(true);
            } else {
                for (int round = 0; round < MOST_MEANWHILE && !done.get(); round++) {
                    ran(meanwhile.get(2 * (i - 1) + round % 2));
                }
            }
            return true;
        });
    }

    private List<RunId> walked(HistoryFilter filter) {
        return all(page -> catalog().searchRuns(new RunSearch(filter, Set.of(), page)), 4).stream()
                .map(Run::id)
                .toList();
    }

    @Test
    @Clause({"C-28", "C-19"})
    void pagesOfAnySizeShowTheSame() {
        for (String name : List.of("b", "a", "a-b", "a.b")) {
            PipelineKey pipeline = declared(name);
            for (int i = 0; i < 3; i++) {
                Writer writer = writing(pipeline);
                commits(finishing(
                        writer,
                        1,
                        new Work().accepting("é", i, "{\"v\":" + i + "}").accepting("e", i, "{\"v\":" + i + "}"),
                        RunStatus.SUCCEEDED,
                        null));
            }
        }
        for (HistoryFilter filter : List.of(ALL, HistoryFilter.of(PipelineKey.of("shop", "a-b")))) {
            List<Run> runs = runs(filter);
            List<SeenSchema> schemas = schemas(filter, null);
            List<AuditEvent> events = events(filter);
            assertThat(runs).hasSize(filter.pipeline() == null ? 12 : 3);
            assertThat(schemas).hasSize(2 * runs.size());
            assertThat(events).hasSize(filter.pipeline() == null ? 4 : 1);
            for (int size : List.of(1, 2, 5, 12, 23, 24)) {
                assertThat(all(page -> catalog().searchRuns(new RunSearch(filter, Set.of(), page)), size))
                        .isEqualTo(runs);
                assertThat(all(
                                page -> catalog().searchSchemas(new SchemaSearch(filter, null, Set.of(), false, page)),
                                size))
                        .isEqualTo(schemas);
                assertThat(all(page -> catalog().searchAudit(new AuditSearch(filter, page)), size))
                        .isEqualTo(events);
            }
        }
        assertThat(runs(ALL))
                .extracting(run -> run.pipeline().pipeline().value())
                .isSorted();
    }

    // --- text

    @Test
    @Clause({"C-28", "C-23"})
    void noCharacterOfATextIsAWildcardAQuoteOrAnotherOne() {
        PipelineKey orders = declared("orders");
        List<RunId> ids = new ArrayList<>();
        for (int i = 0; i < HOSTILE.size(); i++) {
            String said = "<" + HOSTILE.get(i) + ">";
            RunId run = ran(orders, i % 2 == 0 ? said : "w", RunStatus.FAILED, i % 2 == 0 ? "m" : said);
            does(catalog().pause(orders, false, new Actor(said, said)));
            does(catalog().resume(orders, null, ANN));
            ids.add(run);
        }
        for (int i = 0; i < HOSTILE.size(); i++) {
            String whole = "<" + HOSTILE.get(i) + ">";
            assertThat(ids(ALL.containing(whole))).as(whole).containsExactly(ids.get(i));
            assertThat(ids(of(orders).containing(whole))).as(whole).containsExactly(ids.get(i));
            assertThat(events(ALL.containing(whole)))
                    .as(whole)
                    .hasSize(1)
                    .allSatisfy(event -> assertThat(event.actor().name()).isEqualTo(whole));
            String part = HOSTILE.get(i);
            List<RunId> holding = new ArrayList<>();
            for (int j = 0; j < HOSTILE.size(); j++) {
                if (HOSTILE.get(j).contains(part)) {
                    holding.addFirst(ids.get(j));
                }
            }
            assertThat(ids(ALL.containing(part))).as(part).containsExactlyInAnyOrderElementsOf(holding);
        }
    }

    @Test
    @Clause("C-28")
    void lettersOfAsciiAreFoundInEitherCaseAndOthersAsTheyAre() {
        PipelineKey orders = declared("orders");
        RunId run = ran(orders, "Müller@HOST", RunStatus.FAILED, "Straße ÄRGER İstanbul ΣΟΦΟΣ K");

        for (String text : List.of("MüLLER@host", "müller", "host", "ÄRGER", "Ärger", "straße", "K", "k", "İSTANBUL")) {
            assertThat(ids(ALL.containing(text))).as(text).containsExactly(run);
        }
        for (String text : List.of("MÜLLER", "ärger", "STRASSE", "istanbul", "ı", "σοφος", "\u212a", "Mu\u0308ller")) {
            assertThat(ids(ALL.containing(text))).as(text).isEmpty();
        }
    }

    @Test
    @Clause("C-28")
    void aTextIsNotFoundAcrossTwoTexts() {
        PipelineKey orders = declared("orders");
        ran(orders, "ab", RunStatus.FAILED, "cd");
        does(catalog().pause(orders, false, new Actor("ef", "gh")));

        for (String text : List.of("abm", "manualt", "transientcd", "b m", "ab manual")) {
            assertThat(ids(ALL.containing(text))).as(text).isEmpty();
        }
        assertThat(events(ALL.containing("efgh"))).isEmpty();
        assertThat(events(ALL.containing("f"))).isNotEmpty();
    }

    // --- schemas

    @Test
    @Clause("C-28")
    void schemaVersionsAreFoundByStreamVerdictTimeAndText() {
        PipelineKey orders = declared("orders");
        PipelineKey weather = declared("weather");
        Writer writer = writing(orders);
        commits(goingOn(writer, 1, new Work().accepting("a", 0, "{\"fields\":[\"Amount\"]}")));
        fixture.advance(Duration.ofSeconds(30));
        Instant later = fixture.now();
        commits(goingOn(
                writer,
                2,
                new Work()
                        .seeing(new SchemaChange("a", 1, "{\"fields\":[\"amount\",\"tax\"]}", null))
                        .accepting("b", 0, "{}")));
        commits(goingOn(writing(weather), 1, new Work().seeing(new SchemaChange("a", 0, "{\"x\":1}", null))));
        catalog().decide(weather, "a", 1, Verdict.REJECT, new Actor("bob", "too wide"));

        assertThat(names(schemas(ALL, null))).containsExactly("orders a 2", "orders b 1", "weather a 1", "orders a 1");
        assertThat(names(schemas(of(orders), "a"))).containsExactly("orders a 2", "orders a 1");
        assertThat(names(schemas(ALL, "a"))).containsExactly("orders a 2", "weather a 1", "orders a 1");
        assertThat(names(schemas(ALL, null, Verdict.REJECT))).containsExactly("weather a 1");
        assertThat(names(schemas(ALL, null, Verdict.ACCEPT))).containsExactly("orders b 1", "orders a 1");
        assertThat(names(undecided(ALL))).containsExactly("orders a 2");
        assertThat(names(undecided(ALL, Verdict.REJECT))).containsExactly("orders a 2", "weather a 1");
        assertThat(names(schemas(ALL.containing("AMOUNT"), null))).containsExactly("orders a 2", "orders a 1");
        assertThat(names(schemas(ALL.containing("TOO wide"), null))).containsExactly("weather a 1");
        assertThat(names(schemas(ALL.containing("bob"), null))).containsExactly("weather a 1");
        assertThat(names(schemas(ALL.within(later, null), "a"))).containsExactly("orders a 2", "weather a 1");
        assertThat(names(schemas(of(orders).within(null, later), null))).containsExactly("orders a 1");
        assertThat(names(schemas(of(orders).within(later, null).containing("tax"), "a", Verdict.ACCEPT)))
                .isEmpty();
        assertThat(schemas(of(weather), "a"))
                .containsExactly(new SeenSchema(weather, schemas(weather, "a").getFirst()));
    }

    private static List<String> names(List<SeenSchema> found) {
        return found.stream()
                .map(seen -> seen.pipeline().pipeline() + " " + seen.version().stream() + " "
                        + seen.version().version())
                .toList();
    }

    // --- audit

    @Test
    @Clause({"C-28", "C-17"})
    void auditEventsAreFoundByPipelineTimeAndText() {
        PipelineKey orders = declared("orders");
        declared("weather");
        fixture.advance(MINUTE);
        Instant later = fixture.now();
        does(catalog().pause(orders, false, new Actor("bob", "the Source is repaired")));
        catalog()
                .createToken(
                        new ApiToken(SHOP, "ci", Role.ADMIN, Bytes.of(new byte[32]), null, null),
                        new Actor("eve", "for the pipeline"));
        catalog().put(new PutPipeline(orders, "{\"source\":\"Lake\"}", null, null, ANN));

        assertThat(actions(ALL))
                .containsExactly(
                        "token.created", "pipeline.changed", "pipeline.paused", "pipeline.created", "pipeline.created");
        assertThat(actions(of(orders))).containsExactly("pipeline.changed", "pipeline.paused", "pipeline.created");
        assertThat(actions(of(orders).within(null, later))).containsExactly("pipeline.created");
        assertThat(actions(ALL.within(later, null).containing("SOURCE")))
                .containsExactly("pipeline.changed", "pipeline.paused");
        assertThat(actions(ALL.containing("\"lake\""))).containsExactly("pipeline.changed");
        assertThat(actions(ALL.containing("Paused"))).contains("pipeline.paused");
        assertThat(actions(ALL.containing("eve"))).containsExactly("token.created");
        assertThat(events(of(orders))).isEqualTo(audit(orders).reversed());
        assertThat(events(ALL)).containsAll(audit(SHOP)).containsAll(audit(orders));
    }

    private List<String> actions(HistoryFilter filter) {
        return events(filter).stream().map(AuditEvent::action).toList();
    }

    // --- borders of what is searched

    @Test
    @Clause({"C-28", "C-20"})
    void noSearchCrossesAProjectsBorder() {
        PipelineKey here = declared("orders");
        PipelineKey there = declaredIn(OTHER, "orders");
        RunId ours = ran(here);
        RunId theirs = ran(there);
        commits(goingOn(writing(there), 1, new Work().accepting("a", 0, "{}")));
        catalog().createToken(new ApiToken(OTHER, "ci", Role.ADMIN, Bytes.of(new byte[32]), null, null), ANN);

        assertThat(ids(ALL)).containsExactly(ours).isEqualTo(ids(of(here)));
        assertThat(ids(HistoryFilter.of(OTHER), RunStatus.SUCCEEDED))
                .containsExactly(theirs)
                .isEqualTo(ids(of(there), RunStatus.SUCCEEDED));
        assertThat(schemas(ALL, null)).isEmpty();
        assertThat(schemas(HistoryFilter.of(OTHER), null)).hasSize(1);
        assertThat(actions(ALL)).containsExactly("pipeline.created");
        assertThat(actions(HistoryFilter.of(OTHER))).containsExactly("token.created", "pipeline.created");
    }

    @Test
    @Clause("C-28")
    void whatADeletedPipelineDidIsFoundAlsoBesideWhatItsSuccessorDoes() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(finishing(writer, 1, new Work().accepting("a", 0, "{}"), RunStatus.SUCCEEDED, null));
        does(catalog().delete(orders, ANN));

        assertThat(ids(ALL)).containsExactly(writer.run()).isEqualTo(ids(of(orders)));
        assertThat(schemas(of(orders), "a")).hasSize(1);
        assertThat(actions(of(orders))).containsExactly("pipeline.deleted", "pipeline.created");

        declared("orders");
        RunId second = ran(orders);
        assertThat(ids(ALL)).containsExactly(second, writer.run()).isEqualTo(ids(of(orders)));
    }

    @Test
    @Clause({"C-28", "C-26"})
    void whatAMovedPipelineDidHereIsFoundHere() {
        PipelineKey orders = declared("orders");
        RunId run = ran(orders);
        catalog().seal(orders, true, ANN);
        does(catalog().markMoved(orders, "sqlite:elsewhere", ANN));

        assertThat(ids(of(orders))).containsExactly(run);
        assertThat(actions(of(orders)).getFirst()).isEqualTo("pipeline.moved");
    }

    @Test
    @Clause("C-28")
    void whereNothingEverWasNothingIsFound() {
        HistoryFilter nowhere = HistoryFilter.of(new ProjectId("nowhere"));
        assertThat(runs(nowhere)).isEmpty();
        assertThat(schemas(nowhere, "a")).isEmpty();
        assertThat(events(nowhere)).isEmpty();
        ran(declared("orders"));
        HistoryFilter nobody = of(PipelineKey.of("shop", "nobody"));
        assertThat(runs(nobody)).isEmpty();
        assertThat(schemas(nobody, null)).isEmpty();
        assertThat(events(nobody)).isEmpty();
    }

    @Test
    @Clause({"C-28", "C-11"})
    void aSearchThatReadsWhatIsWrittenDoesNotLagAndChangesNothing() {
        PipelineKey orders = declared("orders");
        RunId run = ran(orders);
        Dump before = dump();

        Found<Run> runs = catalog().searchRuns(new RunSearch(ALL, Set.of(), PageRequest.first()));
        assertThat(runs.lag()).isZero();
        assertThat(runs.page().entries()).extracting(Run::id).containsExactly(run);
        assertThat(catalog()
                        .searchSchemas(new SchemaSearch(ALL, null, Set.of(), false, PageRequest.first()))
                        .lag())
                .isZero();
        assertThat(catalog()
                        .searchAudit(new AuditSearch(ALL, PageRequest.first()))
                        .lag())
                .isZero();
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    @Clause({"C-28", "C-22"})
    void whatNoSearchCanMeanIsRefused() {
        PageRequest first = PageRequest.first();
        for (String text : List.of("", "x".repeat(257), "é".repeat(129), "a\nb", "\0", "\ud800")) {
            refused(() -> ALL.containing(text), "search text");
        }
        refused(() -> ALL.within(fixture.now(), fixture.now().minus(NANO.multipliedBy(1000))), "until");
        refused(() -> new RunSearch(ALL, Set.of(RunStatus.QUEUED), first), "status");
        refused(() -> new SchemaSearch(ALL, "", Set.of(), false, first), "stream");
        assertThat(ALL.containing("é".repeat(128)).text()).hasSize(128);
        ran(declared("orders"), "x".repeat(4096), RunStatus.SUCCEEDED, null);
        assertThat(runs(ALL.containing("X".repeat(256)))).hasSize(1);
    }

    private static void refused(Runnable asking, String field) {
        assertThatThrownBy(asking::run)
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        refused -> assertThat(refused.field()).isEqualTo(field));
    }

    @Test
    @Clause({"C-28", "C-19", "C-22"})
    void aPageTokenOfAnotherSearchOrOfNobodyIsRefusedOrHarmless() {
        PipelineKey orders = declared("orders");
        for (int i = 0; i < 3; i++) {
            ran(orders);
        }
        String ofProject = catalog()
                .searchRuns(new RunSearch(ALL, Set.of(), PageRequest.first(1)))
                .page()
                .next();
        String ofPipeline = catalog()
                .searchRuns(new RunSearch(of(orders), Set.of(), PageRequest.first(1)))
                .page()
                .next();
        List<String> tokens = new ArrayList<>(List.of("x", "' or 1=1 --", "%", "{}", "ZZZZ", "\u00e9"));
        tokens.add(String.valueOf(ofProject));
        tokens.add(String.valueOf(ofPipeline));
        for (String token : tokens) {
            PageRequest page = new PageRequest(token, 10);
            for (HistoryFilter filter : List.of(ALL, of(orders))) {
                harmless(() -> catalog().searchRuns(new RunSearch(filter, Set.of(), page)));
                harmless(() -> catalog().searchSchemas(new SchemaSearch(filter, null, Set.of(), false, page)));
                harmless(() -> catalog().searchAudit(new AuditSearch(filter, page)));
            }
        }
    }

    private static void harmless(Runnable search) {
        try {
            search.run();
        } catch (InvalidInput refused) {
            assertThat(refused.field()).isEqualTo("page token");
        }
    }

    @Test
    @Clause({"C-28", "C-11"})
    void aSearchByAnotherConnectionSeesWhatWasAcknowledgedBeforeIt() {
        PipelineKey orders = declared("orders");
        try (var other = fixture.open(address())) {
            for (int i = 1; i <= 5; i++) {
                RunId run = ran(orders);
                assertThat(other.searchRuns(new RunSearch(ALL, Set.of(), PageRequest.first(1)))
                                .page()
                                .entries())
                        .extracting(Run::id)
                        .containsExactly(run);
            }
        }
    }

    @Test
    @Clause("C-28")
    void theCostOfTheNewestPageDoesNotGrowWithTheHistory() {
        PipelineKey orders = declared("orders");
        PipelineKey weather = declared("weather");
        runsOf(orders, weather, 40);
        long few = workOfNewestPage(orders);
        runsOf(orders, weather, 280);
        long many = workOfNewestPage(orders);

        assertThat(many).as("work with 320 runs, beside %s with 40", few).isLessThan(2 * few);
    }

    private void runsOf(PipelineKey orders, PipelineKey weather, int count) {
        for (int i = 0; i < count; i++) {
            fixture.advance(MINUTE);
            PipelineKey pipeline = i % 2 == 0 ? orders : weather;
            ran(pipeline);
            catalog().put(new PutPipeline(pipeline, "{\"of\":" + count + ",\"number\":" + i + "}", null, null, ANN));
        }
    }

    private long workOfNewestPage(PipelineKey orders) {
        return fixture.workOf(catalog(), SHOP, () -> {
            for (HistoryFilter filter : List.of(ALL, of(orders))) {
                catalog().searchRuns(new RunSearch(filter, Set.of(), PageRequest.first(10)));
                catalog().searchAudit(new AuditSearch(filter, PageRequest.first(10)));
            }
        });
    }

    @Test
    @Clause({"C-28", "C-23"})
    void theTriggerOfARunIsAmongItsTexts() {
        PipelineKey orders = declared("orders");
        Enqueue queued = queueing(orders);
        catalog().enqueue(queued);
        Begin begin =
                new Begin(orders, queued.run(), RequestId.random(), "worker", TTL, new Trigger.Queued(), Set.of());
        granted(catalog().begin(begin));

        assertThat(ids(ALL.containing("queued"))).containsExactly(queued.run());
        assertThat(ids(ALL.containing("manual"))).isEmpty();
    }
}
