package io.hakiri.catalog.contract;

import static io.hakiri.catalog.contract.Positions.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.ActivateResult;
import io.hakiri.catalog.Adopt;
import io.hakiri.catalog.Adopted;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.KeyStart;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineImage;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Writer;
import io.hakiri.transfer.Owner;
import io.hakiri.transfer.PipelineName;
import io.hakiri.transfer.ProjectImage;
import io.hakiri.transfer.RowKind;
import io.hakiri.transfer.Seal;
import io.hakiri.transfer.Transfer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is being received, and what becomes of it where a move is taken back. */
abstract class ReceivingContract extends WorkedProject {
    private static final String ELSEWHERE = "postgresql://elsewhere/hakiri";
    private static final Owner OWNER = Owner.of(ORDERS);

    ReceivingContract(CatalogFixture fixture) {
        super(fixture);
    }

    private void ran(long from) {
        Writer writer = writing(ORDERS);
        commits(finishing(writer, 1, new Work().moving("a", from, at(from + 1)), RunStatus.SUCCEEDED, null));
    }

    private void worked() {
        declared("orders", fixture.now());
        ran(0);
    }

    private void prepared() {
        does(there().prepare(snapshot(ORDERS).state(), ANN));
    }

    private List<AuditEvent> auditThere() {
        return target().audit(ORDERS, PageRequest.first()).entries();
    }

    /** Nothing is laid down, removed or prepared. */
    private void refusesRows() {
        isInvalid(there().lay(OWNER, rows(source(), OWNER, RowKind.FENCE), null));
        isInvalid(there().lay(OWNER, rows(source(), OWNER, RowKind.FENCE), Transfer.IMPORTED));
        isInvalid(there().remove(OWNER, RowKind.FENCE, List.of(), Transfer.IMPORTED));
    }

    @Test
    @Clause({"C-30", "C-26"})
    void aPreparedPipelineIsShutWithoutAnEventAndWithNothingDue() {
        worked();
        prepared();
        prepared();

        assertThat(target().pipeline(ORDERS)).hasValueSatisfying(state -> {
            assertThat(state.status()).isEqualTo(new PipelineStatus.Sealed());
            assertThat(state.manifest()).isEqualTo(state(ORDERS).manifest());
            assertThat(state.nextDue()).isNull();
            assertThat(state.version()).isZero();
        });
        assertThat(auditThere()).isEmpty();
        isInvalid(target().activate(ORDERS, ANN));
        assertThat(target().begin(asking(ORDERS))).isEqualTo(new Answers.Moving());
        assertThat(there().project(SHOP)).hasValueSatisfying(image -> {
            assertThat(image.sealed()).isFalse();
            assertThat(image.received()).isFalse();
        });
        assertThat(pipelinesEver(there())).extracting(PipelineName::state).containsExactly(PipelineName.State.RECEIVED);
    }

    @Test
    @Clause({"C-30", "C-26"})
    void whatIsNotBeingReceivedIsNotChangedByRows() {
        worked();
        refusesRows();
        assertThat(there().project(SHOP)).isEmpty();
        target().put(new PutPipeline(ORDERS, "{}", null, 0L, ANN));
        refusesRows();
        isInvalid(there().prepare(snapshot(ORDERS).state(), ANN));
        isInvalid(there().discard(ORDERS, new Fence(100), ANN));
        target().seal(ORDERS, true, ANN);
        refusesRows();
        isInvalid(there().prepare(snapshot(ORDERS).state(), ANN));
        does(target().unseal(ORDERS, target().pipeline(ORDERS).orElseThrow().fence(), ANN));
        does(target().delete(ORDERS, ANN));
        refusesRows();
        isInvalid(there().prepare(snapshot(ORDERS).state(), ANN));
        isInvalid(there().discard(ORDERS, new Fence(100), ANN));
        isInvalid(there().lay(Owner.of(SHOP), List.of(), null));
        isInvalid(there().remove(Owner.of(SHOP), RowKind.TOKEN, List.of("x"), Transfer.IMPORTED));
    }

    @Test
    @Clause({"C-30", "C-26"})
    void whatWasActivatedIsNotReceivedDiscardedOrLaidDownAgain() {
        worked();
        PipelineImage image = moved(ORDERS);
        Fence fence = target().pipeline(ORDERS).orElseThrow().fence();

        refusesRows();
        isInvalid(there().prepare(image.state(), ANN));
        isInvalid(target().receive(image, ANN));
        isInvalid(there().discard(ORDERS, image.state().fence(), ANN));
        assertThat(target().activate(ORDERS, ANN)).isEqualTo(new ActivateResult.AlreadyActive());
        assertThat(target().pipeline(ORDERS).orElseThrow().fence()).isEqualTo(fence);
        target().seal(ORDERS, true, ANN);
        does(target().markMoved(ORDERS, ELSEWHERE, ANN));
        assertThat(there().discard(ORDERS, image.state().fence(), ANN)).isEqualTo(new Answers.Moved(ELSEWHERE));
    }

    @Test
    @Clause({"C-30", "C-26"})
    void aDiscardedSealIsNotReceivedAnyMore() {
        worked();
        prepared();
        copy(OWNER);
        Fence first = sealed(ORDERS);
        copy(OWNER, Seal.of(first));
        PipelineImage older = snapshot(ORDERS);
        does(target().receive(older, ANN));
        does(there().discard(ORDERS, first, ANN));
        List<AuditEvent> audit = auditThere();
        does(there().discard(ORDERS, first, ANN));
        assertThat(auditThere()).isEqualTo(audit);
        assertThat(audit)
                .extracting(AuditEvent::action)
                .containsExactly("pipeline.created", "pipeline.sealed", "pipeline.received", "pipeline.discarded");

        assertThat(target().pipeline(ORDERS)).isEmpty();
        assertThat(target().activate(ORDERS, ANN)).isEqualTo(new Answers.NotFound());
        isInvalid(target().receive(older, ANN));
        refusesRows();
        assertThat(pipelinesEver(there()))
                .extracting(PipelineName::state)
                .containsExactly(PipelineName.State.DISCARDED);
        does(catalog().unseal(ORDERS, first, ANN));
        ran(1);

        prepared();
        isInvalid(target().receive(older, ANN));
        copy(OWNER);
        isInvalid(there().lay(OWNER, List.of(), Seal.of(first)));
        isInvalid(there().remove(OWNER, RowKind.RECEIPT, List.of(), Seal.of(first)));
        sealed(ORDERS);
        PipelineImage later = receivedAgain(ORDERS);
        isInvalid(there().lay(OWNER, List.of(), Seal.of(first)));
        isInvalid(target().receive(older, ANN));
        activated(target().activate(ORDERS, ANN));
        assertThatAllIsThere(OWNER);
        assertThat(auditThere())
                .extracting(AuditEvent::action)
                .endsWith("pipeline.sealed", "pipeline.received", "pipeline.activated")
                .hasSize((int) later.auditNumber() + 2);
        assertThat(granted(target().begin(asking(ORDERS))).cursors().getFirst().position())
                .isEqualTo(at(2));
    }

    @Test
    @Clause({"C-30", "C-26"})
    void whatIsStillUnderWayIsRefusedWhereNothingHadComeYet() {
        worked();
        Fence seal = sealed(ORDERS);
        PipelineImage image = snapshot(ORDERS);
        does(there().discard(ORDERS, seal, ANN));
        assertThat(target().pipeline(ORDERS)).isEmpty();

        isInvalid(target().receive(image, ANN));
        does(there().prepare(image.state(), ANN));
        isInvalid(target().receive(image, ANN));
        does(there().discard(ORDERS, Fence.NONE, ANN));
        isInvalid(target().receive(image, ANN));
        does(catalog().unseal(ORDERS, seal, ANN));
        moved(ORDERS);
    }

    @Test
    @Clause({"C-30", "C-26"})
    void anOlderImageIsNotReceivedOverALaterOne() {
        worked();
        Fence first = sealed(ORDERS);
        PipelineImage older = snapshot(ORDERS);
        does(target().receive(older, ANN));
        does(catalog().unseal(ORDERS, first, ANN));
        ran(1);
        sealed(ORDERS);
        PipelineImage later = receivedAgain(ORDERS);
        does(target().receive(later, ANN));

        isInvalid(target().receive(older, ANN));
        activated(target().activate(ORDERS, ANN));
        assertThat(auditThere()).extracting(AuditEvent::number).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThatAllIsThere(OWNER);
    }

    @Test
    @Clause({"C-30", "C-26"})
    void ofActivationsAndDiscardsThatRaceOneKindWins() {
        worked();
        for (int round = 0; round < 5; round++) {
            PipelineKey pipeline = declared("racing-" + round);
            PipelineImage image = received(pipeline);
            Fence seal = image.state().fence();
            List<Object> answers = Race.of(
                    8, i -> () -> i % 2 == 0 ? target().activate(pipeline, ANN) : there().discard(pipeline, seal, ANN));
            boolean activated = answers.stream().anyMatch(ActivateResult.Activated.class::isInstance);
            assertThat(answers)
                    .filteredOn(ActivateResult.Activated.class::isInstance)
                    .hasSize(activated ? 1 : 0);
            assertThat(answers).filteredOn(new ChangeResult.Done()::equals).hasSize(activated ? 0 : 4);
            assertThat(target().pipeline(pipeline).isPresent()).isEqualTo(activated);
        }
    }

    // --- the project

    @Test
    @Clause({"C-30", "C-26"})
    void aProjectThatIsBeingReceivedIsShutUntilItIsOpenedOnce() {
        workProject();
        does(there().prepareProject(SHOP, ANN));
        does(there().prepareProject(SHOP, ANN));
        copy(Owner.of(SHOP));
        assertThat(there().project(SHOP)).hasValueSatisfying(image -> {
            assertThat(image.received()).isTrue();
            assertThat(image.sealed()).isFalse();
            assertThat(image.movedTo()).isNull();
        });
        assertThat(target().start(new KeyStart(DONE_KEY, RequestId.random(), TTL, HOUR)))
                .isEqualTo(new Answers.Moving());
        assertThat(target().createToken(apiToken("neu", 9), ANN)).isEqualTo(new Answers.Moving());
        assertThat(target().put(new PutPipeline(IDLE, "{}", null, 0L, ANN))).isEqualTo(new Answers.Moving());
        isInvalid(target().unsealProject(SHOP, ANN));
        isInvalid(target().markProjectMoved(SHOP, ELSEWHERE, ANN));
        isInvalid(there().openProject(project(), ANN));

        does(catalog().sealProject(SHOP, ANN));
        copy(Owner.of(SHOP), Seal.of(project()));
        assertThat(project().sealed()).isTrue();
        Fence opened = activated(there().openProject(project(), ANN));
        assertThat(opened.generation()).isGreaterThan(project().generation());
        assertThat(there().openProject(project(), ANN)).isEqualTo(new ActivateResult.AlreadyActive());
        isInvalid(there().discardProject(SHOP, project().auditNumber(), ANN));
        isInvalid(there().lay(Owner.of(SHOP), rows(source(), Owner.of(SHOP), RowKind.TOKEN), Seal.of(project())));
        assertThat(there().project(SHOP))
                .contains(new ProjectImage(SHOP, opened.generation(), project().auditNumber() + 1, false, false, null));
    }

    @Test
    @Clause({"C-30", "C-26"})
    void aProjectThatHasAnythingOfItsOwnIsNotReceived() {
        ProjectId other = new ProjectId("other");
        does(there().prepareProject(other, ANN));
        target().createToken(apiToken("alpha", 1), ANN);
        isInvalid(there().prepareProject(SHOP, ANN));
        isInvalid(there().discardProject(SHOP, 100, ANN));
        declared("orders");
        isInvalid(source().prepareProject(SHOP, ANN));
        does(catalog().sealProject(SHOP, ANN));
        does(catalog().markProjectMoved(SHOP, ELSEWHERE, ANN));
        assertThat(source().discardProject(SHOP, 100, ANN)).isEqualTo(new Answers.Moved(ELSEWHERE));
        assertThat(source().openProject(project(), ANN)).isEqualTo(new Answers.Moved(ELSEWHERE));
        assertThat(project().movedTo()).isEqualTo(ELSEWHERE);
    }

    @Test
    @Clause({"C-30", "C-26"})
    void aDiscardedSealOfAProjectDoesNotOpenItAnyMore() {
        workProject();
        does(catalog().sealProject(SHOP, ANN));
        ProjectImage older = project();
        assertThat(there().openProject(older, ANN)).isEqualTo(new Answers.NotFound());
        does(there().discardProject(SHOP, older.auditNumber(), ANN));
        isInvalid(there().openProject(older, ANN));
        does(there().prepareProject(SHOP, ANN));
        isInvalid(there().openProject(older, ANN));
        isInvalid(source().unsealProject(SHOP, older.auditNumber() - 1, ANN));
        does(source().unsealProject(SHOP, older.auditNumber(), ANN));
        does(catalog().sealProject(SHOP, ANN));
        ProjectImage later = project();
        isInvalid(source().unsealProject(SHOP, older.auditNumber(), ANN));
        assertThat(project().sealed()).isTrue();
        assertThat(later.auditNumber()).isGreaterThan(older.auditNumber());
        does(there().discardProject(SHOP, older.auditNumber() - 1, ANN));
        isInvalid(there().openProject(older, ANN));
        isInvalid(there().lay(Owner.of(SHOP), List.of(), Seal.of(older)));
        isInvalid(there().remove(Owner.of(SHOP), RowKind.KEY, List.of(), Seal.of(older)));
        copy(Owner.of(SHOP), Seal.of(later));

        activated(there().openProject(later, ANN));
        assertThatAllIsThere(Owner.of(SHOP));
    }

    @Test
    @Clause({"C-30", "C-26"})
    void ofOpeningsAndDiscardsThatRaceOneKindWins() {
        workProject();
        does(catalog().sealProject(SHOP, ANN));
        ProjectImage image = project();
        does(there().prepareProject(SHOP, ANN));
        List<Object> answers = Race.of(
                8,
                i -> () -> i % 2 == 0
                        ? there().openProject(image, ANN)
                        : there().discardProject(SHOP, image.auditNumber(), ANN));
        boolean opened = answers.stream().anyMatch(ActivateResult.Activated.class::isInstance);
        assertThat(answers)
                .filteredOn(ActivateResult.Activated.class::isInstance)
                .hasSize(opened ? 1 : 0);
        assertThat(answers).filteredOn(new ChangeResult.Done()::equals).hasSize(opened ? 0 : 4);
        assertThat(there().project(SHOP).orElseThrow().received()).isNotEqualTo(opened);
    }

    // --- what moved on comes back

    @Test
    @Clause({"C-30", "C-26", "C-2"})
    void aPipelineThatMovedOnIsReceivedAgainUnderALaterSealAlone() {
        worked();
        Fence first = sealed(ORDERS);
        PipelineImage before = snapshot(ORDERS);
        does(catalog().markMoved(ORDERS, ELSEWHERE, ANN));
        assertThat(catalog().begin(asking(ORDERS))).isEqualTo(new Answers.Moved(ELSEWHERE));

        does(source().prepare(before.state(), ANN));
        assertThat(catalog().begin(asking(ORDERS))).isEqualTo(new Answers.Moving());
        isInvalid(catalog().markMoved(ORDERS, ELSEWHERE, ANN));
        isInvalid(catalog().activate(ORDERS, ANN));
        isInvalid(catalog().receive(before, ANN));

        PipelineImage later = underAGreaterFence(before);
        does(catalog().receive(later, ANN));
        assertThat(activated(catalog().activate(ORDERS, ANN)))
                .isGreaterThan(later.last())
                .isGreaterThan(first);
        assertThat(granted(ORDERS).cursors()).isEqualTo(before.cursors());
    }

    /** As the other catalog seals it, where it has worked. */
    private static PipelineImage underAGreaterFence(PipelineImage image) {
        PipelineState state = image.state();
        Fence fence = Fence.startOf(image.last().generation() + 5).next();
        return new PipelineImage(
                new PipelineState(
                        state.key(),
                        state.manifest(),
                        state.version(),
                        state.status(),
                        fence,
                        state.nextDue(),
                        state.failures(),
                        null),
                image.onHold(),
                image.born(),
                fence,
                image.horizon(),
                image.auditNumber() + 3,
                image.cursors(),
                image.schemas());
    }

    @Test
    @Clause({"C-30", "C-26"})
    void aProjectThatMovedOnIsReceivedAgainUnderALaterSealAlone() {
        workProject();
        does(catalog().sealProject(SHOP, ANN));
        ProjectImage before = project();
        does(catalog().markProjectMoved(SHOP, ELSEWHERE, ANN));
        does(source().prepareProject(SHOP, ANN));
        assertThat(project().received()).isTrue();
        assertThat(project().movedTo()).isNull();
        isInvalid(source().openProject(before, ANN));
        does(source().prepare(shell(GONE), ANN)); // it was deleted here before the project moved

        ProjectImage later =
                new ProjectImage(SHOP, before.generation() + 3, before.auditNumber() + 4, true, false, null);
        assertThat(activated(source().openProject(later, ANN)).generation()).isGreaterThan(later.generation());
        assertThat(catalog().createToken(apiToken("neu", 9), ANN)).isNotEqualTo(new Answers.Moving());
    }

    // --- what was imported

    @Test
    @Clause({"C-30", "C-27"})
    void whatWasImportedIsOpenedByAdoptionAlone() {
        workProject();
        does(there().prepareProject(SHOP, ANN));
        copy(Owner.of(SHOP), Transfer.IMPORTED);
        received(ORDERS);
        does(there().prepare(snapshot(IDLE).state(), ANN)); // whose image never came
        assertThatThrownBy(() -> target().adopt(new Adopt(SHOP, 0, ANN)))
                .as("its source lives")
                .isInstanceOf(InvalidInput.class);
        does(there().discardProject(SHOP, Transfer.BY_ADOPTION_ALONE, ANN));
        isInvalid(there().prepareProject(SHOP, ANN));
        isInvalid(there().lay(Owner.of(SHOP), List.of(), Transfer.IMPORTED));
        does(catalog().sealProject(SHOP, ANN));
        isInvalid(there().openProject(project(), ANN));
        assertThat(target().begin(asking(ORDERS))).isEqualTo(new Answers.Moving());

        Adopted adopted = target().adopt(new Adopt(SHOP, 0, ANN));
        assertThat(adopted.paused()).isEqualTo(1);
        assertThat(target().begin(asking(ORDERS))).isEqualTo(new Answers.Paused());
        isInvalid(target().activate(ORDERS, ANN));
        does(target().resume(ORDERS, null, ANN));
        assertThat(granted(target().begin(asking(ORDERS))).writer().fence().generation())
                .isEqualTo(adopted.generation());
        assertThat(target().begin(asking(IDLE))).isEqualTo(new Answers.Moving());
        assertThat(target().createToken(apiToken("neu", 9), ANN)).isNotEqualTo(new Answers.Moving());
        List<AuditEvent> events = target().audit(SHOP, PageRequest.first()).entries();
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).number()).isEqualTo(i + 1);
        }
    }
}
