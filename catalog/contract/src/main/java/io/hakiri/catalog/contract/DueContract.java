package io.hakiri.catalog.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.BeginResult.Granted;
import io.hakiri.catalog.Claim;
import io.hakiri.catalog.ClaimDue;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.RenewResult;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Trigger;
import io.hakiri.catalog.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is due, handed out to one caller at a time, and served once. */
abstract class DueContract extends Scene {
    private static final Duration CLAIM_TTL = Duration.ofSeconds(30);
    private static final Duration BEYOND_CLAIM = Duration.ofSeconds(31);

    DueContract(CatalogFixture fixture) {
        super(fixture);
    }

    private List<Claim> claims() {
        return catalog().claimDue(new ClaimDue(SHOP, 100, CLAIM_TTL));
    }

    private Claim claim() {
        List<Claim> claims = claims();
        assertThat(claims).hasSize(1);
        return claims.getFirst();
    }

    private BeginResult serving(Claim claim) {
        return catalog().begin(asking(claim.pipeline(), "worker", new Trigger.Due(claim)));
    }

    private Instant past() {
        return fixture.now().minus(HOUR);
    }

    @Test
    @Clause("C-18")
    void whatIsDueIsHandedOutAndWhatIsNotIsNot() {
        PipelineKey due = declared("due", past());
        declared("later", fixture.now().plus(HOUR));
        declared("never", null);
        PipelineKey paused = declared("paused", past());
        does(catalog().pause(paused, false, ANN));
        PipelineKey held = declared("held", past());
        writing(held);

        Claim claim = claim();

        assertThat(claim.pipeline()).isEqualTo(due);
        assertThat(claim.due()).isEqualTo(past());
        assertThat(claim.recovery()).isFalse();
        assertThat(claim.until()).isEqualTo(fixture.now().plus(CLAIM_TTL));
        assertThat(claim.token()).matches("[0-9a-f]{32}");
    }

    @Test
    @Clause("C-18")
    void timeMakesAPipelineDue() {
        declared("soon", fixture.now().plus(HOUR));
        assertThat(claims()).isEmpty();
        fixture.advance(HOUR.plusMillis(1));
        assertThat(claims()).hasSize(1);
    }

    @Test
    @Clause("C-18")
    void aClaimIsGivenToOneCallerAndComesBackWhenItEnds() {
        declared("orders", past());
        Claim first = claim();
        assertThat(claims()).isEmpty();
        fixture.advance(BEYOND_CLAIM);
        Claim second = claim();

        assertThat(second.due()).isEqualTo(first.due());
        assertThat(second.token()).isNotEqualTo(first.token());
    }

    @Test
    @Clause("C-18")
    void ofRacingCallersEachPipelineGoesToOne() {
        IntStream.range(0, 40).forEach(i -> declared("p" + i, past()));

        List<List<Claim>> handed = Race.of(6, i -> () -> {
            List<Claim> mine = new ArrayList<>();
            List<Claim> some = catalog().claimDue(new ClaimDue(SHOP, 3, CLAIM_TTL));
            while (!some.isEmpty()) {
                mine.addAll(some);
                some = catalog().claimDue(new ClaimDue(SHOP, 3, CLAIM_TTL));
            }
            return mine;
        });

        assertThat(handed.stream().flatMap(List::stream).map(Claim::pipeline))
                .hasSize(40)
                .doesNotHaveDuplicates();
    }

    @Test
    @Clause("C-18")
    void aScheduledBeginServesItsInstantOnce() {
        PipelineKey orders = declared("orders", past());
        Claim claim = claim();
        Granted grant = granted(serving(claim));
        assertThat(run(grant.writer()).trigger()).isEqualTo("schedule");
        Instant next = fixture.now().plus(HOUR);
        commits(finishing(grant.writer(), 1, new Work(), RunStatus.SUCCEEDED, next));
        Dump before = dump();

        assertThat(serving(claim)).isEqualTo(new Answers.NotDue(next));
        assertThat(dump()).isEqualTo(before);
        assertThat(state(orders).nextDue()).isEqualTo(next);
    }

    @Test
    @Clause("C-18")
    void aDoubledDispatchRunsOnce() {
        declared("orders", past());
        Claim claim = claim();

        List<BeginResult> answers = Race.of(8, i -> () -> serving(claim));

        assertThat(answers).filteredOn(Granted.class::isInstance).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> !(answer instanceof Granted))
                .allMatch(answer -> answer instanceof Answers.NotDue || answer instanceof Answers.Held);
    }

    @Test
    @Clause("C-18")
    void aLateDispatchWhoseClaimWentToSomeoneElseIsNotDue() {
        declared("orders", past());
        Claim late = claim();
        fixture.advance(BEYOND_CLAIM);
        Claim current = claim();

        assertThat(serving(late)).isInstanceOf(Answers.NotDue.class);
        assertThat(granted(serving(current))).isNotNull();
    }

    @Test
    @Clause("C-18")
    void aManualRunThatServedTheInstantMakesTheDispatchNotDue() {
        PipelineKey orders = declared("orders", past());
        Claim claim = claim();
        Instant next = fixture.now().plus(HOUR);
        commits(finishing(writing(orders), 1, new Work(), RunStatus.SUCCEEDED, next));

        assertThat(serving(claim)).isEqualTo(new Answers.NotDue(next));
    }

    @Test
    @Clause("C-18")
    void aForgedClaimIsNotDue() {
        declared("orders", past());
        Claim claim = claim();
        Claim forged = new Claim(claim.pipeline(), claim.due(), "0".repeat(32), false, claim.until());

        assertThat(serving(forged)).isInstanceOf(Answers.NotDue.class);
        assertThat(granted(serving(claim))).isNotNull();
    }

    @Test
    @Clause({"C-18", "C-6"})
    void anExpiredLeaseWithAnOpenRunIsClaimedForRecovery() {
        PipelineKey orders = declared("orders", null);
        Writer dead = writing(orders);
        assertThat(claims()).isEmpty();
        fixture.advance(BEYOND_TTL);

        Claim claim = claim();
        assertThat(claim.recovery()).isTrue();
        Granted recovered = granted(serving(claim));
        assertThat(recovered.abandoned()).isEqualTo(dead.run());
        assertThat(run(recovered.writer()).trigger()).isEqualTo("recovery");
        assertThat(status(dead)).isEqualTo(RunStatus.ABANDONED);
    }

    @Test
    @Clause("C-18")
    void aRecoveryThatSomeoneElseDidIsNotDue() {
        PipelineKey orders = declared("orders", null);
        writing(orders);
        fixture.advance(BEYOND_TTL);
        Claim claim = claim();
        commits(finishing(writing(orders), 1));

        assertThat(serving(claim)).isInstanceOf(Answers.NotDue.class);
    }

    @Test
    @Clause("C-18")
    void aWorkerThatCameBackBeforeItsRecoveryKeepsItsRun() {
        PipelineKey orders = declared("orders", null);
        Writer slow = writing(orders);
        fixture.advance(BEYOND_TTL);
        Claim claim = claim();
        commits(goingOn(slow, 1, new Work()));

        assertThat(serving(claim)).isNotInstanceOf(Granted.class);
        commits(finishing(slow, 2));
    }

    @Test
    @Clause("C-18")
    void aPipelineWhoseRunWasReapedStaysDue() {
        PipelineKey orders = declared("orders", past());
        granted(serving(claim()));
        fixture.advance(BEYOND_TTL);
        assertThat(catalog().abandonExpired(SHOP, 10)).hasSize(1);

        assertThat(claim().pipeline()).isEqualTo(orders);
    }

    @Test
    @Clause({"C-18", "C-13", "C-5"})
    void aPipelinePausedInTheMiddleOfARunIsNotHandedOutWhenTheExtendedLeaseExpires() {
        PipelineKey committing = declared("committing", past());
        PipelineKey renewing = declared("renewing", past());
        Writer commits = writing(committing);
        Writer renews = writing(renewing);
        does(catalog().pause(committing, false, ANN));
        does(catalog().pause(renewing, false, ANN));
        commits(goingOn(commits, 1, new Work()));
        assertThat(catalog().renew(renews, TTL)).isInstanceOf(RenewResult.Renewed.class);

        fixture.advance(BEYOND_TTL);
        assertThat(claims()).isEmpty();
    }

    @Test
    @Clause({"C-18", "C-5"})
    void anExtendedLeaseIsHandedOutWhenItExpiresAndNotWhenItWouldHave() {
        PipelineKey longer = declared("longer", past());
        PipelineKey shorter = declared("shorter", past());
        Writer extended = writing(longer);
        Writer shortened = writing(shorter);
        fixture.advance(TTL.minusSeconds(10));
        assertThat(catalog().renew(extended, TTL)).isInstanceOf(RenewResult.Renewed.class);
        assertThat(catalog().renew(shortened, Limits.SHORTEST_LEASE)).isInstanceOf(RenewResult.Renewed.class);

        fixture.advance(Limits.SHORTEST_LEASE);
        assertThat(claim().pipeline()).isEqualTo(shorter);
        fixture.advance(TTL.minus(Limits.SHORTEST_LEASE));
        assertThat(claims()).extracting(Claim::pipeline).contains(longer);
    }

    @Test
    @Clause("C-18")
    void theOldestComeFirstUpToTheLimit() {
        for (int i = 0; i < 20; i++) {
            declared("p" + i, past().plusSeconds((i * 7) % 20));
        }
        List<Claim> first = catalog().claimDue(new ClaimDue(SHOP, 5, CLAIM_TTL));
        List<Claim> second = catalog().claimDue(new ClaimDue(SHOP, 100, CLAIM_TTL));

        assertThat(first).hasSize(5);
        assertThat(second).hasSize(15);
        assertThat(first).extracting(Claim::due).allMatch(due -> due.isBefore(past().plusSeconds(5)));
    }

    @Test
    @Clause("C-18")
    void theCostOfClaimingFollowsWhatIsDueAndNotWhatExists() {
        IntStream.range(0, 20)
                .forEach(i -> declared("later-a" + i, fixture.now().plus(HOUR)));
        long idleAmongFew = workOfClaiming(0);
        long fiveAmongFew = workOfClaiming(5);
        long fortyAmongFew = workOfClaiming(40);
        for (int i = 0; i < 300; i++) {
            declared("later-b" + i, fixture.now().plus(HOUR));
            declared("never" + i, null);
            does(catalog().pause(declared("paused" + i, past()), false, ANN));
            writing(declared("held" + i, past()));
        }
        long idleAmongMany = workOfClaiming(0);
        long fiveAmongMany = workOfClaiming(5);

        assertThat(fiveAmongFew).isGreaterThan(0);
        assertThat(fortyAmongFew).isGreaterThan(4 * fiveAmongFew);
        assertThat(idleAmongMany).isLessThanOrEqualTo(2 * idleAmongFew);
        assertThat(fiveAmongMany).isLessThanOrEqualTo(2 * fiveAmongFew);
    }

    /** The work of one call that hands out so many, all that are due. */
    private long workOfClaiming(int due) {
        List<PipelineKey> declared = IntStream.range(0, due)
                .mapToObj(i -> declared("due" + System.nanoTime() + "-" + i, past()))
                .toList();
        List<Claim> claims = new ArrayList<>();
        long work = fixture.workOf(catalog(), SHOP, () -> claims.addAll(claims()));
        assertThat(claims).extracting(Claim::pipeline).containsExactlyInAnyOrderElementsOf(declared);
        declared.forEach(pipeline -> does(catalog().delete(pipeline, ANN)));
        return work;
    }

    @Test
    @Clause("C-18")
    void aClaimDoesNotHoldThePipelineAgainstAManualBegin() {
        PipelineKey orders = declared("orders", past());
        Claim claim = claim();
        assertThat(granted(orders)).isNotNull();
        assertThat(serving(claim)).isNotInstanceOf(Granted.class);
    }

    @Test
    @Clause({"C-18", "C-10"})
    void aScheduledBeginSentAgainGetsItsGrant() {
        declared("orders", past());
        Begin begin = asking(PipelineKey.of("shop", "orders"), "w", new Trigger.Due(claim()));
        Granted first = granted(catalog().begin(begin));
        assertThat(catalog().begin(begin)).isEqualTo(first);
    }

    @Test
    @Clause("C-18")
    void aPausedPipelineIsNotServedByAnOldClaim() {
        PipelineKey orders = declared("orders", past());
        Claim claim = claim();
        does(catalog().pause(orders, false, ANN));
        assertThat(serving(claim)).isInstanceOf(Answers.Paused.class);
    }

    @Test
    @Clause({"C-18", "C-20"})
    void claimsAreOfOneProject() {
        declared("orders", past());
        assertThat(catalog().claimDue(new ClaimDue(new ProjectId("other"), 10, CLAIM_TTL)))
                .isEmpty();
        assertThat(claims()).hasSize(1);
    }
}
