package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hakiri.batch.Batch;
import io.hakiri.batch.Column;
import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ChunkCommitResult.ChunkDone;
import io.hakiri.catalog.ChunkResult.ChunkGranted;
import io.hakiri.catalog.ChunkWriter;
import io.hakiri.catalog.ClaimChunk;
import io.hakiri.catalog.CommitChunk;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.StagedObject;
import io.hakiri.catalog.sqlite.SqliteCatalog;
import io.hakiri.cli.Commands;
import io.hakiri.connector.Destination;
import io.hakiri.connector.Options;
import io.hakiri.connector.Stage;
import io.hakiri.connector.Staging;
import io.hakiri.connectors.BuiltIn;
import io.hakiri.schema.Field;
import io.hakiri.schema.Shape;
import io.hakiri.schema.Type;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backfills by the program's own commands, over a file of SQLite, from files into a lake. */
final class BackfillTest {
    private static final PipelineKey KEY = PipelineKey.of("test", "p");
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final String STRICT = "cursor = { field = \"n\", strictly_increasing = true }";

    @TempDir
    Path folder;

    /** What a command said and how it ended. */
    private record Said(int exit, String out, String err) {
        JsonNode json() {
            try {
                return new ObjectMapper().readTree(out);
            } catch (IOException e) {
                throw new AssertionError(out + err, e);
            }
        }

        Said expect(int code) {
            assertThat(exit).as("%s%s", out, err).isEqualTo(code);
            return this;
        }
    }

    private Said hakiri(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Commands.line()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(Stream.concat(
                                Stream.of("-C", folder.toString(), "--catalog", "sqlite:.hakiri", "--output", "json"),
                                Stream.of(words))
                        .toArray(String[]::new));
        return new Said(exit, out.toString(), err.toString());
    }

    /** The numbers from one to another, without it, in a file that has run. */
    private void ran(String stream, long to) {
        Projects.csv(folder, "jsonl", "run = { lease_ttl = \"1s\" }", stream);
        Projects.write(folder.resolve("data.csv"), "n,day\n");
        more(0, to);
        hakiri("run").expect(0);
    }

    private void more(long from, long to) {
        StringBuilder rows = new StringBuilder();
        for (long n = from; n < to; n++) {
            rows.append(n).append(',').append(n / 10).append('\n');
        }
        Projects.append(folder.resolve("data.csv"), rows.toString());
    }

    private Said start(String name, String... range) {
        return hakiri(
                Stream.concat(Stream.of("backfill", "start", "p", "--name", name, "--reason", "test"), Stream.of(range))
                        .toArray(String[]::new));
    }

    private JsonNode backfill(String name) {
        for (JsonNode each : hakiri("backfill", "list", "p").expect(0).json().path("backfills")) {
            if (each.path("backfill").asText().equals(name)) {
                return each;
            }
        }
        throw new AssertionError("no backfill " + name);
    }

    private String cursor() {
        return hakiri("cursor", "list", "p")
                .json()
                .path("cursors")
                .path(0)
                .path("at")
                .asText();
    }

    /** Each row that is not there as often as it should be, with how often it is. */
    private List<String> wrong(long rows, long fromAgain, long toAgain) {
        try (Lake lake = new Lake(folder.resolve("lake"))) {
            return lake.rows("select r.n, count(s.n) from range(" + rows + ") r(n) left join " + lake.jsonl("s")
                    + " s on s.n = r.n group by r.n having count(s.n) <> case when r.n >= " + fromAgain + " and r.n < "
                    + toAgain + " then 2 else 1 end order by r.n");
        }
    }

    private List<Path> staged() {
        try (Stream<Path> files = Files.walk(folder.resolve("lake/_hakiri/staging"))) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Catalog catalog() {
        return SqliteCatalog.open(folder.resolve(".hakiri"), InstantSource.system(), new SecureRandom());
    }

    private ChunkWriter claims(Catalog catalog, String name) {
        return ((ChunkGranted) catalog.claimChunk(
                        new ClaimChunk(KEY, new BackfillId(name), RequestId.random(), "test", SHORT)))
                .writer();
    }

    private Destination lake() {
        return BuiltIn.connectors()
                .destination("jsonl")
                .orElseThrow()
                .open(new Options(Map.of("path", "lake"), folder));
    }

    /** As a worker does it: numbers of the stream, staged for a chunk. */
    private static List<StagedObject> stages(Destination lake, ChunkWriter chunk, long from, long to) {
        try (Staging staging = lake.stage(new Stage(chunk.staging(), 1))) {
            Shape shape = new Shape(
                    List.of(new Field("n", Type.Plain.INT64, true), new Field("day", Type.Plain.INT64, true)));
            long[] numbers = LongStream.range(from, to).toArray();
            long[] days = LongStream.range(from, to).map(n -> n / 10).toArray();
            staging.write(
                    "s",
                    new Batch(
                            shape,
                            List.of(
                                    new Column.Longs(Type.Plain.INT64, numbers, null),
                                    new Column.Longs(Type.Plain.INT64, days, null)),
                            numbers.length));
            return staging.finish();
        }
    }

    @Test
    void aRangeBehindTheCursorComesAgainOnceAndTheCursorStays() {
        ran(STRICT, 1_000);

        start("again", "--from", "99", "--to", "599", "--chunks", "7").expect(0);
        JsonNode worked = hakiri("backfill", "work", "p", "again", "--workers", "3")
                .expect(0)
                .json();

        assertThat(worked.path("status").asText()).isEqualTo("done");
        assertThat(worked.path("chunks").asInt()).isEqualTo(7);
        assertThat(worked.path("read").asInt()).isEqualTo(500);
        assertThat(wrong(1_000, 100, 600)).isEmpty();
        assertThat(cursor()).isEqualTo("999");
        assertThat(backfill("again").path("status").asText()).isEqualTo("done");
        assertThat(staged()).isEmpty();
    }

    @Test
    void aRangeAheadOfTheCursorMovesItAndRunsGoOnBehindIt() {
        ran(STRICT, 100);
        more(100, 2_000);

        JsonNode started =
                start("ahead", "--to", "1499", "--chunks", "5").expect(0).json();
        assertThat(started.path("ahead").asBoolean()).isTrue();
        assertThat(started.path("from").asText()).isEqualTo("99");
        assertThat(hakiri("run")
                        .expect(3)
                        .json()
                        .path("pipelines")
                        .path(0)
                        .path("reason")
                        .asText())
                .contains("backfill:ahead");
        hakiri("backfill", "work", "p", "ahead").expect(0);

        assertThat(cursor()).isEqualTo("1499");
        hakiri("run").expect(0);
        assertThat(wrong(2_000, 0, 0)).isEmpty();
        assertThat(cursor()).isEqualTo("1999");
    }

    /** What came later up to there would never be read. */
    @Test
    void aRangeAheadEndsWhereTheRowsEnd() {
        ran(STRICT, 100);
        more(100, 200);

        Said started = start("ahead", "--to", "1000000", "--chunks", "4", "--work", "2")
                .expect(0);
        assertThat(started.err()).contains("ends at 199");
        assertThat(started.json().path("chunks").asInt()).isEqualTo(4);
        assertThat(cursor()).isEqualTo("199");

        more(200, 300);
        hakiri("run").expect(0);
        assertThat(wrong(300, 0, 0)).isEmpty();
    }

    @Test
    void rowsThatAreEqualAtABorderAreInOneChunk() {
        ran("cursor = { field = \"day\" }\n  primary_key = [\"n\"]", 1_000);
        start("days", "--from", "9", "--to", "59", "--chunks", "23").expect(0);
        hakiri("backfill", "work", "p", "days", "--workers", "2").expect(0);
        assertThat(wrong(1_000, 100, 600)).isEmpty();

        more(1_000, 1_500);
        start("ahead", "--to", "149", "--border", "110", "--border", "120", "--work", "2")
                .expect(0);
        more(1_500, 1_505);
        hakiri("run").expect(0);
        assertThat(wrong(1_505, 100, 600)).isEmpty();
    }

    @Test
    void aRunLeavesWhatLivingWorkersStaged() {
        ran(STRICT, 1_000);
        start("again", "--from", "99", "--to", "199", "--chunks", "1").expect(0);
        try (Catalog catalog = catalog();
                Destination lake = lake()) {
            ChunkWriter chunk = claims(catalog, "again");
            List<StagedObject> staged = stages(lake, chunk, 100, 200);

            more(1_000, 1_100);
            hakiri("run").expect(0);

            assertThat(catalog.commitChunk(new CommitChunk(chunk, 1, staged, new Counts(100, 100, 0, 1))))
                    .isEqualTo(new ChunkDone(0));
        }
        hakiri("backfill", "work", "p", "again").expect(0);
        assertThat(wrong(1_100, 100, 200)).isEmpty();
    }

    @Test
    void whatAWorkerCommittedAndDidNotPublishIsPublishedByTheNext() {
        ran(STRICT, 1_000);
        start("again", "--from", "99", "--to", "299", "--chunks", "2").expect(0);
        try (Catalog catalog = catalog();
                Destination lake = lake()) {
            ChunkWriter chunk = claims(catalog, "again");
            catalog.commitChunk(new CommitChunk(chunk, 1, stages(lake, chunk, 100, 200), new Counts(100, 100, 0, 1)));
        }
        assertThat(wrong(1_000, 0, 0)).isEmpty();

        hakiri("backfill", "work", "p", "again").expect(0);
        assertThat(wrong(1_000, 100, 300)).isEmpty();
        assertThat(staged()).isEmpty();
    }

    @Test
    void aChunkOfADeadWorkerComesBackAndNothingOfItIsLeft() {
        ran(STRICT, 1_000);
        start("again", "--from", "99", "--to", "199", "--chunks", "1").expect(0);
        try (Catalog catalog = catalog();
                Destination lake = lake()) {
            stages(lake, claims(catalog, "again"), 100, 150);
        }
        assertThat(staged()).hasSize(1);

        hakiri("backfill", "work", "p", "again").expect(0);
        assertThat(wrong(1_000, 100, 200)).isEmpty();
        assertThat(staged()).isEmpty();
    }

    @Test
    void cancellingKeepsWhatIsDoneAndRemovesTheRest() {
        ran(STRICT, 1_000);
        start("again", "--from", "99", "--to", "299", "--chunks", "2").expect(0);
        try (Catalog catalog = catalog();
                Destination lake = lake()) {
            ChunkWriter first = claims(catalog, "again");
            catalog.commitChunk(new CommitChunk(first, 1, stages(lake, first, 100, 200), new Counts(100, 100, 0, 1)));
            stages(lake, claims(catalog, "again"), 200, 250);
        }

        JsonNode cancelled = hakiri("backfill", "cancel", "p", "again", "--reason", "test")
                .expect(0)
                .json();

        assertThat(cancelled.path("status").asText()).isEqualTo("cancelled");
        assertThat(cancelled.path("done").asInt()).isEqualTo(1);
        assertThat(wrong(1_000, 100, 200)).isEmpty();
        assertThat(staged()).isEmpty();
        hakiri("backfill", "work", "p", "again").expect(3);
    }

    @Test
    void rowsOfAShapeThatNobodyDecidedAboutEndTheWork() throws IOException {
        ran(STRICT, 1_000);
        Path data = folder.resolve("data.csv");
        Files.writeString(data, Files.readString(data).replace("\n150,15\n", "\n150,some\n"), StandardCharsets.UTF_8);
        start("again", "--from", "99", "--to", "199").expect(0);

        JsonNode failed = hakiri("backfill", "work", "p", "again").expect(1).json();

        assertThat(failed.path("error").asText()).isEqualTo("schema-incompatible");
        assertThat(failed.path("reason").asText())
                .contains("A backfill decides about no schema")
                .contains("hakiri backfill work p again");
        assertThat(wrong(1_000, 0, 0)).isEmpty();
        assertThat(staged()).isEmpty();

        Files.writeString(data, Files.readString(data).replace("\n150,some\n", "\n150,15\n"), StandardCharsets.UTF_8);
        hakiri("backfill", "work", "p", "again").expect(0);
        assertThat(wrong(1_000, 100, 200)).isEmpty();
    }

    @Test
    void whatIsNoRangeIsRefusedAndChangesNothing() {
        ran(STRICT, 1_000);
        more(1_000, 1_100);
        assertThat(start("x", "--from", "10", "--to", "10").expect(2).err()).contains("an end behind its beginning");
        assertThat(start("x", "--from", "10", "--to", "1050").expect(2).err()).contains("make two backfills");
        assertThat(start("x", "--from", "1010", "--to", "1050").expect(2).err()).contains("would never be read");
        assertThat(start("x", "--from", "10", "--to", "ten").expect(2).err())
                .contains("int64")
                .contains("ten");
        assertThat(start("x", "--to", "500", "--chunks", "3").expect(2).err())
                .contains("a value that the range begins with");
        assertThat(start("x", "--from", "0", "--to", "500", "--chunks", "10001")
                        .expect(2)
                        .err())
                .contains("1 to 10000");
        assertThat(start("x", "--from", "0", "--to", "500", "--border", "300", "--border", "200")
                        .expect(2)
                        .err())
                .contains("in the order of the cursor field");
        assertThat(start("X", "--from", "0", "--to", "500").expect(2).err()).contains("[a-z0-9]");
        assertThat(start("x", "--stream", "t", "--to", "500").expect(2).err()).contains("no stream t");
        assertThat(hakiri("backfill", "work", "p", "x").expect(2).err()).contains("no such thing");
        assertThat(hakiri("backfill", "cancel", "p", "x", "--reason", "r")
                        .expect(2)
                        .err())
                .contains("no such thing");
        assertThat(hakiri("backfill", "list", "p").expect(0).json().path("backfills"))
                .isEmpty();
        assertThat(wrong(1_000, 0, 0)).isEmpty();
    }

    @Test
    void oneGoesOnAtATimeAndTheSameAgainIsTheSame() {
        ran(STRICT, 1_000);
        start("one", "--from", "0", "--to", "500").expect(0);
        start("one", "--from", "0", "--to", "500").expect(0);
        assertThat(start("one", "--from", "0", "--to", "501").expect(2).err()).contains("the same content");
        assertThat(start("two", "--from", "0", "--to", "500").expect(3).err()).contains("hakiri backfill cancel p one");
    }

    @Test
    void aStreamThatIsReadByByteHasNoRanges() {
        ran("", 100);
        assertThat(start("x", "--to", "50").expect(2).err()).contains("has no cursor field");
    }

    @Test
    void aStreamThatWasNeverReadIsRefused() {
        Projects.csv(folder, "jsonl", "", STRICT);
        Projects.write(folder.resolve("data.csv"), "n,day\n");
        assertThat(start("x", "--to", "50").expect(3).err()).contains("hakiri run p");
    }

    @Test
    void aPausedPipelineIsLeftAlone() {
        ran(STRICT, 1_000);
        start("again", "--from", "0", "--to", "500").expect(0);
        hakiri("pipeline", "pause", "p", "--reason", "test").expect(0);
        JsonNode refused = hakiri("backfill", "work", "p", "again").expect(3).json();
        assertThat(refused.path("status").asText()).isEqualTo("paused");
        assertThat(refused.path("chunks").asInt()).isZero();
    }
}
