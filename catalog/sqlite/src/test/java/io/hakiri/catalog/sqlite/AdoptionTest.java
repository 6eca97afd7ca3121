package io.hakiri.catalog.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Adopt;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.CatalogStatus.ProjectStatus;
import io.hakiri.catalog.ClaimDue;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.PutResult;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A catalog that is adopted while others use it: each call comes before the adoption or after it (C-27). */
final class AdoptionTest {
    private static final ProjectId PROJECT = new ProjectId("demo");
    private static final PipelineKey WEATHER = PipelineKey.of("demo", "weather");
    private static final Actor ANN = new Actor("ann", "because");
    private static final int ADOPTIONS = 25;

    @TempDir
    private Path folder;

    @Test
    void nobodyIsToldThatItIsAnothersWhileItIsAdopted() throws InterruptedException, ExecutionException {
        AtomicBoolean over = new AtomicBoolean();
        try (SqliteCatalog here = open();
                SqliteCatalog there = open();
                ExecutorService callers = Executors.newFixedThreadPool(6)) {
            declared(here, 0);
            List<Future<?>> calls = new ArrayList<>();
            for (SqliteCatalog catalog : List.of(here, there)) {
                calls.add(callers.submit(() -> {
                    for (int i = 0; !over.get(); i++) {
                        declared(catalog, i);
                    }
                }));
                calls.add(callers.submit(() -> {
                    while (!over.get()) {
                        catalog.claimDue(new ClaimDue(PROJECT, 1, Duration.ofSeconds(1)));
                    }
                }));
                calls.add(callers.submit(() -> {
                    while (!over.get()) {
                        assertThat(catalog.status().projects())
                                .extracting(ProjectStatus::mismatch)
                                .containsOnlyNulls();
                    }
                }));
            }
            try {
                for (int i = 0; i < ADOPTIONS; i++) {
                    here.adopt(new Adopt(PROJECT, 0, ANN));
                }
            } finally {
                over.set(true);
            }
            for (Future<?> call : calls) {
                call.get();
            }
            declared(there, -1);
        }
    }

    @Test
    void whoTellsOfHisWriteAfterAnAdoptionLeavesItsWitness() {
        Witness adopted = new Witness(folder.resolve("demo.witness"));
        Bytes before = Bytes.of(new byte[16]);
        byte[] other = new byte[16];
        other[0] = 1;
        adopted.write(new Witness.Testimony(before, 4, 1));
        Witness late = new Witness(adopted.file());
        assertThat(late.read()).isNotNull();
        adopted.write(new Witness.Testimony(Bytes.of(other), 0, 2));

        late.saw(before, 5, 1);
        assertThat(Witness.look(adopted.file())).isEqualTo(new Witness.Testimony(Bytes.of(other), 0, 2));
        late.saw(Bytes.of(other), 6, 3);
        assertThat(Witness.look(adopted.file())).isEqualTo(new Witness.Testimony(Bytes.of(other), 6, 3));
        late.forget();
        adopted.forget();
    }

    private SqliteCatalog open() {
        return SqliteCatalog.open(folder, InstantSource.system(), new SecureRandom());
    }

    /** One more version of the declaration: a write, whoever wrote before. */
    private static void declared(SqliteCatalog catalog, int number) {
        try {
            assertThat(catalog.put(new PutPipeline(WEATHER, "{\"n\":" + number + "}", null, null, ANN)))
                    .isInstanceOfAny(PutResult.Stored.class, PutResult.Unchanged.class);
        } catch (CatalogException.Unavailable e) {
            assertThat(e).hasMessageContaining("busy"); // so many at once: it was not done
        }
    }
}
