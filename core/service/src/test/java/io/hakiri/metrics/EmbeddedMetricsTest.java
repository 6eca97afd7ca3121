package io.hakiri.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.Claim;
import io.hakiri.catalog.ClaimDue;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.deployment.Figures;
import io.hakiri.reconcile.ReconcileListener;
import io.hakiri.reconcile.Tick;
import io.hakiri.watch.PassingCatalog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines for CloudWatch stay bounded, and cost few requests. */
final class EmbeddedMetricsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Instant now = Instant.parse("2026-01-01T12:00:00Z");
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final EmbeddedMetrics figures =
            new EmbeddedMetrics("hakiri", new PrintStream(said, true, StandardCharsets.UTF_8), () -> now);

    private List<JsonNode> lines() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : said.toString(StandardCharsets.UTF_8).lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    private Claim claim(String pipeline, Duration late) {
        return new Claim(PipelineKey.of("shop", pipeline), now.minus(late), "token", false, now.plusSeconds(60));
    }

    @Test
    void theLongestDueOfWhatWasHandedOutIsTheLagOfTheLook() throws IOException {
        ClaimDue asked = new ClaimDue(new ProjectId("shop"), 10, Duration.ofMinutes(1));
        figures.claimed(asked, List.of(), Duration.ZERO);
        figures.claimed(
                asked,
                List.of(
                        claim("a", Duration.ofMillis(1_500)),
                        claim("b", Duration.ofMinutes(2)),
                        claim("c", Duration.ZERO)),
                Duration.ZERO);
        assertThat(lines()).singleElement().satisfies(line -> assertThat(line).isEqualTo(JSON.readTree("""
                        {"_aws": {"Timestamp": 1767268800000, "CloudWatchMetrics": [{"Namespace": "Hakiri",
                           "Dimensions": [["Service"], ["Service", "Project"]],
                           "Metrics": [{"Name": "LagSeconds", "Unit": "Seconds"}]}]},
                         "Service": "hakiri", "Project": "shop", "LagSeconds": 120.0}
                        """)));
    }

    @Test
    void aClockThatIsBehindShowsNoNegativeLag() throws IOException {
        figures.claimed(
                new ClaimDue(new ProjectId("shop"), 10, Duration.ofMinutes(1)),
                List.of(claim("a", Duration.ofSeconds(-5))),
                Duration.ZERO);
        assertThat(lines().getFirst().path(Figures.LAG_SECONDS).asDouble()).isZero();
    }

    @Test
    void ofSoManyProjectsThoseBeyondTheBoundHaveNoDimension() throws IOException {
        for (int project = 0; project < 150; project++) {
            figures.abandoned(new ProjectId("p" + project), 1);
        }
        figures.failed("projects", null, new CatalogException.Unavailable("away", null));
        assertThat(lines()).hasSize(151);
        assertThat(lines().stream().filter(line -> line.has(Figures.PROJECT))).hasSize(Labels.MOST_PROJECTS);
        assertThat(lines().getLast().at("/_aws/CloudWatchMetrics/0/Dimensions").toString())
                .isEqualTo("[[\"Service\"]]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hakiri", "a", "prod: orders [eu]"})
    void printableNamesAreNames(String name) {
        assertThat(EmbeddedMetrics.isName(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "z\u00fcrich", "a\nb", "a\u007f"})
    void othersAreNone(String name) {
        assertThat(EmbeddedMetrics.isName(name)).isFalse();
    }

    @Test
    void whoWaitsIsAskedWhereNoPlaceIsFreeAndOnceAMinute() throws Exception {
        Asked catalog = new Asked();
        ReconcileListener waiting = new WaitingLag(figures, catalog, () -> now, ReconcileListener.SILENT);
        waiting.looked(tick(false));
        waiting.looked(tick(true));
        catalog.await(1);
        for (int second = 0; second < 59; second++) {
            now = now.plusSeconds(1);
            waiting.looked(tick(true));
        }
        now = now.plusSeconds(1);
        waiting.looked(tick(false));
        waiting.looked(tick(true));
        catalog.await(2);
        now = now.plus(Duration.ofDays(1));
        waiting.looked(tick(false));
        assertThat(catalog.asked.getCount()).isZero();
        assertThat(catalog.tooOften).isFalse();
    }

    private static Tick tick(boolean full) {
        return new Tick(1, 0, 0, 0, 0, List.of(), full);
    }

    /** Has no projects, and counts how often it is asked for them. */
    private static final class Asked extends PassingCatalog {
        private final CountDownLatch first = new CountDownLatch(1);
        private final CountDownLatch asked = new CountDownLatch(2);
        private volatile boolean tooOften;

        Asked() {
            super((Catalog) Proxy.newProxyInstance(
                    Catalog.class.getClassLoader(), new Class<?>[] {Catalog.class}, (_, method, _) -> {
                        throw new AssertionError("nobody asks for " + method);
                    }));
        }

        @Override
        public Page<ProjectId> projects(PageRequest page) {
            tooOften |= asked.getCount() == 0;
            asked.countDown();
            first.countDown();
            return new Page<>(List.of(), null);
        }

        void await(int times) throws InterruptedException {
            assertThat((times == 1 ? first : asked).await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(asked.getCount()).isEqualTo(2L - times);
        }
    }
}
