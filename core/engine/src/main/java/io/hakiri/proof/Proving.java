package io.hakiri.proof;

import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.CursorMove;
import io.hakiri.catalog.Decision;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineImage;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.StagedObject;
import io.hakiri.catalog.Verdict;
import io.hakiri.transfer.Row.EndedRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One proof that is being made: the audit first, which names fences; then what happened under each of them. */
final class Proving {
    /** So many gaps, and so many conflicts, are named; more of them are counted. */
    private static final int MOST_NAMED = 20;

    private final PipelineKey pipeline;
    private final RunId id;
    private final KeptHistory history;
    private final Fence from;
    private final long most;
    private final List<Finding> findings = new ArrayList<>();
    private final FenceNumbers numbers = new FenceNumbers();
    private @Nullable FenceFacts found;
    private boolean cut;
    private long seen;
    private int conflicts;

    Proving(PipelineKey pipeline, RunId id, KeptHistory history, Fence from, long most) {
        this.pipeline = pipeline;
        this.id = id;
        this.history = history;
        this.from = from;
        this.most = most;
        findings.addAll(history.archive().findings());
    }

    /** {@code null} where there is no such run. */
    @Nullable
    Proof proof(Instant now, String catalog) {
        AuditNumbers audit = new AuditNumbers(history, numbers);
        Chain events = audit.chain();
        findings.addAll(audit.findings());
        Chain fences = fences();
        FenceFacts facts = found;
        EndedRun ended = facts == null ? null : facts.run();
        if (facts == null || ended == null) {
            return null;
        }
        gaps(fences, audit.isWhole());
        receipts(facts, ended);
        schemaGaps();
        List<Receipt> receipts = List.copyOf(facts.receipts().values());
        return new Proof(
                pipeline,
                now,
                catalog,
                findings.stream().allMatch(Finding::harmless),
                facts.origin(),
                run(facts, ended),
                receipts.stream().limit(Proof.MOST_RECEIPTS).toList(),
                receipts.size(),
                shapes(facts, ended),
                around(ended),
                fences,
                events,
                history.archive().files(),
                findings);
    }

    private Chain fences() {
        ChainMaking chain = new ChainMaking(Chain.Of.FENCES, List.copyOf(history.pending()));
        Fence start = start();
        if (start.value() > 0) {
            numbers.from(start);
        }
        history.pending().forEach(fence -> numbers.known(new Fence(fence)));
        history.ofChunks().forEach(fence -> numbers.known(new Fence(fence)));
        history.fences(from, facts -> {
            if (chainIsFull()) {
                return false;
            }
            EndedRun run = facts.run();
            chain.add(facts.fence().value(), Lines.of(facts));
            numbers.fence(facts.fence(), run == null ? null : run.replacedBy());
            found = run != null && run.id().equals(id) ? facts : found;
            for (String conflict : facts.conflicts()) {
                if (conflicts++ < MOST_NAMED) {
                    findings.add(Finding.otherwise("fence " + facts.fence(), conflict));
                }
            }
            return true;
        });
        return chain.done();
    }

    private boolean chainIsFull() {
        cut = seen++ == most;
        return cut;
    }

    /** From where on each fence has to be accounted for: below its horizon a catalog keeps nothing. */
    private Fence start() {
        Fence horizon = history.horizon();
        boolean archived = !history.archive().fences().isEmpty();
        return archived || horizon.compareTo(from) <= 0 ? from : horizon;
    }

    private void gaps(Chain fences, boolean auditIsWhole) {
        PipelineImage image = history.image();
        Fence horizon = history.horizon();
        if (start().compareTo(from) > 0) {
            findings.add(Finding.unknown(
                    "fences below " + horizon,
                    "retention let go of what happened under them; where it was archived, --archive FOLDER reads it"));
        }
        if (image == null) {
            findings.add(Finding.unknown(
                    "pipeline",
                    "it was deleted: receipts, cursors and backfills went with it, and which fence was its last"
                            + " is known from its audit alone"));
        }
        if (cut) {
            findings.add(Finding.unknown(
                    "fences after " + fences.through(),
                    "they were not looked at: a proof looks at " + most + " of them at most"));
        }
        Fence last = image == null || cut ? new Fence(fences.through()) : image.last();
        List<FenceNumbers.Gap> gaps = numbers.upTo(last);
        for (FenceNumbers.Gap gap : gaps.stream().limit(MOST_NAMED).toList()) {
            String what = gap.from() == gap.through()
                    ? "fence " + gap.from()
                    : "fences " + gap.from() + " to " + gap.through();
            if (numbers.chunks()) {
                findings.add(Finding.unknown(
                        what, "nothing is known of it; a chunk of a backfill whose worker died leaves nothing"));
            } else if (!auditIsWhole) {
                findings.add(Finding.unknown(
                        what,
                        "nothing is known of it; audit events, one of which may name it, are not there any more"));
            } else {
                findings.add(Finding.missing(what, "it was given, and no run, rewind or act is there that had it"));
            }
        }
        if (gaps.size() > MOST_NAMED) {
            findings.add(Finding.unknown("fences", gaps.size() - MOST_NAMED + " more gaps like these"));
        }
    }

    /** Steps and places in them go up by one, and rows of receipts add up to what the run counted. */
    private void receipts(FenceFacts facts, EndedRun run) {
        Map<Integer, Integer> places = new HashMap<>();
        Map<String, Long> data = new TreeMap<>();
        Map<String, Long> setAside = new TreeMap<>();
        facts.receipts().values().forEach(receipt -> {
            int place = places.merge(receipt.id().step(), 1, Integer::sum) - 1;
            if (receipt.id().ordinal() > place) {
                places.put(receipt.id().step(), receipt.id().ordinal() + 1);
                findings.add(Finding.missing(
                        "receipts of step " + receipt.id().step(),
                        "number " + place + " to " + (receipt.id().ordinal() - 1) + " are not there"));
            }
            if (receipt.id().step() > run.lastStep()) {
                findings.add(Finding.otherwise(
                        "receipt " + receipt.id(),
                        "the run made " + run.lastStep() + " commits, and this is of a later one"));
            }
            StagedObject object = receipt.object();
            (object.kind() == StagedObject.Kind.DATA ? data : setAside)
                    .merge(object.stream(), object.rows(), Long::sum);
        });
        PipelineImage image = history.image();
        boolean deletedSince = image == null || facts.fence().compareTo(image.born()) <= 0;
        facts.counts().forEach((stream, counts) -> {
            adds(stream, "written", counts.written(), data.getOrDefault(stream, 0L), deletedSince, facts);
            adds(stream, "set aside", counts.quarantined(), setAside.getOrDefault(stream, 0L), deletedSince, facts);
        });
    }

    private void adds(String stream, String how, long counted, long rows, boolean deletedSince, FenceFacts facts) {
        if (counted == rows) {
            return;
        }
        String what = "rows of stream " + stream;
        String sums = counted + " were " + how + ", and its receipts hold " + rows;
        if (deletedSince) {
            findings.add(Finding.unknown(what, sums + ": the pipeline was deleted since, and its receipts with it"));
        } else if (facts.receipts().isEmpty()) {
            findings.add(Finding.unknown(
                    what,
                    counted + " were " + how
                            + ", and there are no receipts: who ran it wrote without them, or they are gone"));
        } else {
            findings.add(Finding.missing(what, sums));
        }
    }

    private void schemaGaps() {
        Map<String, Integer> last = new HashMap<>();
        history.schemas().stream()
                .sorted(Comparator.comparing(SchemaVersion::stream).thenComparingInt(SchemaVersion::version))
                .forEach(version -> {
                    int expected = last.merge(version.stream(), 1, Integer::sum);
                    if (version.version() != expected) {
                        findings.add(Finding.missing(
                                "schema versions of stream " + version.stream(),
                                "version " + expected + " is not there, and version " + version.version() + " is"));
                        last.put(version.stream(), version.version());
                    }
                });
    }

    private Run run(FenceFacts facts, EndedRun run) {
        return new Run(
                run.id(),
                pipeline,
                facts.fence(),
                run.trigger(),
                run.worker(),
                run.status(),
                run.startedAt(),
                run.endedAt(),
                run.lastStep(),
                facts.counts(),
                facts.moves().values().stream()
                        .map(move -> new CursorMove(move.at(), move.from(), move.to()))
                        .toList(),
                run.error(),
                run.replacedBy());
    }

    /**
     * The catalog does not keep with a receipt which version it was written under: it is the newest that was accepted when the run began,
     * or one that the run saw itself.
     */
    private List<Proof.ShapeInForce> shapes(FenceFacts facts, EndedRun run) {
        Map<String, SchemaVersion> before = new TreeMap<>();
        List<SchemaVersion> inForce = new ArrayList<>();
        history.schemas().stream()
                .filter(version -> facts.counts().containsKey(version.stream()))
                .sorted(Comparator.comparing(SchemaVersion::stream).thenComparingInt(SchemaVersion::version))
                .forEach(version -> {
                    Decision decision = version.decision();
                    if (version.seenBy().equals(facts.fence())) {
                        inForce.add(version);
                    } else if (version.seenBy().compareTo(facts.fence()) < 0
                            && version.seenAt().isBefore(run.endedAt())
                            && decision != null
                            && decision.verdict() == Verdict.ACCEPT) {
                        before.put(version.stream(), version);
                    }
                });
        inForce.addAll(before.values());
        return inForce.stream()
                .sorted(Comparator.comparing(SchemaVersion::stream).thenComparingInt(SchemaVersion::version))
                .map(version -> shape(version, version.seenBy().equals(facts.fence())))
                .toList();
    }

    private static Proof.ShapeInForce shape(SchemaVersion version, boolean byThisRun) {
        Decision decision = version.decision();
        return new Proof.ShapeInForce(
                version.stream(),
                version.version(),
                DigestChain.of(version.shape()),
                decision == null ? null : decision.verdict(),
                decision == null ? null : decision.by(),
                version.seenAt(),
                version.seenBy(),
                byThisRun);
    }

    private List<AuditEvent> around(EndedRun run) {
        List<AuditEvent> around = new ArrayList<>();
        history.audit(event -> {
            boolean during =
                    !event.at().isBefore(run.startedAt()) && !event.at().isAfter(run.endedAt());
            if (during && around.size() < Proof.MOST_CHANGES) {
                around.add(event);
            }
        });
        return around;
    }
}
