package io.hakiri.catalog.contract;

import static io.hakiri.catalog.contract.Positions.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Adopt;
import io.hakiri.catalog.ApiToken;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.PutResult;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Rewind;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.SchemaChange;
import io.hakiri.catalog.TokenResult;
import io.hakiri.catalog.Verdict;
import io.hakiri.catalog.Writer;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What people change outside a run leaves its event in the same write. */
abstract class AuditContract extends Scene {
    private static final BackfillId BACKFILL = new BackfillId("b1");
    private static final Bytes HASH = Bytes.of(new byte[32]);
    private static final Actor BOB = new Actor("bob", "asked by the auditor");

    /** What a person or a program does to a pipeline. */
    enum Act {
        PUT,
        PAUSE,
        PAUSE_NOW,
        RESUME,
        REWIND,
        BREAK,
        DECIDE,
        DELETE,
        CANCEL_RUN,
        SEAL,
        UNSEAL,
        START_BACKFILL,
        CANCEL_BACKFILL
    }

    AuditContract(CatalogFixture fixture) {
        super(fixture);
    }

    @ParameterizedTest
    @EnumSource
    @Clause("C-17")
    void eachActLeavesOneEventWithActorReasonBeforeAndAfter(Act act) {
        PipelineKey orders = prepared(act);
        int before = audit(orders).size();

        does(orders, act);

        List<AuditEvent> events = audit(orders);
        assertThat(events).hasSize(before + 1);
        AuditEvent event = events.getLast();
        assertThat(event.actor()).isEqualTo(BOB);
        assertThat(event.action()).isNotBlank();
        assertThat(event.at()).isEqualTo(fixture.now());
        assertThat(event.project()).isEqualTo(SHOP);
        assertThat(event.pipeline()).isEqualTo(orders.pipeline());
        assertThat(event.before() != null || event.after() != null).isTrue();
        assertGapless(events);
    }

    private PipelineKey prepared(Act act) {
        PipelineKey orders = declared("orders");
        switch (act) {
            case PUT, PAUSE, SEAL, DELETE, START_BACKFILL -> {}
            case RESUME -> does(catalog().pause(orders, false, ANN));
            case REWIND ->
                commits(finishing(writing(orders), 1, new Work().moving("a", 0, at(1)), RunStatus.SUCCEEDED, null));
            case BREAK, PAUSE_NOW, CANCEL_RUN -> writing(orders);
            case DECIDE ->
                commits(goingOn(writing(orders), 1, new Work().seeing(new SchemaChange("a", 0, "{}", null))));
            case UNSEAL -> catalog().seal(orders, true, ANN);
            case CANCEL_BACKFILL -> catalog().startBackfill(backfill(orders, BACKFILL, null, ANN, 5, 10));
        }
        return orders;
    }

    private void does(PipelineKey orders, Act act) {
        Object answer = switch (act) {
            case PUT -> catalog().put(new PutPipeline(orders, "{\"changed\":1}", null, 1L, BOB));
            case PAUSE -> catalog().pause(orders, false, BOB);
            case PAUSE_NOW -> catalog().pause(orders, true, BOB);
            case RESUME -> catalog().resume(orders, fixture.now(), BOB);
            case REWIND ->
                catalog()
                        .rewind(new Rewind(
                                orders,
                                RequestId.random(),
                                new Rewind.Target.Start(Set.of("a")),
                                Rewind.Mode.APPEND,
                                BOB));
            case BREAK -> catalog().breakLease(orders, BOB);
            case DECIDE -> catalog().decide(orders, "a", 1, Verdict.ACCEPT, BOB);
            case DELETE -> catalog().delete(orders, BOB);
            case CANCEL_RUN -> catalog().cancel(orders, runs(orders).getFirst().id(), BOB);
            case SEAL -> catalog().seal(orders, true, BOB);
            case UNSEAL -> catalog().unseal(orders, state(orders).fence(), BOB);
            case START_BACKFILL -> catalog().startBackfill(backfill(orders, BACKFILL, null, BOB, 5, 10));
            case CANCEL_BACKFILL -> catalog().cancelBackfill(orders, BACKFILL, BOB);
        };
        assertThat(answer.getClass().getName())
                .as("%s answered %s", act, answer)
                .doesNotContain("Answers");
    }

    private static void assertGapless(List<AuditEvent> events) {
        assertThat(events)
                .extracting(AuditEvent::number)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, events.size()).boxed().toList());
    }

    @Test
    @Clause("C-17")
    void whatChangesNothingLeavesNoEvent() {
        PipelineKey orders = declared("orders");
        does(catalog().pause(orders, false, ANN));
        int events = audit(orders).size();

        does(catalog().pause(orders, false, ANN));
        assertThat(catalog().put(new PutPipeline(orders, "{}", null, null, ANN)))
                .isInstanceOf(PutResult.Unchanged.class);
        assertThat(catalog().put(new PutPipeline(orders, "{\"x\":1}", null, 7L, ANN)))
                .isEqualTo(new PutResult.OtherVersion(1));

        assertThat(audit(orders)).hasSize(events);
    }

    @Test
    @Clause("C-17")
    void aRunIsItsOwnRecord() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(goingOn(writer, 1, new Work().moving("a", 0, at(1)).accepting("a", 0, "{}")));
        catalog().renew(writer, TTL);
        commits(finishing(writer, 2));

        assertThat(audit(orders)).hasSize(1);
    }

    @Test
    @Clause("C-17")
    void aChangeOfTheManifestShowsBothManifests() {
        PipelineKey orders = declared("orders");
        assertThat(catalog().put(new PutPipeline(orders, "{\"every\":\"15m\"}", null, 1L, BOB)))
                .isInstanceOf(PutResult.Stored.class);

        assertThat(audit(orders)).extracting(AuditEvent::before).containsExactly(null, "{}");
        assertThat(audit(orders)).extracting(AuditEvent::after).containsExactly("{}", "{\"every\":\"15m\"}");
    }

    @Test
    @Clause({"C-17", "C-2"})
    void theNumberingGoesOnAfterDeletionAndCreation() {
        PipelineKey orders = declared("orders");
        does(catalog().delete(orders, ANN));
        assertThat(audit(orders)).hasSize(2);
        declared("orders");

        assertThat(audit(orders)).hasSize(3);
        assertGapless(audit(orders));
    }

    @Test
    @Clause("C-17")
    void whatConcernsTheProjectIsNumberedByTheProject() {
        ApiToken token = new ApiToken(SHOP, "ci", Role.WORKER, HASH, null, null);
        assertThat(catalog().createToken(token, BOB)).isEqualTo(new TokenResult.Done());
        assertThat(catalog().revokeToken(SHOP, "ci", BOB)).isEqualTo(new TokenResult.Done());
        does(catalog().sealProject(SHOP, BOB));
        does(catalog().unsealProject(SHOP, BOB));
        catalog().adopt(new Adopt(SHOP, 1, BOB));

        List<AuditEvent> events = audit(SHOP);
        assertThat(events).hasSizeGreaterThanOrEqualTo(5).allSatisfy(event -> {
            assertThat(event.pipeline()).isNull();
            assertThat(event.actor()).isEqualTo(BOB);
            assertThat(String.valueOf(event.before()) + event.after()).doesNotContain(HASH.toHex());
        });
        assertGapless(events);
    }

    @Test
    @Clause("C-17")
    void tokensAreValidUntilTheyAreRevokedOrExpired() {
        ApiToken token =
                new ApiToken(SHOP, "ci", Role.WORKER, HASH, fixture.now().plus(HOUR), null);
        assertThat(catalog().createToken(token, ANN)).isEqualTo(new TokenResult.Done());
        assertThat(catalog().createToken(token, ANN)).isEqualTo(new TokenResult.Done());
        assertThat(audit(SHOP)).hasSize(1);
        assertThat(catalog().createToken(new ApiToken(SHOP, "ci", Role.ADMIN, Bytes.of(new byte[32]), null, null), ANN))
                .isEqualTo(new TokenResult.Exists());
        assertThat(catalog().validToken(SHOP, HASH)).contains(token);
        fixture.advance(HOUR.plusMillis(1));
        assertThat(catalog().validToken(SHOP, HASH)).isEmpty();
        assertThat(catalog().revokeToken(SHOP, "nobody", ANN)).isEqualTo(new TokenResult.Unknown());
        assertThat(catalog().revokeToken(SHOP, "ci", ANN)).isEqualTo(new TokenResult.Done());
        fixture.advance(HOUR.negated());
        assertThat(catalog().validToken(SHOP, HASH)).isEmpty();
    }

    @Test
    @Clause("C-17")
    void numbersHaveNoGapsAlsoUnderRaces() {
        PipelineKey orders = declared("orders");
        Race.of(8, i -> () -> {
            for (int round = 0; round < 10; round++) {
                Actor actor = new Actor("actor " + i, "round " + round);
                switch (i % 4) {
                    case 0 -> does(catalog().pause(orders, true, actor));
                    case 1 -> does(catalog().resume(orders, null, actor));
                    case 2 -> {
                        catalog().begin(asking(orders));
                        does(catalog().breakLease(orders, actor));
                    }
                    default ->
                        catalog()
                                .put(new PutPipeline(orders, "{\"v\":\"" + i + "-" + round + "\"}", null, null, actor));
                }
            }
            return true;
        });

        assertGapless(audit(orders));
        assertThat(audit(orders)).hasSizeGreaterThan(20);
        assertThat(pages(page -> catalog().audit(orders, page), 7)).isEqualTo(audit(orders));
        assertThat(catalog().audit(orders, PageRequest.first(3)).entries()).hasSize(3);
    }
}
