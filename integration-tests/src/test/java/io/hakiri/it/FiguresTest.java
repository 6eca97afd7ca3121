package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hakiri.deployment.Figures;
import io.hakiri.deployment.Variables;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service counts for CloudWatch, as whoever collects its log has it. */
final class FiguresTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAME = "hakiri of prod";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private List<String> log() throws Exception {
        return Files.readString(folder.resolve("container.log")).lines().toList();
    }

    private Service service(Map<String, String> more, String... options) {
        Path log = folder.resolve("container.log");
        Program program = Program.in(folder)
                .with(Map.of(Variables.FIGURES, NAME, Variables.LOG, "json"))
                .with(more);
        String[] arguments = new String[options.length + 3];
        System.arraycopy(new String[] {"serve", "--port", "0"}, 0, arguments, 0, 3);
        System.arraycopy(options, 0, arguments, 3, options.length);
        return Service.started(program.startLogged(log, arguments), folder, log);
    }

    private double sum(String name) throws Exception {
        return CountedLine.of(log(), name).stream()
                .mapToDouble(CountedLine::value)
                .sum();
    }

    private void await(String name, Predicate<List<CountedLine>> isThere) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isThere.test(CountedLine.of(log(), name))) {
            assertThat(System.nanoTime()).as("%s in %s", name, log()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Test
    void eachIsALineOfItsOwnAndCountsWhatHappened() throws Exception {
        Projects.write(folder.resolve("data.csv"), "n\n1\n2\n3\n");
        Projects.csv(folder, "jsonl", "schedule = \"every 1d\"", "");
        try (Service service = service(Map.of())) {
            Worker worker = new Worker(service, "w");
            JsonNode run = worker.begin("one", "1");
            worker.commit(run, 1, Worker.rows("x") + Worker.GO_ON).expect(200);
            worker.breakLease();
            worker.commit(run, 2, Worker.GO_ON).expect(409);
            worker.renew(run).expect(409);
            JsonNode next = worker.begin("one", "2");
            worker.commit(next, 1, Worker.FAILED).expect(200);
            worker.commit(next, 1, Worker.FAILED).expect(200);
            worker.cancel(worker.begin("one", "3"));
            await(Figures.RUNS_SUCCEEDED, lines -> !lines.isEmpty());
        }
        assertThat(sum(Figures.RUNS_SUCCEEDED)).isEqualTo(1);
        assertThat(sum(Figures.RUNS_ABANDONED)).isEqualTo(1);
        assertThat(sum(Figures.RUNS_FAILED)).isEqualTo(1);
        assertThat(sum(Figures.RUNS_CANCELLED)).isEqualTo(1);
        assertThat(sum(Figures.FENCED_WRITES)).isEqualTo(2);
        assertThat(sum(Figures.CATALOG_FAULTS)).isZero();
        assertThat(CountedLine.of(log(), Figures.LAG_SECONDS))
                .as("what was handed out")
                .singleElement()
                .satisfies(line -> assertThat(line.value()).isBetween(0.0, 60.0));
        assertThat(CountedLine.all(log())).allSatisfy(line -> {
            assertThat(line.service()).isEqualTo(NAME);
            assertThat(line.project()).isEqualTo("test");
        });
        for (String line : log()) {
            assertThat(JSON.readTree(line).isObject()).as(line).isTrue();
        }
    }

    @Test
    void whatWaitsForAPlaceIsLateBeforeAnybodyTakesIt() throws Exception {
        try (SlowApi api = new SlowApi()) {
            api.project(folder, 2, "30s");
            try (Service service = service(Map.of(), "--runs", "1")) {
                await(Figures.LAG_SECONDS, lines -> lines.size() >= 2);
                assertThat(sum(Figures.RUNS_SUCCEEDED)).isZero();
                assertThat(service.isAlive()).isTrue();
                api.hurry();
                await(Figures.LAG_SECONDS, lines -> lines.size() >= 3);
                assertThat(CountedLine.of(log(), Figures.LAG_SECONDS).getLast().value())
                        .as("until it was taken")
                        .isGreaterThan(CountedLine.of(log(), Figures.LAG_SECONDS)
                                .getFirst()
                                .value());
            }
        }
    }

    @Test
    void aCatalogThatIsAwayIsCounted() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        String address = "postgresql://u:secret@127.0.0.1:" + nobody + "/d?connect-timeout=1s";
        try (Service service = service(Map.of(Variables.CATALOG, address))) {
            await(Figures.CATALOG_FAULTS, lines -> !lines.isEmpty());
            assertThat(service.isAlive()).isTrue();
        }
        assertThat(CountedLine.of(log(), Figures.CATALOG_FAULTS)).allSatisfy(line -> {
            assertThat(line.project()).isEmpty();
            assertThat(line.value()).isEqualTo(1);
        });
        assertThat(log()).noneMatch(line -> line.contains("secret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zürich", "a\tb"})
    void aNameThatCloudWatchWouldNotTakeIsRefused(String name) {
        Projects.csv(folder, "jsonl", "", "");
        assertThat(Program.in(folder)
                        .with(Map.of(Variables.FIGURES, name))
                        .run("serve", "--port", "0")
                        .expect(2)
                        .err())
                .contains(Variables.FIGURES, "1 to 255 printable ASCII characters");
    }

    @Test
    void aNameThatIsTooLongIsRefused() {
        Projects.csv(folder, "jsonl", "", "");
        assertThat(Program.in(folder)
                        .with(Map.of(Variables.FIGURES, "x".repeat(256)))
                        .run("serve", "--port", "0")
                        .expect(2)
                        .err())
                .contains(Variables.FIGURES, "given 256 of them");
    }
}
