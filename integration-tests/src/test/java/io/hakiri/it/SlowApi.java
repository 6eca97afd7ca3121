package io.hakiri.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An API that takes its time for each page, until it is told to hurry: a run that reads it is at work for a while. */
public final class SlowApi implements AutoCloseable {
    /** Rows of each pipeline that reads it, unless said. */
    public static final int ROWS = 2_000;

    private static final int PAGE_ROWS = 10;
    private static final int PAGE_MILLIS = 100;
    private static final Pattern PAGE = Pattern.compile("page=([0-9]+)");

    private final int rows;
    private final CountDownLatch hurry = new CountDownLatch(1);
    private final HttpServer server;

    public SlowApi() throws IOException {
        this(ROWS);
    }

    /** Of so many rows. */
    public SlowApi(int rows) throws IOException {
        this.rows = rows;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try {
            hurry.await(PAGE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Matcher asked = PAGE.matcher(String.valueOf(exchange.getRequestURI().getQuery()));
        int page = asked.find() ? Integer.parseInt(asked.group(1)) : 0;
        String data = IntStream.range(page * PAGE_ROWS, (page + 1) * PAGE_ROWS)
                .mapToObj(n -> "{\"n\":" + n + "}")
                .collect(Collectors.joining(","));
        String next = (page + 1) * PAGE_ROWS < rows ? "\"" + (page + 1) + "\"" : "null";
        byte[] body = ("{\"data\":[" + data + "],\"next\":" + next + "}").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        try (exchange) {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (IOException e) {
            // whoever asked was killed
        }
    }

    /** Its base. */
    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on pages come at once. */
    public void hurry() {
        hurry.countDown();
    }

    /** A project {@code test} of pipelines {@code p0}, {@code p1} … that are due when they are first seen, and commit each page. */
    public void project(Path folder, int pipelines, String lease) {
        StringBuilder manifest = new StringBuilder("[project]\nname = \"test\"\n");
        for (int i = 0; i < pipelines; i++) {
            manifest.append("""
                    [[pipeline]]
                    id = "p%1$d"
                    schedule = "every 1d"
                    destination = { connector = "jsonl", path = "lake%1$d" }
                    run = { commit_rows = 1, lease_ttl = "%2$s" }
                      [pipeline.source]
                      connector = "http"
                      url = "%3$s/%1$d"
                      records = "/data"
                      paging = "token"
                      next = "/next"
                      page_param = "page"
                      [[pipeline.stream]]
                      name = "s"
                    """.formatted(i, lease, address()));
        }
        Projects.write(folder.resolve("hakiri.toml"), manifest.toString());
    }

    @Override
    public void close() {
        hurry();
        server.stop(0);
    }
}
