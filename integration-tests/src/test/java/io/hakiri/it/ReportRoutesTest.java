package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hakiri.catalog.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports by the packaged program: over HTTP, and on the command line with a catalog and with a service. */
final class ReportRoutesTest {
    private static final String REPORTS = "/v1/projects/test/reports/";

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Service service;

    @SuppressWarnings("NullAway.Init")
    private static String reader;

    /** Two runs that succeed, and one that fails between them. */
    @BeforeAll
    static void serve() {
        service = Service.in(folder);
        Path data = folder.resolve("data.csv");
        Projects.write(data, "n,word\n1,one\n2,two\n");
        Program hakiri = Program.in(folder);
        hakiri.run("run").expect(0);
        Projects.append(data, "3,three,more\n");
        hakiri.run("run").expect(1);
        Projects.write(data, "n,word\n1,one\n2,two\n3,three\n");
        hakiri.run("run").expect(0);
        reader = service.token(Role.READER);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static JsonNode report(String which) {
        return service.callAs(reader, "GET", REPORTS + which, null).expect(200).json();
    }

    private static String csv(String which, String... headers) {
        Service.Answer answer = service.callAs(reader, "GET", REPORTS + which, null, headers);
        assertThat(answer.expect(200).headers().firstValue("Content-Type").orElse(""))
                .startsWith("text/csv");
        return answer.text();
    }

    @Test
    void runsAreCountedByWhatIsAskedFor() {
        JsonNode whole = report("runs");
        assertThat(whole.path("runs").asInt()).isEqualTo(3);
        assertThat(whole.path("lag_seconds").decimalValue()).isZero();
        JsonNode row = whole.path("rows").path(0);
        assertThat(row.path("pipeline").asText()).isEqualTo("p");
        assertThat(row.path("succeeded").asInt()).isEqualTo(2);
        assertThat(row.path("failed").asInt()).isEqualTo(1);
        assertThat(row.path("retries").asInt()).isEqualTo(1);
        assertThat(row.path("success_rate").asDouble()).isEqualTo(0.6666);

        JsonNode byError = report("runs?by=error,status&since=1h&zone=Europe/Berlin");
        assertThat(byError.path("rows")).hasSize(2);
        assertThat(byError.path("rows").path(0).path("error").isNull()).isTrue();
        assertThat(byError.path("rows").path(1).path("error").asText()).isEqualTo("permanent");
    }

    @Test
    void lagAndCostHaveTheirFigures() {
        JsonNode lag = report("lag?by=stream,hour");
        assertThat(lag.path("rows")).isNotEmpty();
        assertThat(lag.at("/rows/0/stream").asText()).isEqualTo("s");
        assertThat(lag.at("/rows/0/worst_seconds").asDouble()).isPositive();
        assertThat(lag.at("/rows/0/latest_seconds").isNull()).as("by time").isTrue();
        assertThat(report("lag").at("/rows/0/latest_seconds").asDouble()).isPositive();
        JsonNode none = report("lag?pipelines=p,unknown").path("without_success");
        assertThat(none).hasSize(1);
        assertThat(none.path(0).path("pipeline").asText()).isEqualTo("unknown");

        JsonNode cost = report("cost?price_run_hour=3600").at("/rows/0");
        assertThat(cost.path("price").asDouble())
                .isEqualTo(cost.path("run_seconds").asDouble());
        assertThat(report("cost").at("/rows/0/price").isNull()).isTrue();
    }

    @Test
    void csvIsGivenWhereItIsAskedFor() {
        String asked = csv("runs?by=status&format=csv");
        assertThat(asked)
                .startsWith("status,runs,succeeded,")
                .contains("\r\nfailed,1,0,")
                .endsWith("\r\n");
        assertThat(csv("runs?by=status", "Accept", "text/csv")).isEqualTo(asked);
        assertThat(service.callAs(reader, "GET", REPORTS + "runs", null, "Accept", "application/json, text/csv")
                        .expect(200)
                        .text())
                .startsWith("{");
    }

    @Test
    void whatCannotBeAskedIsRefused() {
        for (Map.Entry<String, String> wrong : Map.of(
                        "lag?by=error", "by",
                        "runs?by=day,day", "by",
                        "runs?since=soon", "since",
                        "runs?since=1d&until=2d", "until",
                        "runs?zone=Mars", "zone",
                        "runs?format=xml", "format",
                        "runs?pipelines=P", "pipeline",
                        "cost?price_run_hour=-1", "price_run_hour")
                .entrySet()) {
            Service.Answer answer = service.callAs(reader, "GET", REPORTS + wrong.getKey(), null);
            assertThat(answer.expect(400).problem()).as(wrong.getKey()).isEqualTo("invalid");
            assertThat(answer.json().path("field").asText()).as(wrong.getKey()).isEqualTo(wrong.getValue());
        }
        service.callAs(null, "GET", REPORTS + "runs", null).expect(401);
        service.callAs(reader, "GET", "/v1/projects/other/reports/runs", null).expect(403);
        service.callAs(reader, "GET", REPORTS + "nothing", null).expect(404);
    }

    @Test
    void theCommandSaysTheSameByACatalogByAServiceAndOverHttp() {
        Program here = Program.in(folder);
        Program there = here.with(Map.of("HAKIRI_SERVER", service.root().toString(), "HAKIRI_TOKEN", reader));
        for (Program program : List.of(here, there)) {
            Program.Ended csv = program.run("report", "runs", "--by", "pipeline,status", "--format", "csv")
                    .expect(0);
            assertThat(csv.out()).isEqualTo(csv("runs?by=pipeline,status&format=csv"));
            assertThat(csv.err()).contains("3 runs from ");
            JsonNode json = program.run("report", "runs", "p", "--output", "json")
                    .expect(0)
                    .json();
            assertThat(json.path("rows")).isEqualTo(report("runs?pipelines=p").path("rows"));
        }
        assertThat(here.run("report", "lag", "--by", "error").expect(2).err()).contains("by: expected some of these");
        assertThat(here.run("report", "lag", "--archive", "nowhere").expect(2).err())
                .contains("--archive:", "there is no such folder");
        assertThat(here.run("report", "lag", "--archive-only").expect(2).err()).contains("which archive?");
        assertThat(here.run("report").expect(2).err()).contains("Which report?");
    }
}
