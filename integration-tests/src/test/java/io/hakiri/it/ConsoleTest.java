package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.api.BearerToken;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.Backfill;
import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ChunkResult;
import io.hakiri.catalog.ClaimChunk;
import io.hakiri.catalog.CommitChunk;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.StartBackfill;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.transfer.Transfer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console as a browser speaks with it: who gets in, what it refuses, and that its forms do what they say. */
final class ConsoleTest {
    private static final PipelineKey KEY = PipelineKey.of("test", "p");
    private static final List<String> PAGES = List.of(
            Console.ROOT,
            Console.ROOT + "/projects/test",
            Console.ROOT + "/projects/test/audit",
            Console.PIPELINE,
            Console.PIPELINE + "/explain",
            Console.PIPELINE + "/explain?at=1h",
            Console.PIPELINE + "/runs",
            Console.PIPELINE + "/schemas",
            Console.PIPELINE + "/backfills",
            Console.PIPELINE + "/audit");
    private static final List<String> FORMS = List.of(
            Console.PIPELINE + "/pause",
            Console.PIPELINE + "/resume",
            Console.PIPELINE + "/break",
            Console.PIPELINE + "/rewind",
            Console.PIPELINE + "/schemas",
            Console.PIPELINE + "/backfills/b/cancel");
    private static final Pattern SEEN = Pattern.compile("seen=([0-9a-f]+)");
    private static final Pattern EXPLAINED = Pattern.compile("href=\"([^\"]+/explain\\?at=[^\"]+)\"");
    private static final Pattern NEXT = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"");
    private static final Pattern REQUEST = Pattern.compile("name=\"request\" value=\"([^\"]+)\"");

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Service service;

    @BeforeAll
    static void serve() {
        Projects.csv(folder, "jsonl", "schema_change = \"freeze\"", "");
        Projects.write(folder.resolve("data.csv"), "n,word\n1,one\n2,two\n");
        Program program = Program.in(folder).with(Map.of("HAKIRI_RATE_LIMIT", "off"));
        program.run("run").expect(0);
        service = Service.of(program, folder, "--reconcile-every", "off");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static Console operator() {
        return Console.of(service).signedIn(service.token(Role.OPERATOR));
    }

    @Test
    void whoHasNotSignedInIsSentToDoSo() {
        for (Console nobody : List.of(
                Console.of(service),
                Console.of(service).with("hakiri-session=x"),
                Console.of(service).with("hakiri-session=hk_" + "0".repeat(64) + ".test"))) {
            for (String page : PAGES) {
                assertThat(nobody.get(page).expect(303).headers().firstValue("Location"))
                        .as(page)
                        .hasValue("/console/sign-in");
            }
            for (String form : FORMS) {
                assertThat(nobody.post(form, "reason", "x")
                                .expect(303)
                                .headers()
                                .firstValue("Location"))
                        .as(form)
                        .hasValue("/console/sign-in");
            }
            assertThat(nobody.get(Console.ROOT + "/projects/test?part=live", "HX-Request", "true")
                            .expect(401)
                            .headers()
                            .firstValue("HX-Redirect"))
                    .hasValue("/console/sign-in");
        }
        assertThat(Console.of(service).get("/console/sign-in").expect(200).text())
                .contains("name=\"token\"")
                .doesNotContain("test");
        Console.of(service).get("/console/assets/console.css").expect(200);
        Console.of(service).get("/console/assets/..%2fopenapi.yaml").expect(404);
        Console.of(service).get("/%63onsole/projects/test").expect(303);
    }

    /** The API looks at no cookie, and the console at no header: so that neither has to fear what the other is for. */
    @Test
    void theCookieIsForTheConsoleAlone() {
        String token = service.token(Role.ADMIN);
        service.callAs(null, "GET", "/v1/projects", null, "Cookie", "hakiri-session=" + token)
                .expect(401);
        assertThat(service.callAs(token, "GET", "/console", null)
                        .expect(303)
                        .headers()
                        .firstValue("Location"))
                .hasValue("/console/sign-in");
    }

    @Test
    void aWrongTokenIsToldSo() {
        assertThat(Console.of(service)
                        .post("/console/sign-in", "token", "hk_" + "0".repeat(64) + ".test")
                        .expect(401)
                        .text())
                .contains("does not know this token");
        assertThat(Console.of(service)
                        .post("/console/sign-in", "token", "x")
                        .expect(401)
                        .text())
                .contains("no token of this service");
        Console.of(service).post("/console/sign-in").expect(401);
        Console.of(service).get("/console/enter?ticket=x").expect(401);
        Console.of(service).get("/console/enter").expect(401);
    }

    @Test
    void asATokenIsRevokedItsSessionEnds() {
        String token = service.token(Role.READER);
        Console reader = Console.of(service).signedIn(token);
        reader.get(Console.ROOT + "/projects/test").expect(200);
        String out = reader.post("/console/sign-out")
                .expect(303)
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow();
        assertThat(out).contains("Max-Age=0");
        assertThat(Program.in(folder)
                        .run(
                                "token",
                                "revoke",
                                BearerToken.parse(token).orElseThrow().hash().toHex(),
                                "--reason",
                                "test")
                        .exit())
                .isZero();
        reader.get(Console.ROOT + "/projects/test").expect(303);
    }

    @Test
    void otherSitesChangeNothing() {
        Console operator = operator();
        String host = service.root().getAuthority();
        for (String[] from : new String[][] {
            {},
            {"Sec-Fetch-Site", "cross-site"},
            {"Sec-Fetch-Site", "same-site"},
            {"Sec-Fetch-Site", "none"},
            {"Origin", "https://example.org"},
            {"Origin", "null"},
            {"Origin", "http://" + host + ".example.org"},
            {"Sec-Fetch-Site", "cross-site", "Origin", "http://" + host}
        }) {
            for (String form : FORMS) {
                assertThat(operator.postFrom(from, form, "reason", "x")
                                .expect(403)
                                .text())
                        .as("%s from %s", form, String.join(" ", from))
                        .contains("Nothing was done");
            }
            Console.of(service).postFrom(from, "/console/sign-in", "token", "x").expect(403);
        }
        operator.postFrom(new String[] {"Origin", "http://" + host}, Console.PIPELINE + "/resume", "reason", "x")
                .expect(303);
    }

    @Test
    void aReaderLooksAndChangesNothing() {
        Console reader = Console.of(service).signedIn(service.token(Role.READER));
        for (String page : PAGES) {
            assertThat(reader.get(page).expect(200).text()).as(page).doesNotContain("name=\"reason\"");
        }
        for (String form : FORMS) {
            assertThat(reader.post(form, "reason", "x").expect(403).text())
                    .as(form)
                    .contains("operator");
        }
        Console other = Console.of(service).signedIn(service.token("other", Role.ADMIN, null));
        for (String page : PAGES.subList(1, PAGES.size())) {
            other.get(page).expect(403);
        }
        assertThat(other.get(Console.ROOT).expect(200).text())
                .contains("/console/projects/other")
                .doesNotContain("/console/projects/test");
    }

    @Test
    void pagesMayLoadNothingFromElsewhere() {
        Console operator = operator();
        for (String page : PAGES) {
            Service.Answer answer = operator.get(page).expect(200);
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .as(page)
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe", "http", "*");
            assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
            assertThat(answer.text())
                    .as(page)
                    .doesNotContain("<script>", "style=\"", "onclick", "https://", "NOT_FOUND");
        }
    }

    @Test
    void whatLivesIsSentWhereItChanged() {
        Console operator = operator();
        String path = Console.PIPELINE + "?part=live&seen=";
        String first = operator.get(path).expect(200).text();
        assertThat(first).startsWith("<div id=\"live\"").doesNotContain("<html");
        String seen = "";
        for (int i = 0; i < 10 && seen.isEmpty(); i++) { // relative times change now and then
            Matcher mark = SEEN.matcher(operator.get(path).expect(200).text());
            assertThat(mark.find()).isTrue();
            seen = operator.get(path + mark.group(1)).status() == 204 ? mark.group(1) : "";
        }
        assertThat(seen).as("nothing is sent while nothing changes").isNotEmpty();
        operator.post(Console.PIPELINE + "/pause", "reason", "to see a change").expect(303);
        assertThat(operator.get(path + seen).expect(200).text()).contains("paused");
        operator.post(Console.PIPELINE + "/resume", "reason", "seen").expect(303);
    }

    @Test
    void aFormDoesWhatTheApiDoes() {
        String token = service.token(Role.OPERATOR);
        Console operator = Console.of(service).signedIn(token);
        String name = BearerToken.parse(token).orElseThrow().hash().toHex();
        assertThat(operator.post(Console.PIPELINE + "/pause", "reason", " ")
                        .expect(400)
                        .text())
                .contains("reason");
        assertThat(operator.post(Console.PIPELINE + "/pause", "reason", "<b>because</b>")
                        .expect(303)
                        .headers()
                        .firstValue("Location")
                        .orElseThrow())
                .endsWith(Console.PIPELINE + "?done=PAUSED");
        assertThat(operator.get(Console.PIPELINE + "?done=PAUSED").expect(200).text())
                .contains("Paused: nothing begins any more.", "&lt;b&gt;because&lt;/b&gt;")
                .doesNotContain("<b>because");
        assertThat(operator.get(Console.PIPELINE + "?done=%3Cscript%3E")
                        .expect(200)
                        .text())
                .doesNotContain("<script>");
        try (Catalog catalog = service.catalog()) {
            assertThat(catalog.pipeline(KEY).orElseThrow().status())
                    .isEqualTo(new PipelineStatus.OnHold("<b>because</b>"));
            operator.post(Console.PIPELINE + "/resume", "reason", "again").expect(303);
            assertThat(catalog.pipeline(KEY).orElseThrow().status()).isEqualTo(new PipelineStatus.Active());
            AuditEvent last = catalog.audit(KEY, PageRequest.first()).entries().getLast();
            assertThat(last.actor().name()).isEqualTo(name);
            assertThat(last.actor().reason()).isEqualTo("again");
        }
        assertThat(operator.get(Console.PIPELINE + "/audit?text=AGAIN")
                        .expect(200)
                        .text())
                .contains("again", "pipeline.resumed")
                .doesNotContain("because");
    }

    @Test
    void aRewindThatIsSentTwiceIsDoneOnce() {
        Console operator = operator();
        Matcher request =
                REQUEST.matcher(operator.get(Console.PIPELINE).expect(200).text());
        assertThat(request.find()).isTrue();
        String[] fields = {"request", request.group(1), "before", "", "mode", "append", "reason", "once"};
        try (Catalog catalog = service.catalog()) {
            // chunks of backfills have fences too
            long before =
                    ((Transfer) catalog).snapshot(KEY).orElseThrow().last().value();
            operator.post(Console.PIPELINE + "/rewind", fields).expect(303);
            assertThat(catalog.pipeline(KEY).orElseThrow().fence().value()).isEqualTo(before + 1);
            operator.post(Console.PIPELINE + "/rewind", fields).expect(303);
            assertThat(catalog.pipeline(KEY).orElseThrow().fence().value()).isEqualTo(before + 1);
        }
        fields[5] = "sideways";
        assertThat(operator.post(Console.PIPELINE + "/rewind", fields)
                        .expect(400)
                        .text())
                .contains("mode");
    }

    @Test
    void aChangedShapeIsShownAsWhatChangedAndDecided() {
        Console operator = operator();
        Projects.write(folder.resolve("data.csv"), "n,word,wind\n1,one,2.5\n2,two,1.5\n3,three,0.5\n");
        Program.in(folder).run("cursor", "rewind", "p", "--to-start", "--mode", "append", "--reason", "test");
        Program.in(folder).run("run");
        String shown = operator.get(Console.PIPELINE + "/schemas").expect(200).text();
        assertThat(shown).contains("undecided", "wind", "Version 2");
        operator.post(
                        Console.PIPELINE + "/schemas",
                        "stream",
                        "s",
                        "version",
                        "2",
                        "verdict",
                        "accept",
                        "reason",
                        "wind is welcome")
                .expect(303);
        assertThat(operator.get(Console.PIPELINE + "/schemas").expect(200).text())
                .contains("wind is welcome")
                .doesNotContain("undecided");
        assertThat(operator.post(
                                Console.PIPELINE + "/schemas",
                                "stream",
                                "s",
                                "version",
                                "x",
                                "verdict",
                                "accept",
                                "reason",
                                "r")
                        .expect(400)
                        .text())
                .contains("version");
    }

    @Test
    void aRunIsShownWithWhatItMoved() {
        try (Catalog catalog = service.catalog()) {
            Page<Run> runs = Objects.requireNonNull(
                    catalog.runs(KEY, PageRequest.first()).pageOrNull());
            Run run = runs.entries().getLast();
            assertThat(operator()
                            .get(Console.PIPELINE + "/runs/" + run.id())
                            .expect(200)
                            .text())
                    .contains("Cursors that it moved", run.worker(), "succeeded");
        }
        operator()
                .get(Console.PIPELINE + "/runs/00000000-0000-7000-8000-000000000000")
                .expect(404);
        assertThat(operator().get(Console.PIPELINE + "/runs/x").expect(400).text())
                .contains("run");
        operator().get(Console.ROOT + "/projects/test/pipelines/none").expect(404);
    }

    @Test
    void aPipelineIsExplainedAsItStandsAndAsItStood() {
        Console operator = operator();
        operator.post(Console.PIPELINE + "/pause", "reason", "to be explained").expect(303);
        String now = operator.get(Console.PIPELINE + "/explain").expect(200).text();
        assertThat(now)
                .contains("paused", "to be explained", "hakiri pipeline resume p", "How it stands", "run began on")
                .containsPattern("href=\"/console/projects/test/pipelines/p/runs/[0-9a-f-]+\"");
        assertThat(now.indexOf("root declared it")).isLessThan(now.indexOf("run began on"));
        operator.post(Console.PIPELINE + "/resume", "reason", "explained").expect(303);
        try (Catalog catalog = service.catalog()) {
            Page<Run> runs = Objects.requireNonNull(
                    catalog.runs(KEY, PageRequest.first()).pageOrNull());
            Run run = runs.entries().getLast();
            Matcher link = EXPLAINED.matcher(operator.get(Console.PIPELINE + "/runs/" + run.id())
                    .expect(200)
                    .text());
            assertThat(link.find()).isTrue();
            assertThat(operator.get(link.group(1)).expect(200).text())
                    .contains("How it stood", run.id().toString(), "active", "What is not known")
                    .doesNotContain("to be explained");
        }
        assertThat(operator.get(Console.PIPELINE + "/explain?at=yesterday")
                        .expect(400)
                        .text())
                .contains("2026-01-31");
        operator.get(Console.PIPELINE + "/explain?at=2999-01-01").expect(400);
        assertThat(operator.get(Console.PIPELINE + "/explain?at=&all=yes")
                        .expect(200)
                        .text())
                .contains("How it stands");
        assertThat(operator.get(Console.ROOT + "/projects/test/pipelines/none/explain")
                        .expect(200)
                        .text())
                .contains("nobody has declared it yet");
    }

    @Test
    void aBackfillIsShownAndEnded() {
        Console operator = operator();
        BackfillId id = new BackfillId("b");
        try (Catalog catalog = service.catalog()) {
            catalog.startBackfill(new StartBackfill(
                    KEY, id, StreamPartition.of("other"), at(0), List.of(at(1), at(2)), new Actor("test", "test")));
            assertThat(operator.get(Console.PIPELINE + "/backfills").expect(200).text())
                    .contains("0 of 2 chunks done", "running");
            ChunkResult held =
                    catalog.claimChunk(new ClaimChunk(KEY, id, RequestId.random(), "worker-7", Duration.ofMinutes(5)));
            assertThat(held).isInstanceOf(ChunkResult.ChunkGranted.class);
            String chunks = Console.PIPELINE + "/backfills/b";
            assertThat(operator.get(Console.PIPELINE + "/backfills").expect(200).text())
                    .contains("href=\"" + chunks + "\"");
            assertThat(operator.get(chunks).expect(200).text())
                    .contains("at work", "worker-7", "waiting", "0 of 2 chunks done")
                    .doesNotContain("Further chunks");
            assertThat(operator.get(chunks + "?part=live").expect(200).text())
                    .startsWith("<section id=\"live\"")
                    .contains("worker-7");
            catalog.commitChunk(
                    new CommitChunk(((ChunkResult.ChunkGranted) held).writer(), 0, List.of(), new Counts(1, 1, 0, 1)));
            assertThat(operator.get(chunks).expect(200).text()).contains("done", "1 of 2 chunks done");
            operator.post(Console.PIPELINE + "/backfills/b/cancel", "reason", "enough")
                    .expect(303);
            assertThat(operator.get(chunks).expect(200).text()).contains("cancelled");
            operator.get(Console.PIPELINE + "/backfills/none").expect(404);
            assertThat(catalog.backfill(KEY, id).orElseThrow().status()).isEqualTo(Backfill.Status.CANCELLED);
        }
    }

    @Test
    void chunksComeInPages() {
        Console operator = operator();
        BackfillId id = new BackfillId("many");
        try (Catalog catalog = service.catalog()) {
            List<Position.Monotonic> borders =
                    IntStream.rangeClosed(1, 120).mapToObj(ConsoleTest::at).toList();
            catalog.startBackfill(
                    new StartBackfill(KEY, id, StreamPartition.of("many"), at(0), borders, new Actor("test", "test")));
            String first = operator.get(Console.PIPELINE + "/backfills/many")
                    .expect(200)
                    .text();
            assertThat(first).contains("0 of 120 chunks done", ">100</th>").doesNotContain(">101</th>");
            Matcher next = NEXT.matcher(first);
            assertThat(next.find()).isTrue();
            assertThat(operator.get(next.group(1)).expect(200).text())
                    .contains(">101</th>", ">120</th>")
                    .doesNotContain(">100</th>", "Further chunks");
            catalog.cancelBackfill(KEY, id, new Actor("test", "over"));
        }
    }

    @Test
    void aPositionIsShownInTheWordsOfItsSourceWithWhatIsKeptBehindIt() {
        try (Catalog catalog = service.catalog()) {
            Run run = Objects.requireNonNull(
                            catalog.runs(KEY, PageRequest.first()).pageOrNull())
                    .entries()
                    .getLast();
            assertThat(operator()
                            .get(Console.PIPELINE + "/runs/" + run.id())
                            .expect(200)
                            .text())
                    .contains("the start")
                    .containsPattern("<summary>byte [0-9]+</summary><code>\\{");
        }
    }

    private static Position.Monotonic at(int number) {
        return new Position.Monotonic(Integer.toString(number), Bytes.of(new byte[] {(byte) number}));
    }
}
