package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineageClientUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The events of lineage that a real server gets, read as OpenLineage's own library reads them. */
final class LineageTest {
    private static final String POSITION = "position-4711";

    @TempDir
    private Path folder;

    private static void await(Service service, BooleanSupplier condition) {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(service.said()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static List<OpenLineage.RunEvent> events(Recorder recorder) {
        return recorder.sent().stream()
                .map(sent -> OpenLineageClientUtils.runEventFromJson(sent.text()))
                .toList();
    }

    private static List<OpenLineage.RunEvent> of(List<OpenLineage.RunEvent> events, String job) {
        return events.stream()
                .filter(event -> event.getJob().getName().equals(job))
                .toList();
    }

    @Test
    void runsOfThisProcessAndOfWorkersAreToldTheSameWay() throws IOException {
        Projects.write(folder.resolve("data.csv"), "n,word\n1,one\n2,two\n");
        Projects.csv(folder, "jsonl", "schedule = \"every 1d\"", "");
        try (Recorder recorder = new Recorder()) {
            Program program = Program.in(folder)
                    .with(Map.of(
                            "HAKIRI_OPENLINEAGE_URL", recorder.address(),
                            "HAKIRI_OPENLINEAGE_TOKEN", "a-token",
                            "HAKIRI_OPENLINEAGE_NAMESPACE", "here"));
            try (Service service = Service.of(program, folder)) {
                Worker worker = new Worker(service, "w");
                JsonNode run = worker.begin("w", "1");
                worker.begin("w", "1");
                worker.commit(run, 1, Worker.rows(POSITION) + Worker.GO_ON).expect(200);
                worker.commit(run, 2, Worker.SUCCEEDED).expect(200);
                worker.commit(run, 2, Worker.SUCCEEDED).expect(200);
                worker.commit(worker.begin("w", "2"), 1, Worker.FAILED).expect(200);
                worker.cancel(worker.begin("w", "3"));
                await(service, () -> of(events(recorder), "p").size() >= 2);
                service.stop();
                assertThat(service.said()).doesNotContain("a-token");
            }
            assertThat(recorder.sent()).allSatisfy(sent -> {
                assertThat(sent.method()).isEqualTo("POST");
                assertThat(sent.path()).isEqualTo("/api/v1/lineage");
                assertThat(sent.contentType()).isEqualTo("application/json");
                assertThat(sent.authorization()).isEqualTo("Bearer a-token");
                assertThat(sent.text()).doesNotContain(POSITION, "it said no", "a-token");
            });
            ofTheWorker(of(events(recorder), "w"));
            ofThisProcess(of(events(recorder), "p"));
        }
    }

    private static void ofTheWorker(List<OpenLineage.RunEvent> events) {
        assertThat(events.stream().map(event -> event.getEventType().name()))
                .containsExactly("START", "COMPLETE", "START", "FAIL", "START", "ABORT");
        assertThat(events).allSatisfy(event -> {
            assertThat(event.getJob().getNamespace()).isEqualTo("here/test");
            assertThat(event.getEventTime()).isNotNull();
            assertThat(event.getProducer().toString()).startsWith("urn:hakiri:");
            assertThat(event.getSchemaURL().toString()).endsWith("2-0-2/OpenLineage.json#/$defs/RunEvent");
            assertThat(event.getJob().getFacets().getJobType().getProcessingType())
                    .isEqualTo("BATCH");
        });
        assertThat(events.stream().map(event -> event.getRun().getRunId()).distinct())
                .hasSize(3);
        assertThat(events.get(1).getRun().getRunId())
                .isEqualTo(events.get(0).getRun().getRunId());
        OpenLineage.OutputDataset written = events.get(1).getOutputs().getFirst();
        assertThat(written.getNamespace()).isEqualTo("here/test");
        assertThat(written.getName()).isEqualTo("w/s");
        assertThat(written.getFacets().getSchema().getFields())
                .extracting(field -> field.getName() + " " + field.getType())
                .containsExactly("n int64", "at timestamp");
        assertThat(written.getOutputFacets().getOutputStatistics().getRowCount())
                .isEqualTo(5);
        assertThat(events.get(2).getOutputs().getFirst().getFacets().getSchema().getFields())
                .as("known when the next run begins")
                .hasSize(2);
        assertThat(events.get(3).getRun().getFacets().getErrorMessage().getMessage())
                .startsWith("transient");
    }

    private static void ofThisProcess(List<OpenLineage.RunEvent> events) {
        assertThat(events.stream().map(event -> event.getEventType().name())).containsExactly("START", "COMPLETE");
        assertThat(events.getFirst().getRun().getFacets().getNominalTime().getNominalStartTime())
                .isNotNull();
        OpenLineage.OutputDataset written = events.getLast().getOutputs().getFirst();
        assertThat(written.getFacets().getSchema().getFields())
                .extracting(field -> field.getName() + " " + field.getType())
                .containsExactly("n int64", "word text");
        assertThat(written.getOutputFacets().getOutputStatistics().getRowCount())
                .isEqualTo(2);
    }

    @Test
    void anAddressThatIsAwayIsSaidOnceAndSlowsNobody() throws IOException {
        String away;
        try (Recorder gone = new Recorder()) {
            away = gone.address() + "/there";
        }
        Projects.csv(folder, "jsonl", "", "");
        Program program = Program.in(folder).with(Map.of("HAKIRI_OPENLINEAGE_URL", away));
        try (Service service = Service.of(program, folder, "--reconcile-every", "off")) {
            Worker worker = new Worker(service, "w");
            for (int i = 0; i < 3; i++) {
                worker.commit(worker.begin("w", "run-" + i), 1, Worker.SUCCEEDED)
                        .expect(200);
            }
            await(
                    service,
                    () -> service.call("GET", "/metrics", null)
                            .text()
                            .contains("hakiri_lineage_events_total{outcome=\"failed\"}"));
            assertThat(service.stop()).isEqualTo(128 + 15);
            assertThat(service.said().lines().filter(line -> line.contains("events of lineage do not reach")))
                    .hasSize(1);
        }
    }

    @Test
    void anAddressThatIsNoneIsRefusedWithoutSayingIt() {
        Projects.csv(folder, "jsonl", "", "");
        assertThat(Program.in(folder)
                        .with(Map.of("HAKIRI_OPENLINEAGE_URL", "ftp://u:secret@h/x"))
                        .run("serve", "--port", "0")
                        .expect(2)
                        .err())
                .contains("address for lineage")
                .doesNotContain("secret");
    }
}
