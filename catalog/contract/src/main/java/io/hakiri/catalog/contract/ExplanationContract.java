package io.hakiri.catalog.contract;

import static io.hakiri.catalog.contract.Positions.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.PutResult;
import io.hakiri.catalog.Rewind;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.SchemaChange;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.Verdict;
import io.hakiri.catalog.Writer;
import io.hakiri.explain.Cause;
import io.hakiri.explain.Explainer;
import io.hakiri.explain.Explanation;
import io.hakiri.explain.Fact;
import io.hakiri.explain.Standing;
import io.hakiri.explain.Standing.CursorThen;
import io.hakiri.explain.Standing.ShapeThen;
import io.hakiri.explain.Standing.Sure;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a catalog keeps explains how a pipeline stands, and how it stood. */
abstract class ExplanationContract extends Scene {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int ALL = 1_000;

    ExplanationContract(CatalogFixture fixture) {
        super(fixture);
    }

    private Explanation explained(PipelineKey pipeline, @Nullable Instant at) {
        return new Explainer(catalog(), fixture::now).explain(pipeline, at, ALL);
    }

    /** The cause that decides. */
    private Cause why(PipelineKey pipeline) {
        return explained(pipeline, null).why().getFirst();
    }

    private Instant later() {
        fixture.advance(MINUTE);
        Instant now = fixture.now();
        fixture.advance(MINUTE);
        return now;
    }

    @Test
    @Clause("C-13")
    void whyItStandsAsItDoesIsSaidWithWhatChangesIt() {
        PipelineKey orders = new PipelineKey(SHOP, new PipelineId("orders"));
        assertThat(why(orders).kind()).isEqualTo(Cause.Kind.UNDECLARED);
        declared("orders", fixture.now().plus(HOUR));
        assertThat(why(orders).kind()).isEqualTo(Cause.Kind.WAITING);
        does(catalog().pause(orders, false, new Actor("rita", "the source is mended")));
        Cause paused = why(orders);
        assertThat(paused.kind()).isEqualTo(Cause.Kind.PAUSED);
        assertThat(paused.says()).contains("rita", "the source is mended");
        assertThat(paused.command()).isEqualTo("hakiri pipeline resume orders --reason TEXT");
        does(catalog().resume(orders, fixture.now(), ANN));
        assertThat(why(orders).kind()).isEqualTo(Cause.Kind.DUE);
        Writer writer = writing(orders);
        Cause running = why(orders);
        assertThat(running.kind()).isEqualTo(Cause.Kind.RUNNING);
        assertThat(running.says()).contains("worker", writer.run().toString());
        commits(finishing(
                writer,
                1,
                new Work().seeing(new SchemaChange("a", 0, "{\"v\":1}", null)),
                RunStatus.FAILED,
                fixture.now().plus(HOUR)));
        Explanation failed = explained(orders, null);
        assertThat(failed.why())
                .extracting(Cause::kind)
                .containsExactly(Cause.Kind.RETRYING, Cause.Kind.UNDECIDED, Cause.Kind.LAST_RUN);
        assertThat(failed.why().getFirst().says()).contains("after 1 failure in a row", BROKEN.message());
        assertThat(failed.why().get(1).command())
                .isEqualTo("hakiri schema decide orders --stream a --version 1 --verdict accept --reason TEXT");
        catalog().decide(orders, "a", 1, Verdict.ACCEPT, ANN);
        writing(orders);
        fixture.advance(BEYOND_TTL);
        assertThat(why(orders).kind()).isEqualTo(Cause.Kind.DIED);
        Explanation died = explained(orders, null);
        assertThat(died.facts())
                .extracting(Fact::kind)
                .contains(Fact.Kind.CHANGED, Fact.Kind.BEGAN, Fact.Kind.SCHEMA, Fact.Kind.FAILED);
        assertThat(died.facts()).extracting(Fact::at).isSorted();
        assertThat(died.unknown()).isEmpty();
        does(catalog().breakLease(orders, ANN));
        assertThat(explained(orders, null).facts().getLast().says()).contains("ann");
        does(catalog().delete(orders, ANN));
        assertThat(why(orders).kind()).isEqualTo(Cause.Kind.DELETED);
        assertThat(explained(orders, null).facts()).extracting(Fact::kind).contains(Fact.Kind.FENCED);
    }

    @Test
    @Clause("C-17")
    void howItStoodAtATimeIsSaidFromRunsAndAudit() {
        Instant before = later();
        PipelineKey orders = declared("orders");
        Instant fresh = later();
        Writer first = writing(orders);
        Instant during = later();
        commits(finishing(
                first,
                1,
                new Work().moving("a", 0, at(1)).seeing(new SchemaChange("a", 0, "{\"v\":1}", null)),
                RunStatus.SUCCEEDED,
                null));
        Instant ended = later();
        assertThat(catalog().put(new PutPipeline(orders, "{\"changed\":true}", null, null, ANN)))
                .isInstanceOf(PutResult.Stored.class);
        catalog().decide(orders, "a", 1, Verdict.ACCEPT, ANN);
        does(catalog().pause(orders, false, new Actor("rita", "enough")));
        Instant paused = later();
        does(catalog().resume(orders, null, ANN));
        Writer second = writing(orders);
        commits(finishing(second, 1, new Work().moving("a", 1, at(2)), RunStatus.FAILED, null));
        Instant moved = later();
        rewindsBefore(orders, second.run(), Rewind.Mode.APPEND, ANN);
        Instant back = later();

        assertThat(explained(orders, before).standing().status()).isEqualTo(Standing.Status.UNDECLARED);
        Standing atFirst = explained(orders, fresh).standing();
        assertThat(atFirst.status()).isEqualTo(Standing.Status.ACTIVE);
        assertThat(atFirst.version()).isEqualTo(1L);
        assertThat(atFirst.manifest()).isEqualTo("{}");
        assertThat(atFirst.run()).isNull();
        assertThat(atFirst.failures()).isZero();
        assertThat(atFirst.cursors()).isEmpty();
        Standing running = explained(orders, during).standing();
        assertThat(running.run()).isEqualTo(first.run());
        assertThat(running.fence()).isEqualTo(first.fence());
        assertThat(running.holder()).isEqualTo("worker");
        StreamPartition a = StreamPartition.of("a");
        assertThat(running.cursors()).containsExactly(new CursorThen(a, null, Sure.BETWEEN, at(1)));
        Standing then = explained(orders, ended).standing();
        assertThat(then.cursors()).containsExactly(new CursorThen(a, at(1), Sure.EXACT, null));
        assertThat(then.schemas()).containsExactly(new ShapeThen("a", 1, null, null));
        assertThat(then.version()).isEqualTo(1L);
        Explanation held = explained(orders, paused);
        assertThat(held.standing().status()).isEqualTo(Standing.Status.PAUSED);
        assertThat(held.standing().by()).isEqualTo("rita");
        assertThat(held.standing().reason()).isEqualTo("enough");
        assertThat(held.standing().version()).isEqualTo(2L);
        assertThat(held.standing().schemas()).containsExactly(new ShapeThen("a", 1, 1, Verdict.ACCEPT));
        assertThat(held.why()).extracting(Cause::kind).containsExactly(Cause.Kind.PAUSED);
        assertThat(held.facts()).allSatisfy(fact -> assertThat(fact.at()).isBeforeOrEqualTo(paused));
        Standing later = explained(orders, moved).standing();
        assertThat(later.cursors()).containsExactly(new CursorThen(a, at(2), Sure.EXACT, null));
        assertThat(later.failures()).isEqualTo(1);
        assertThat(explained(orders, back).standing().cursors())
                .containsExactly(new CursorThen(a, at(1), Sure.EXACT, null));
        assertThatThrownBy(() -> explained(orders, fixture.now().plus(HOUR))).isInstanceOf(InvalidInput.class);
    }
}
