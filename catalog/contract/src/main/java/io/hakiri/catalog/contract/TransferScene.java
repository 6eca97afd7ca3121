package io.hakiri.catalog.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.ActivateResult;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ChunkResult;
import io.hakiri.catalog.ChunkResult.ChunkGranted;
import io.hakiri.catalog.ChunkWriter;
import io.hakiri.catalog.ClaimChunk;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineImage;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.SealResult;
import io.hakiri.catalog.Settlement;
import io.hakiri.transfer.Owner;
import io.hakiri.transfer.PipelineName;
import io.hakiri.transfer.ProjectImage;
import io.hakiri.transfer.Row;
import io.hakiri.transfer.RowKind;
import io.hakiri.transfer.Rows;
import io.hakiri.transfer.Seal;
import io.hakiri.transfer.Transfer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Two catalogs of one backend: the one of the scene, which is the source, and a target; and the words to move from one to the other. */
abstract class TransferScene extends Scene {
    private @Nullable Catalog opened;

    TransferScene(CatalogFixture fixture) {
        super(fixture);
    }

    @BeforeEach
    void openTarget() {
        opened = fixture.open(fixture.newAddress());
    }

    @AfterEach
    void closeTarget() {
        if (opened != null) {
            opened.close();
        }
    }

    final Catalog target() {
        if (opened == null) {
            throw new IllegalStateException("the target is not open");
        }
        return opened;
    }

    /** The port of the source. */
    final Transfer source() {
        return transfer(catalog());
    }

    /** The port of the target. */
    final Transfer there() {
        return transfer(target());
    }

    /** A backend's catalog gives it out; a catalog over a service does not. */
    private static Transfer transfer(Catalog catalog) {
        if (catalog instanceof Transfer transfer) {
            return transfer;
        }
        throw new AssertionError(catalog.getClass() + " is no Transfer, as the catalog of a backend has to be");
    }

    // --- rows

    /** All rows of one kind, in pages of so many. */
    static List<Row> rows(Transfer catalog, Owner owner, RowKind kind, int most) {
        List<Row> all = new ArrayList<>();
        String after = null;
        for (Rows rows = catalog.rows(owner, kind, after, most); ; rows = catalog.rows(owner, kind, after, most)) {
            assertThat(rows.rows()).hasSizeLessThanOrEqualTo(most);
            all.addAll(rows.rows());
            if (!rows.more()) {
                return all;
            }
            after = rows.rows().getLast().key();
        }
    }

    static List<Row> rows(Transfer catalog, Owner owner, RowKind kind) {
        return rows(catalog, owner, kind, Transfer.MOST_ROWS);
    }

    /** Lays down at the target what the source has and stays as it is. */
    final void copy(Owner owner) {
        copy(owner, null);
    }

    /** Lays down at the target all that the sealed source has. */
    final void copy(Owner owner, @Nullable Seal under) {
        for (RowKind kind : RowKind.of(owner)) {
            String after = null;
            for (Rows rows = source().rows(owner, kind, after, Transfer.MOST_ROWS);
                    !rows.rows().isEmpty(); ) {
                List<Row> laid = under != null
                        ? rows.rows()
                        : rows.rows().stream()
                                .filter(row -> row.isFinal() && !(row instanceof Row.ChunkRow))
                                .toList();
                does(there().lay(owner, laid, under));
                after = rows.rows().getLast().key();
                rows = rows.more() ? source().rows(owner, kind, after, Transfer.MOST_ROWS) : Rows.NONE;
            }
        }
    }

    /** The target has what the source has; of audit events it may have more, which came after those. */
    final void assertThatAllIsThere(Owner owner) {
        for (RowKind kind : RowKind.of(owner)) {
            List<Row> here = rows(source(), owner, kind);
            List<Row> there = rows(there(), owner, kind);
            boolean audited = kind == RowKind.AUDIT || kind == RowKind.PROJECT_AUDIT;
            assertThat(audited ? there.subList(0, Math.min(here.size(), there.size())) : there)
                    .as("%s of %s", kind, owner)
                    .isEqualTo(here);
        }
    }

    // --- moving

    /** A deleted pipeline has no state: what stands for it while its history is laid down. */
    static PipelineState shell(PipelineKey pipeline) {
        return new PipelineState(pipeline, "{}", 0, new PipelineStatus.Active(), Fence.NONE, null, 0, null);
    }

    final PipelineImage snapshot(PipelineKey pipeline) {
        return source().snapshot(pipeline).orElseThrow();
    }

    final ProjectImage project() {
        return source().project(SHOP).orElseThrow();
    }

    final Fence sealed(PipelineKey pipeline) {
        SealResult answer = catalog().seal(pipeline, true, ANN);
        if (answer instanceof SealResult.SealedUnder(Fence fence)) {
            return fence;
        }
        throw new AssertionError("expected SealedUnder, was " + answer);
    }

    /** Sealed at the source; all that the target lacks then is laid down, and the image received. */
    final PipelineImage received(PipelineKey pipeline) {
        does(there().prepare(snapshot(pipeline).state(), ANN));
        copy(Owner.of(pipeline));
        sealed(pipeline);
        return receivedAgain(pipeline);
    }

    final PipelineImage receivedAgain(PipelineKey pipeline) {
        settle(pipeline);
        PipelineImage image = snapshot(pipeline);
        copy(Owner.of(pipeline), Seal.of(image.state().fence()));
        does(target().receive(image, ANN));
        return image;
    }

    private void settle(PipelineKey pipeline) {
        List<Settlement> settlements = unsettled(pipeline).stream()
                .map(receipt -> new Settlement(
                        receipt.id(),
                        receipt.state() == Receipt.State.COMMITTED ? Receipt.State.PUBLISHED : Receipt.State.WITHDRAWN))
                .toList();
        if (!settlements.isEmpty()) {
            does(catalog().acknowledge(pipeline, settlements));
        }
    }

    final PipelineImage moved(PipelineKey pipeline) {
        PipelineImage image = received(pipeline);
        activated(target().activate(pipeline, ANN));
        return image;
    }

    static Fence activated(ActivateResult answer) {
        if (answer instanceof ActivateResult.Activated(Fence fence)) {
            return fence;
        }
        throw new AssertionError("expected Activated, was " + answer);
    }

    /** All of the project; the image that opened it. */
    final ProjectImage projectMoved() {
        does(there().prepareProject(SHOP, ANN));
        copy(Owner.of(SHOP));
        for (PipelineName name : pipelinesEver(source())) {
            PipelineKey pipeline = new PipelineKey(SHOP, name.id());
            if (name.state() == PipelineName.State.DELETED) {
                does(there().prepare(shell(pipeline), ANN));
                copy(Owner.of(pipeline), Seal.of(name.fence().next()));
                does(there().discard(pipeline, name.fence(), ANN));
            } else {
                moved(pipeline);
            }
        }
        does(catalog().sealProject(SHOP, ANN));
        ProjectImage image = project();
        copy(Owner.of(SHOP), Seal.of(image));
        activated(there().openProject(image, ANN));
        return image;
    }

    static List<PipelineName> pipelinesEver(Transfer catalog) {
        return pages(
                page -> catalog.pipelinesEver(SHOP, page), PageRequest.first().entries());
    }

    // --- chunks

    static ChunkWriter claimed(Catalog catalog, PipelineKey pipeline, BackfillId backfill) {
        ChunkResult answer = catalog.claimChunk(new ClaimChunk(pipeline, backfill, RequestId.random(), "worker", TTL));
        if (answer instanceof ChunkGranted granted) {
            return granted.writer();
        }
        throw new AssertionError("expected ChunkGranted, was " + answer);
    }

    static void isInvalid(Object answer) {
        assertThat(answer).isInstanceOf(Answers.Invalid.class);
    }
}
