package io.hakiri.catalog.contract;

import static io.hakiri.catalog.contract.Positions.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Adopt;
import io.hakiri.catalog.ApiToken;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.TokenResult;
import io.hakiri.catalog.Writer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Pages that neither miss nor repeat, and projects that never meet. */
abstract class ListingContract extends Scene {
    ListingContract(CatalogFixture fixture) {
        super(fixture);
    }

    @Test
    @Clause("C-19")
    void pipelinesComeByNameInPagesOfAnySize() {
        List<String> names =
                IntStream.range(0, 23).mapToObj(i -> "p" + i).sorted().toList();
        names.reversed().forEach(this::declared);

        for (int size : List.of(1, 2, 7, 23, 24, 1000)) {
            assertThat(pages(page -> catalog().pipelines(SHOP, page), size))
                    .extracting(state -> state.key().pipeline().value())
                    .containsExactlyElementsOf(names);
        }
    }

    @Test
    @Clause("C-19")
    void theLastPageHasNoNext() {
        IntStream.range(0, 4).forEach(i -> declared("p" + i));
        Page<PipelineState> whole = catalog().pipelines(SHOP, PageRequest.first());
        assertThat(whole.next()).isNull();
        assertThat(catalog().pipelines(new ProjectId("empty"), PageRequest.first()))
                .isEqualTo(new Page<>(List.of(), null));
    }

    @Test
    @Clause("C-19")
    void whatExistsThroughoutIsNeitherMissedNorShownTwiceWhateverIsWrittenMeanwhile() {
        List<String> lasting =
                IntStream.range(0, 30).mapToObj(i -> "keep%02d".formatted(i)).toList();
        lasting.forEach(this::declared);
        AtomicBoolean done = new AtomicBoolean();

        Race.of(3, i -> () -> {
            if (i == 0) {
                for (int round = 0; round < 15; round++) {
                    List<String> seen = pages(page -> catalog().pipelines(SHOP, page), 4).stream()
                            .map(state -> state.key().pipeline().value())
                            .toList();
                    assertThat(seen).doesNotHaveDuplicates().isSorted().containsAll(lasting);
                }
                done.set(true);
            } else {
                for (int round = 0; !done.get(); round++) {
                    PipelineKey passing = PipelineKey.of("shop", "keep%02d-%d".formatted((round * 7) % 30, i));
                    catalog().put(new PutPipeline(passing, "{}", null, null, ANN));
                    catalog()
                            .put(new PutPipeline(
                                    PipelineKey.of("shop", lasting.get(round % 30)),
                                    "{\"r\":" + round + "}",
                                    null,
                                    null,
                                    ANN));
                    catalog().delete(passing, ANN);
                }
            }
            return true;
        });
    }

    @Test
    @Clause("C-19")
    void runsComeNewestFenceFirstAndNewOnesDoNotDisturbAWalk() {
        PipelineKey orders = declared("orders");
        List<Writer> writers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Writer writer = writing(orders);
            commits(finishing(writer, 1));
            writers.add(writer);
        }
        Page<Run> first = page(catalog().runs(orders, PageRequest.first(5)));
        commits(finishing(writing(orders), 1));
        List<Run> walked = new ArrayList<>(first.entries());
        String next = first.next();
        while (next != null) {
            Page<Run> page = page(catalog().runs(orders, new PageRequest(next, 5)));
            walked.addAll(page.entries());
            next = page.next();
        }

        assertThat(walked)
                .extracting(Run::fence)
                .containsExactlyElementsOf(
                        writers.reversed().stream().map(Writer::fence).toList());
        assertThat(runs(orders)).extracting(Run::fence).isSortedAccordingTo(Comparator.<Fence>reverseOrder());
    }

    @Test
    @Clause("C-19")
    void cursorsComeByStreamAndPartitionAndAMoveDoesNotDisturbAWalk() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        Work work = new Work();
        for (int i = 0; i < 25; i++) {
            work.moving(new StreamPartition("s" + (i % 5), "" + i), 0, at(1));
        }
        commits(goingOn(writer, 1, work));
        Page<Cursor> first = page(catalog().cursors(orders, PageRequest.first(10)));
        commits(goingOn(writer, 2, new Work().moving(first.entries().getFirst().at(), 1, at(2))));
        Page<Cursor> second = page(catalog().cursors(orders, new PageRequest(first.next(), 1000)));

        assertThat(first.entries()).hasSize(10);
        assertThat(second.entries()).hasSize(15);
        assertThat(cursors(orders))
                .extracting(Cursor::at)
                .isSorted()
                .doesNotHaveDuplicates()
                .hasSize(25);
        assertThat(pages(page -> page(catalog().cursors(orders, page)), 3)).isEqualTo(cursors(orders));
    }

    @Test
    @Clause("C-19")
    void everyListingIsPaged() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        for (int i = 1; i <= 7; i++) {
            commits(goingOn(
                    writer,
                    i,
                    new Work().accepting("a", i - 1, "{\"v\":" + i + "}").staging("a", "o" + i)));
            catalog().enqueue(queueing(orders));
            catalog().createToken(new ApiToken(SHOP, "t" + i, Role.READER, Bytes.of(bytes(i)), null, null), ANN);
        }
        assertThat(pages(page -> page(catalog().schemaVersions(orders, "a", page)), 2))
                .isEqualTo(schemas(orders, "a"));
        assertThat(pages(page -> page(catalog().unsettled(orders, page)), 2))
                .isEqualTo(unsettled(orders))
                .hasSize(7);
        assertThat(pages(page -> page(catalog().queue(orders, page)), 2))
                .hasSize(7)
                .isEqualTo(all(page -> catalog().queue(orders, page)));
        assertThat(pages(page -> catalog().tokens(SHOP, page), 2))
                .extracting(ApiToken::id)
                .containsExactly("t1", "t2", "t3", "t4", "t5", "t6", "t7");
        assertThat(pages(page -> catalog().audit(SHOP, page), 2)).hasSize(7).isEqualTo(audit(SHOP));
    }

    private static byte[] bytes(int fill) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) fill;
        return bytes;
    }

    @Test
    @Clause({"C-19", "C-22"})
    void aPageTokenThatNobodyGaveIsRefusedOrHarmless() {
        declared("orders");
        Dump before = dump();
        for (String forged : List.of("x", "' or 1=1 --", "%", "{}", "ZZZZ", "\u00e9")) {
            try {
                assertThat(catalog()
                                .pipelines(SHOP, new PageRequest(forged, 10))
                                .entries()
                                .size())
                        .isLessThanOrEqualTo(1);
            } catch (InvalidInput refused) {
                assertThat(refused.field()).isNotBlank();
            }
        }
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    @Clause("C-19")
    void listingsOfAPipelineThatDoesNotExistSaySo() {
        PipelineKey nowhere = PipelineKey.of("shop", "nowhere");
        assertThat(catalog().cursors(nowhere, PageRequest.first()).pageOrNull()).isNull();
        assertThat(catalog().unsettled(nowhere, PageRequest.first()).pageOrNull())
                .isNull();
        assertThat(catalog().pipeline(nowhere)).isEmpty();
        assertThat(catalog().run(nowhere, RUN_IDS.next())).isEmpty();
        assertThat(catalog().audit(nowhere, PageRequest.first()).entries()).isEmpty();
    }

    @Test
    @Clause("C-20")
    void theSameNamesInTwoProjectsNeverMeet() {
        PipelineKey here = declared("orders");
        PipelineKey there = PipelineKey.of("other", "orders");
        catalog().put(new PutPipeline(there, "{\"other\":true}", null, 0L, ANN));
        Writer ours = writing(here);
        Writer theirs = granted(catalog().begin(asking(there))).writer();
        commits(goingOn(
                ours, 1, new Work().moving("a", 0, at(1)).staging("a", "one").accepting("a", 0, "{}")));

        assertThat(cursors(there)).isEmpty();
        assertThat(unsettled(there)).isEmpty();
        assertThat(schemas(there, "a")).isEmpty();
        assertThat(runs(there)).extracting(Run::id).containsExactly(theirs.run());
        assertThat(catalog().run(there, ours.run())).isEmpty();
        does(catalog().breakLease(there, ANN));
        assertThat(run(ours).status()).isEqualTo(RunStatus.RUNNING);
        does(catalog().pause(there, true, ANN));
        commits(goingOn(ours, 2, new Work().moving("a", 1, at(2))));
        assertThat(audit(here)).hasSize(1);
    }

    @Test
    @Clause("C-20")
    void noListingCrossesAProjectsBorder() {
        declared("orders");
        catalog().put(new PutPipeline(PipelineKey.of("shop2", "orders"), "{}", null, 0L, ANN));
        catalog().put(new PutPipeline(PipelineKey.of("sho", "orders2"), "{}", null, 0L, ANN));
        catalog().createToken(new ApiToken(SHOP, "ci", Role.ADMIN, Bytes.of(bytes(1)), null, null), ANN);
        ProjectId shop2 = new ProjectId("shop2");

        assertThat(catalog().pipelines(SHOP, PageRequest.first()).entries())
                .extracting(PipelineState::key)
                .containsExactly(PipelineKey.of("shop", "orders"));
        assertThat(catalog().tokens(shop2, PageRequest.first()).entries()).isEmpty();
        assertThat(catalog().validToken(shop2, Bytes.of(bytes(1)))).isEmpty();
        assertThat(catalog().audit(shop2, PageRequest.first()).entries()).isEmpty();
        assertThat(catalog().abandonExpired(shop2, 10)).isEmpty();
        assertThat(catalog().projects(PageRequest.first()).entries())
                .extracting(ProjectId::value)
                .containsExactly("sho", "shop", "shop2");
    }

    @Test
    @Clause("C-20")
    void sealingOneProjectLeavesTheOtherAlone() {
        declared("orders");
        PipelineKey there = PipelineKey.of("other", "orders");
        catalog().put(new PutPipeline(there, "{}", null, 0L, ANN));
        does(catalog().sealProject(SHOP, ANN));
        catalog().adopt(new Adopt(SHOP, 9, ANN));

        assertThat(catalog()
                        .createToken(
                                new ApiToken(new ProjectId("other"), "ci", Role.ADMIN, Bytes.of(bytes(1)), null, null),
                                ANN))
                .isEqualTo(new TokenResult.Done());
        assertThat(granted(catalog().begin(asking(there))).writer().fence().generation())
                .isZero();
    }

    @Test
    @Clause({"C-19", "C-11"})
    void whatWasWrittenIsSeenByTheNextLookOfAnotherConnection() {
        PipelineKey orders = declared("orders");
        try (Catalog other = fixture.open(address())) {
            Writer writer = writing(orders);
            for (int step = 1; step <= 10; step++) {
                commits(goingOn(writer, step, new Work().moving("a", step - 1, at(step))));
                assertThat(page(other.cursors(orders, PageRequest.first()))
                                .entries()
                                .getFirst()
                                .position())
                        .isEqualTo(at(step));
            }
        }
    }
}
