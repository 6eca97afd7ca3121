package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The traces that a receiver of OTLP gets: one for each run, whichever instances its requests go to. */
final class TracesTest {
    private static final String CALLER = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String POSITION = "position-4711";

    @TempDir
    private Path folder;

    private static List<Spans.Span> spans(Recorder recorder, String pipeline) {
        return recorder.sent().stream()
                .flatMap(sent -> Spans.of(sent.bytes()).stream())
                .filter(span -> pipeline.equals(span.attributes().get("hakiri.pipeline")))
                .toList();
    }

    @Test
    void aRunIsOneTraceAlsoWhereItGoesThroughTwoInstances() throws IOException {
        Projects.write(folder.resolve("data.csv"), "n\n1\n");
        Projects.csv(folder, "jsonl", "schedule = \"every 1d\"", "");
        String run;
        try (Recorder recorder = new Recorder()) {
            Program program = Program.in(folder).with(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", recorder.address()));
            try (Service one = Service.of(program, folder, folder.resolve("one.log"), "--reconcile-every", "off");
                    Service other = Service.of(program, folder, folder.resolve("other.log"))) {
                Worker begins = new Worker(one, "w");
                Worker goesOn = Worker.of(other, "w");
                JsonNode begun = begins.begin("w", "1", "traceparent", "00-" + CALLER + "-00f067aa0ba902b7-01");
                run = begun.path("run").asText();
                begins.renew(begun).expect(200);
                goesOn.commit(begun, 1, Worker.rows(POSITION) + Worker.GO_ON).expect(200);
                goesOn.commit(begun, 3, Worker.GO_ON).expect(400);
                begins.commit(begun, 2, Worker.SUCCEEDED).expect(200);
                long deadline = System.nanoTime() + 60_000_000_000L;
                while (!other.said().contains("test/p: run ") || !other.said().contains(" succeeded")) {
                    assertThat(System.nanoTime()).as(other.said()).isLessThan(deadline);
                }
                one.stop();
                other.stop();
                assertThat(one.said() + other.said()).doesNotContain("ERROR", "Exception");
            }
            assertThat(recorder.sent()).allSatisfy(sent -> {
                assertThat(sent.path()).isEqualTo("/v1/traces");
                assertThat(sent.contentType()).isEqualTo("application/x-protobuf");
                assertThat(sent.body()).doesNotContain(POSITION);
            });
            ofTheWorker(spans(recorder, "w"), run);
            List<Spans.Span> own = spans(recorder, "p");
            assertThat(own.stream().map(Spans.Span::trace).distinct()).hasSize(1);
            assertThat(own.stream().map(Spans.Span::name)).contains("begin", "finish");
            assertThat(own.getFirst().trace())
                    .isNotEqualTo(spans(recorder, "w").getFirst().trace());
        }
    }

    private static void ofTheWorker(List<Spans.Span> spans, String run) {
        assertThat(spans.stream().map(Spans.Span::name))
                .containsExactlyInAnyOrder("begin", "renew", "commit", "commit", "finish");
        assertThat(spans.stream().map(Spans.Span::trace).distinct()).hasSize(1);
        Spans.Span begin = named(spans, "begin").getFirst();
        assertThat(begin.parent()).isEmpty();
        assertThat(begin.links()).containsExactly(CALLER);
        assertThat(begin.service()).isEqualTo("hakiri");
        assertThat(spans)
                .filteredOn(span -> !span.name().equals("begin"))
                .allSatisfy(span -> assertThat(span.parent()).isEqualTo(begin.id()));
        assertThat(spans)
                .allSatisfy(span -> assertThat(span.attributes())
                        .containsEntry("hakiri.project", "test")
                        .containsEntry("hakiri.run", run)
                        .containsKeys("hakiri.fence", "hakiri.outcome"));
        assertThat(named(spans, "commit"))
                .extracting(span -> span.attributes().get("hakiri.step") + " "
                        + span.attributes().get("hakiri.outcome"))
                .containsExactlyInAnyOrder("1 committed", "3 invalid");
        assertThat(named(spans, "finish").getFirst().attributes())
                .containsEntry("hakiri.status", "succeeded")
                .containsEntry("hakiri.step", "2");
    }

    private static List<Spans.Span> named(List<Spans.Span> spans, String name) {
        return spans.stream().filter(span -> span.name().equals(name)).toList();
    }

    @Test
    void settingsThatTheSdkDoesNotTakeAreAMistakeOfUse() {
        Projects.csv(folder, "jsonl", "", "");
        assertThat(Program.in(folder)
                        .with(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "nonsense"))
                        .run("serve", "--port", "0")
                        .expect(2)
                        .err())
                .contains("OTEL_");
    }

    @Test
    void nothingOfItIsLoadedWhereItIsNotSet() throws IOException {
        Path loaded = folder.resolve("loaded.txt");
        Projects.csv(folder, "jsonl", "", "");
        Program program = Program.in(
                folder, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xlog:class+load=info:file=" + loaded);
        try (Service service = Service.of(program, folder, "--reconcile-every", "off")) {
            Worker worker = new Worker(service, "w");
            worker.commit(worker.begin("w", "1"), 1, Worker.SUCCEEDED).expect(200);
        }
        try (Stream<String> lines = Files.lines(loaded)) {
            assertThat(lines.filter(line -> Stream.of("io.opentelemetry.", "io.hakiri.trace.Run", "io.hakiri.lineage.")
                            .anyMatch(name -> line.contains("] " + name))))
                    .isEmpty();
        }
    }
}
