package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.connectors.s3.server.S3Server;
import io.hakiri.connectors.s3.server.TestBucket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program between buckets: the example, its secrets, and many deaths. */
final class S3Test {
    private static final long SEED = Long.getLong("hakiri.seed", 20260304);
    private static final int ROWS_PER_ROUND = 12_000;
    /** About 150 MB as they are written. */
    private static final int MANY_ROWS = 1_500_000;

    private static final String KEY = "the-Key-of-the-lake-7Qx";

    @TempDir
    private Path folder;

    private final TestBucket bucket = S3Server.bucket();
    private Map<String, String> surroundings;
    private int objects;

    @BeforeEach
    void surroundings() {
        surroundings = Map.of(
                "AWS_ENDPOINT_URL_S3",
                S3Server.endpoint().toString(),
                "AWS_REGION",
                "eu-central-1",
                "AWS_ACCESS_KEY_ID",
                "stand-in",
                "AWS_SECRET_ACCESS_KEY",
                "stand-in",
                "LAKE_KEY_ID",
                KEY + "-id",
                "LAKE_KEY",
                KEY);
    }

    private Program example() {
        Projects.copyOf("s3", folder);
        Path manifest = folder.resolve("hakiri.toml");
        Projects.write(manifest, Projects.read(manifest).replace("example-bucket", bucket.name()));
        return Program.startedOften(folder);
    }

    private void upload(String file) {
        bucket.put("orders/" + file, Projects.read(folder.resolve("data/" + file)));
    }

    private long written(Program.Ended run) {
        return run.expect(0).pipeline("orders").path("written").asLong();
    }

    @Test
    void theExampleReadsWhatIsNewAndWritesItOnce() {
        Program hakiri = example();
        upload("2026-03-01.csv");
        assertThat(written(hakiri.run(surroundings, "run", "--output", "json"))).isEqualTo(20);
        assertThat(written(hakiri.run(surroundings, "run", "--output", "json"))).isZero();
        upload("2026-03-02.csv");
        upload("2026-03-03.csv");
        assertThat(written(hakiri.run(surroundings, "run", "--output", "json"))).isEqualTo(40);

        bucket.download(".parquet", folder);
        try (Lake lake = new Lake(folder.resolve("lake"))) {
            assertThat(lake.rows(
                            "select count(*), count(distinct order_id), min(total) > 0 from " + lake.parquet("orders")))
                    .containsExactly("60|60|true");
        }
        assertThat(bucket.keys(".sql")).containsExactly("lake/orders.latest.sql");
        assertThat(bucket.uploads()).isEmpty();
    }

    @Test
    void aSecretIsInNoOutputNorInTheCatalogNorInTheBucket() throws IOException {
        Program hakiri = example();
        upload("2026-03-01.csv");
        List<Program.Ended> said = new ArrayList<>();
        for (String command : List.of(
                "plan",
                "manifest validate",
                "run",
                "run --output json",
                "pipeline list",
                "pipeline describe orders",
                "pipeline describe orders --output json",
                "runs orders --output json",
                "audit --output json",
                "cursor list orders",
                "schema history orders",
                "catalog status",
                "doctor")) {
            said.add(hakiri.run(surroundings, command.split(" ", -1)));
        }
        bucket.put("orders/2026-03-02.csv", "order_id,placed_at\n\"not closed");
        said.add(hakiri.run(surroundings, "run"));
        Projects.write(
                folder.resolve("hakiri.toml"),
                Projects.read(folder.resolve("hakiri.toml")).replace(bucket.name() + "/lake", "no-such-bucket/lake"));
        said.add(hakiri.run(surroundings, "run").expect(1));
        Projects.write(
                folder.resolve("hakiri.toml"),
                Projects.read(folder.resolve("hakiri.toml")).replace("\"secret:LAKE_KEY\"", "\"" + KEY + "\""));
        said.add(hakiri.run(surroundings, "run").expect(2));

        assertThat(said).noneMatch(ended -> (ended.out() + ended.err()).contains(KEY));
        assertThat(said).anyMatch(ended -> ended.out().contains("secret:LAKE_KEY"));
        Files.delete(folder.resolve("hakiri.toml"));
        assertThat(holds(folder)).as("files that hold the secret").isEmpty();
        for (String key : bucket.keys()) {
            assertThat(new String(bucket.get(key), StandardCharsets.ISO_8859_1)).doesNotContain(KEY);
        }
    }

    private static List<Path> holds(Path folder) throws IOException {
        List<Path> holders = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(KEY)) {
                    holders.add(file);
                }
            }
        }
        return holders;
    }

    @Test
    void anObjectMayBeMuchLongerThanTheMemory() throws IOException {
        Projects.write(folder.resolve("hakiri.toml"), """
                [project]
                name = "long"
                [[pipeline]]
                id = "long"
                source = { connector = "s3", path = "s3://BUCKET/in/long.csv.gz", path_style = true }
                destination = { connector = "jsonl", path = "s3://BUCKET/lake", path_style = true }
                """.replace("BUCKET", bucket.name()));
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (Writer out = new OutputStreamWriter(new GZIPOutputStream(packed), StandardCharsets.UTF_8)) {
            out.write("n,text\n");
            for (int n = 0; n < MANY_ROWS; n++) {
                out.write(n + ",a text that is long enough to fill the memory of the program many times over\n");
            }
        }
        bucket.put("in/long.csv.gz", packed.toByteArray());

        Program.in(folder, "-XX:+UseSerialGC", "-Xmx64m")
                .with(surroundings)
                .run("run")
                .expect(0);

        bucket.download(".jsonl", folder);
        try (Lake lake = new Lake(folder.resolve("lake"))) {
            assertThat(lake.rows("select count(*), count(distinct n) from " + lake.jsonl("long")))
                    .containsExactly(MANY_ROWS + "|" + MANY_ROWS);
        }
    }

    @Test
    void afterManyDeathsTheBucketEqualsTheSource() throws Exception {
        Projects.write(folder.resolve("hakiri.toml"), """
                [project]
                name = "kills"
                [[pipeline]]
                id = "by-object"
                source = { connector = "s3", path = "s3://BUCKET/in/*.csv", path_style = true, endpoint = "ENDPOINT" }
                destination = { connector = "parquet", path = "s3://BUCKET/lake", path_style = true, endpoint = "ENDPOINT" }
                run = { commit_rows = 1, commit_bytes = "64KiB" }
                [[pipeline]]
                id = "by-key"
                source = { connector = "s3", path = "s3://BUCKET/in/", follow = "keys", path_style = true, endpoint = "ENDPOINT" }
                destination = { connector = "jsonl", path = "s3://BUCKET/lake", path_style = true, endpoint = "ENDPOINT" }
                run = { commit_rows = 1, commit_bytes = "64KiB" }
                """.replace("BUCKET", bucket.name())
                .replace("ENDPOINT", S3Server.endpoint().toString()));
        Program hakiri = Program.startedOften(folder).with(surroundings);
        Deaths deaths = new Deaths(hakiri, Deaths.FEW, SEED);
        deaths.happen(this::more);

        bucket.download(".parquet", folder);
        bucket.download(".jsonl", folder);
        long rows = (long) objects * ROWS_PER_ROUND;
        try (Lake lake = new Lake(folder.resolve("lake"))) {
            for (String stream : new String[] {lake.parquet("by-object"), lake.jsonl("by-key")}) {
                assertThat(lake.rows("select count(*), count(distinct n), min(n), max(n) from " + stream))
                        .as("seed %s", SEED)
                        .containsExactly(rows + "|" + rows + "|0|" + (rows - 1));
            }
        }
        assertThat(bucket.uploads()).as("uploads that nobody ended").isEmpty();
        assertThat(bucket.keys(".staged")).as("markers that nobody removed").isEmpty();
        deaths.wereAtWork("by-object", "by-key");
    }

    /** One object more, under a key that is greater than all before. */
    private void more() {
        StringBuilder csv = new StringBuilder("n,word\n");
        for (int i = 0; i < ROWS_PER_ROUND; i++) {
            int n = objects * ROWS_PER_ROUND + i;
            csv.append(n).append(",w").append(n % 97).append('\n');
        }
        bucket.put("in/%04d.csv".formatted(objects), csv.toString());
        objects++;
    }
}
