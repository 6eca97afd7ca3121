package io.hakiri.proof;

import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One check of an earlier proof. */
final class Checking {
    private final Proof earlier;
    private final KeptHistory history;
    private final List<Finding> findings = new ArrayList<>();
    private @Nullable FenceFacts found;

    Checking(Proof earlier, KeptHistory history) {
        this.earlier = earlier;
        this.history = history;
        findings.addAll(history.archive().findings());
    }

    ProofCheck done(Instant now, String catalog) {
        Segments audit = new Segments(earlier.audit(), "audit event");
        history.audit(event -> audit.add(event.number(), List.of(Lines.of(event))));
        Segments fences = new Segments(earlier.fences(), "fence");
        Fence of = earlier.run().fence();
        history.fences(new Fence(earlier.fences().from()), facts -> {
            found = facts.fence().equals(of) ? facts : found;
            fences.add(facts.fence().value(), Lines.of(facts));
            return facts.fence().value() <= earlier.fences().through();
        });
        run();
        findings.addAll(fences.done());
        findings.addAll(audit.done());
        schemas();
        archive();
        horizon();
        return new ProofCheck(
                earlier.pipeline(),
                earlier.run().id(),
                earlier.at(),
                earlier.catalog(),
                now,
                catalog,
                findings.stream().allMatch(Finding::harmless),
                fences.same(),
                audit.same(),
                findings);
    }

    /** The run itself, thing by thing: its digest says that something is otherwise, and not what. */
    private void run() {
        String what = "run " + earlier.run().id();
        FenceFacts now = found;
        if (now == null || now.run() == null) {
            findings.add(Finding.missing(what, "it is not there any more"));
            return;
        }
        if (!now.run().id().equals(earlier.run().id())) {
            findings.add(Finding.otherwise(
                    what,
                    "its fence " + now.fence() + " is that of run " + now.run().id()));
            return;
        }
        if (!now.counts().equals(earlier.run().counts())) {
            findings.add(Finding.otherwise(what, "its sums are not as they were"));
        }
        if (now.receipts().size() != earlier.receiptCount()) {
            findings.add(Finding.missing(
                    what,
                    "it had " + earlier.receiptCount() + " receipts, and "
                            + now.receipts().size() + " are there"));
        }
        for (Receipt receipt : earlier.receipts()) {
            Receipt same = now.receipts().get(receipt.id());
            if (same != null && !same.object().equals(receipt.object())) {
                findings.add(Finding.otherwise("receipt " + receipt.id(), "it is not as it was"));
            }
        }
    }

    /** A decision may be made later, and one that was not to accept be changed; a shape stays. */
    private void schemas() {
        if (history.image() == null) {
            if (!earlier.schemas().isEmpty()) {
                findings.add(Finding.unknown("schema versions", "the pipeline was deleted since"));
            }
            return;
        }
        Map<String, SchemaVersion> now = new HashMap<>();
        history.schemas().forEach(version -> now.put(version.stream() + "\n" + version.version(), version));
        for (Proof.ShapeInForce shape : earlier.schemas()) {
            SchemaVersion same = now.get(shape.stream() + "\n" + shape.version());
            String what = "schema " + shape.stream() + " " + shape.version();
            if (same == null) {
                findings.add(Finding.missing(what, "it is not there any more"));
            } else if (!DigestChain.of(same.shape()).equals(shape.shape())
                    || !same.seenBy().equals(shape.seenBy())
                    || !same.seenAt().equals(shape.seenAt())) {
                findings.add(Finding.otherwise(what, "it is not as it was"));
            } else if (shape.verdict() == Verdict.ACCEPT
                    && (same.decision() == null || same.decision().verdict() != Verdict.ACCEPT)) {
                findings.add(Finding.otherwise(what, "it was accepted, and is not any more"));
            }
        }
    }

    /** Files that are not read now are no loss where what they hold is found elsewhere: that the digests say. */
    private void archive() {
        Map<String, String> now = new HashMap<>();
        history.archive().files().forEach(file -> now.put(file.name(), file.sha256()));
        for (Proof.ArchiveFile file : earlier.archive()) {
            String same = now.get(file.name());
            if (same == null) {
                findings.add(
                        Finding.unknown("archive " + file.name(), "it was read for the proof, and is not there now"));
            } else if (!same.equals(file.sha256())) {
                findings.add(
                        Finding.otherwise("archive " + file.name(), "its lines are not those that were read then"));
            }
        }
    }

    private void horizon() {
        boolean gone = findings.stream().anyMatch(finding -> !finding.harmless());
        if (gone && history.horizon().value() > earlier.fences().from()) {
            findings.add(Finding.unknown(
                    "fences below " + history.horizon(),
                    "retention let go of what happened under them; where it was archived, --archive FOLDER reads it"));
        }
    }
}
