package io.hakiri.migrate;

import static io.hakiri.migrate.Shop.ANN;
import static io.hakiri.migrate.Shop.LIVING;
import static io.hakiri.migrate.Shop.ORDERS;
import static io.hakiri.migrate.Shop.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.Adopt;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.PutPipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A catalog as a file, and back. */
final class ExportTest {
    private static final int CYCLES = 3;
    private static final Instant AT = Instant.parse("2026-11-30T20:00:00Z");

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Ends ends;

    @SuppressWarnings("NullAway.Init")
    private Path file;

    @BeforeEach
    void export() throws IOException {
        ends = new Ends(folder);
        Shop.open(ends.source, CYCLES);
        file = folder.resolve("catalog.ndjson.zst");
        assertThat(new Export(ends.from, Duration.ofSeconds(1), Ends.pace()).to(file, List.of(), AT))
                .isPositive();
    }

    @AfterEach
    void close() {
        ends.close();
    }

    private List<io.hakiri.catalog.ProjectId> imported() throws IOException {
        return new Import(ends.to, ANN, Ends.pace()).from(file);
    }

    @Test
    void whatWasImportedIsTheSameAndIsWrittenOnceItIsAdopted() throws IOException {
        assertThat(imported()).containsExactly(SHOP);
        assertThat(Shop.begin(ends.target, ORDERS)).isEqualTo(new Answers.Moving());
        assertThat(ends.verified().differences())
                .allSatisfy(difference -> assertThat(difference.says()).contains("goes on at the source"));
        assertThatThrownBy(() -> ends.migration().go())
                .as("no move opens it")
                .isInstanceOf(MoveRefused.class)
                .hasMessageContaining("adopted");

        assertThat(ends.target.adopt(new Adopt(SHOP, 0, ANN)).paused()).isEqualTo(LIVING.size());
        for (PipelineKey key : LIVING) {
            assertThat(ends.target.pipeline(key).orElseThrow().status()).isInstanceOf(PipelineStatus.OnHold.class);
        }
        ends.target.resume(ORDERS, null, ANN);
        assertThat(Shop.cycle(ends.target, ORDERS)).isEqualTo(CYCLES);
        assertThat(ends.target.validToken(SHOP, Shop.TOKEN)).isPresent();
        ends.target.put(new PutPipeline(Shop.OLD, "{}", null, null, ANN));
        assertThat(ends.target.audit(SHOP, PageRequest.first()).entries())
                .extracting(event -> event.number())
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void aFileThatWasChangedOrCutIsRefusedBeforeAnythingIsLaidDown() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(this::imported).isInstanceOfAny(InvalidInput.class, IOException.class);
        assertThat(ends.target.projects(PageRequest.first()).entries()).isEmpty();

        Files.write(file, whole);
        String text;
        try (var in = new com.github.luben.zstd.ZstdInputStream(Files.newInputStream(file))) {
            text = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
        try (var out = new com.github.luben.zstd.ZstdOutputStream(Files.newOutputStream(file))) {
            out.write(text.replaceFirst("\"rows\":1", "\"rows\":2").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        assertThatThrownBy(this::imported).isInstanceOf(InvalidInput.class).hasMessageContaining("digests");
        assertThat(ends.target.projects(PageRequest.first()).entries()).isEmpty();
    }

    @Test
    void aPipelineThatNeverRanIsImportedToo() throws IOException {
        PipelineKey fresh = PipelineKey.of("shop", "fresh");
        ends.source.put(new PutPipeline(fresh, "{}", null, null, ANN));
        new Export(ends.from, Duration.ofSeconds(1), Ends.pace()).to(file, List.of(), AT);
        imported();
        ends.target.adopt(new Adopt(SHOP, 0, ANN));
        ends.target.resume(fresh, null, ANN);
        assertThat(Shop.cycle(ends.target, fresh)).isZero();
    }

    @Test
    void aPipelineThatRunsIsWaitedFor() {
        Shop.granted(ends.source, ORDERS);
        assertThatThrownBy(() -> new Export(ends.from, Duration.ofMillis(100), Ends.pace())
                        .to(folder.resolve("other"), List.of(), AT))
                .isInstanceOf(MoveRefused.class)
                .hasMessageContainingAll("shop/orders", "--within");
        assertThat(folder.resolve("other")).doesNotExist();
        assertThat(folder.toFile().list()).as("nothing half written").noneMatch(name -> name.startsWith("other"));
    }
}
