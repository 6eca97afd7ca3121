package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of runs that read an API, and of runs that read a tap: at the end each row is there once. */
final class KilledSourcesTest {
    private static final long SEED = Long.getLong("hakiri.seed", 20261129);
    private static final int ROWS_PER_ROUND = 4_000;
    private static final int PAGE = 500;
    private static final int TIES = 7;

    private static final String API = """
            [project]
            name = "kills"
            [[pipeline]]
            id = "tokens"
            destination = { connector = "parquet", path = "lake" }
            run = { commit_rows = 1, commit_bytes = "64KiB" }
              [pipeline.source]
              connector = "http"
              url = "http://%1$s/{stream}"
              records = "/data"
              paging = "token"
              next = "/next"
              page_param = "page"
            [[pipeline]]
            id = "since"
            destination = { connector = "jsonl", path = "lake" }
            run = { commit_rows = 1, commit_bytes = "64KiB" }
              [pipeline.source]
              connector = "http"
              url = "http://%1$s/{stream}"
              records = "/data"
              paging = "since"
              since_param = "from"
              page_size = 500
              [[pipeline.stream]]
              name = "since"
              cursor = { field = "at", kind = "monotonic" }
              primary_key = ["n"]
            """;

    private static final String TAP = """
            [project]
            name = "kills"
            [[pipeline]]
            id = "tap"
            source = { connector = "singer", command = ["sh", "tap.sh"], discover = false, config = ["password=hunter2"] }
            destination = { connector = "parquet", path = "lake" }
            run = { commit_rows = 1, commit_bytes = "64KiB" }
            """;

    /** Counts on from its state; says where it is after every 15,000 rows, more than a batch takes. */
    private static final String TAP_PROGRAM = """
            last=0
            while [ $# -gt 0 ]; do
                if [ "$1" = --state ]; then last=$(sed 's/.*"last":\\([0-9]*\\).*/\\1/' "$2"); fi
                shift
            done
            exec awk -v last="$last" -v rows="$(cat rows.txt)" '
                function state(n) { printf "{\\"type\\":\\"STATE\\",\\"value\\":{\\"last\\":%d}}\\n", n }
                BEGIN {
                    print "{\\"type\\":\\"SCHEMA\\",\\"stream\\":\\"tap\\",\\"key_properties\\":[],\\"schema\\":{\\"properties\\":{\\"n\\":{\\"type\\":\\"integer\\"}}}}"
                    for (n = last; n < rows; n++) {
                        printf "{\\"type\\":\\"RECORD\\",\\"stream\\":\\"tap\\",\\"record\\":{\\"n\\":%d,\\"word\\":\\"w%d\\"}}\\n", n, n % 97
                        if ((n + 1) % 15000 == 0) state(n + 1)
                    }
                    state(rows)
                }'
            """;

    private static final Pattern PARAM = Pattern.compile("(page|from)=([0-9]+)");

    @TempDir
    private Path folder;

    private final AtomicLong rows = new AtomicLong();

    @Test
    void afterManyDeathsTheLakeEqualsTheApi() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            server.setExecutor(threads);
            server.createContext("/", this::answer);
            server.start();
            String host = server.getAddress().getHostString() + ":"
                    + server.getAddress().getPort();
            Projects.write(folder.resolve("hakiri.toml"), API.formatted(host));
            Deaths deaths = new Deaths(Program.startedOften(folder), Deaths.FEW, SEED);
            deaths.happen(() -> rows.addAndGet(ROWS_PER_ROUND));
            deaths.wereAtWork("tokens", "since");
            try (Lake lake = new Lake(folder.resolve("lake"))) {
                check(lake, lake.parquet("tokens"));
                check(lake, lake.jsonl("since"));
            }
        } finally {
            server.stop(0);
        }
    }

    @Test
    void afterManyDeathsTheLakeEqualsWhatTheTapSaid() throws Exception {
        Projects.write(folder.resolve("hakiri.toml"), TAP);
        Projects.write(folder.resolve("tap.sh"), TAP_PROGRAM);
        Deaths deaths = new Deaths(Program.startedOften(folder), Deaths.FEW, SEED);
        List<Long> killed = deaths.happen(
                () -> Projects.write(folder.resolve("rows.txt"), rows.addAndGet(10 * ROWS_PER_ROUND) + "\n"));
        deaths.wereAtWork("tap");
        try (Lake lake = new Lake(folder.resolve("lake"))) {
            check(lake, lake.parquet("tap"));
        }
        try (Stream<Path> left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertThat(left.map(path -> path.getFileName().toString())
                            .filter(name -> name.startsWith("hakiri-tap-"))
                            .filter(name -> killed.stream().anyMatch(pid -> name.contains("-" + pid + "-"))))
                    .as("folders with the configuration of taps whose runs died")
                    .isEmpty();
        }
    }

    private void check(Lake lake, String stream) {
        assertThat(lake.number("select count(*) from " + stream))
                .as("rows of %s, seed %s", stream, SEED)
                .isEqualTo(rows.get());
        assertThat(lake.number("select count(distinct n) from " + stream)).isEqualTo(rows.get());
        assertThat(lake.number("select count(*) from " + stream + " where word <> 'w' || (n % 97)"))
                .isZero();
    }

    private void answer(HttpExchange exchange) throws IOException {
        Matcher param = PARAM.matcher(String.valueOf(exchange.getRequestURI().getQuery()));
        long asked = param.find() ? Long.parseLong(param.group(2)) : 0;
        boolean tokens = exchange.getRequestURI().getPath().equals("/tokens");
        long all = rows.get();
        StringBuilder page = new StringBuilder("{\"data\":[");
        long from = tokens ? asked : asked * TIES;
        long to = Math.min(all, from + PAGE);
        for (long n = from; n < to; n++) {
            page.append(n == from ? "" : ",")
                    .append("{\"n\":")
                    .append(n)
                    .append(",\"at\":")
                    .append(n / TIES)
                    .append(",\"word\":\"w")
                    .append(n % 97)
                    .append("\"}");
        }
        page.append("],\"next\":").append(to < all ? Long.toString(to) : "null").append('}');
        byte[] bytes = page.toString().getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("who asked is gone", e);
        }
    }
}
