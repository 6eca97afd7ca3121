package io.hakiri.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.api.Forms;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.CursorMove;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.StagedObject;
import io.hakiri.catalog.remote.RemoteCatalog;
import io.hakiri.proof.Chain;
import io.hakiri.proof.Proof;
import io.hakiri.proof.ProofCheck;
import io.hakiri.proof.ProofResult;
import io.hakiri.proof.Prover;
import io.hakiri.proof.SignedEnvelope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        description = {
            "Shows what a run did, and that what is kept of it fits together; changes nothing.",
            "With --out it is kept in a signed file; --check says later whether all of that is still there, and as it was.",
            "Ends with 3 where something is missing or otherwise."
        },
        mixinStandardHelpOptions = true)
final class ProveCommand implements Callable<Integer> {
    /** The type of what is signed. */
    private static final String TYPE = "application/vnd.hakiri.proof+json";

    private static final SignedEnvelope ENVELOPE = new SignedEnvelope(TYPE, "a signed proof of hakiri prove");

    private static final String[] FINDINGS = {"kind", "what", "says"};

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "PIPELINE", index = "0", arity = "0..1")
    private @Nullable String name;

    @Parameters(
            paramLabel = "RUN",
            index = "1",
            arity = "0..1",
            description = "The run's id, as `hakiri runs` shows it.")
    private @Nullable String run;

    @Option(
            names = "--archive",
            paramLabel = "DIR",
            description =
                    "Also what `catalog retain --archive` wrote to this folder; relative to the project's folder.")
    private @Nullable Path archive;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Also write it to this file, signed, to be kept elsewhere.")
    private @Nullable Path out;

    @Option(
            names = "--signing-key",
            paramLabel = "FILE",
            description = {
                "Sign by this Ed25519 key (PEM, PKCS 8; default: .hakiri/signing-key.pem).",
                "It is made where there is none, and the public key beside it in FILE.pub."
            })
    private Path signingKey = Path.of(".hakiri", "signing-key.pem");

    @Option(
            names = "--check",
            paramLabel = "FILE",
            description = "Instead, look whether all that this file states is still there, and as it was.")
    private @Nullable Path check;

    @Option(
            names = "--public-key",
            paramLabel = "FILE",
            description = "The public key of who signed it (default: .hakiri/signing-key.pem.pub).")
    private Path publicKey = Path.of(".hakiri", "signing-key.pem" + SigningKeyFile.PUBLIC);

    @Override
    public Integer call() throws IOException {
        Main main = Main.of(spec);
        Path file = check;
        if (file != null) {
            if (name != null || out != null) {
                throw Refusal.usage("--check: without PIPELINE, RUN and --out; the file says which run it is of");
            }
            return check(main, file);
        }
        if (name == null || run == null) {
            throw Refusal.usage("prove: which run? hakiri prove PIPELINE RUN; `hakiri runs PIPELINE` lists them");
        }
        return prove(main, name, RunId.parse(run));
    }

    private int prove(Main main, String pipeline, RunId id) throws IOException {
        try (Session session = main.open()) {
            PipelineKey key = session.key(new PipelineId(pipeline));
            Proof proof = proof(main, session, key, id);
            if (out != null) {
                Path keyFile = main.folder().resolve(signingKey);
                Files.writeString(
                        main.folder().resolve(out),
                        ENVELOPE.of(
                                Forms.written(proof),
                                SigningKeyFile.privateKey(keyFile),
                                signingKey.getFileName().toString()));
            }
            main.output()
                    .told(Forms.written(proof), summary(proof, session.shown(key.pipeline())), "findings", FINDINGS);
            return proof.whole() ? Exit.DONE : Exit.REFUSED;
        }
    }

    private Proof proof(Main main, Session session, PipelineKey key, RunId id) throws IOException {
        Catalog catalog = session.catalog();
        if (catalog instanceof RemoteCatalog service) {
            if (archive != null) {
                throw Refusal.usage("--archive: with --catalog URL; a service does not read it");
            }
            return service.proof(key, id).orElseThrow(() -> noSuchRun(key, id));
        }
        return switch (prover(main, session).prove(key, id)) {
            case ProofResult.Proved(Proof proof) -> proof;
            case ProofResult.NotThere() -> throw noSuchRun(key, id);
            case ProofResult.GoesOn(var status) ->
                throw Refusal.refused("run " + id + " of " + key.pipeline() + " is " + Forms.word(status)
                        + ": what a run did is shown once it has ended");
        };
    }

    private Prover prover(Main main, Session session) {
        return new Prover(
                session.catalog(), archive == null ? null : main.folder().resolve(archive), session.clock());
    }

    private Refusal noSuchRun(PipelineKey key, RunId id) {
        return Refusal.refused("run " + id + " of " + key.pipeline() + " is not there: neither in the catalog nor in "
                + (archive == null ? "an archive, for none was named: --archive DIR" : "the archive " + archive)
                + ". `hakiri runs " + key.pipeline() + "` lists those that are");
    }

    private int check(Main main, Path file) throws IOException {
        Proof earlier;
        try {
            earlier = Forms.ofAnswer(Proof.class)
                    .read(
                            ENVELOPE.read(
                                    Files.readString(main.folder().resolve(file)),
                                    SigningKeyFile.publicKey(main.folder().resolve(publicKey))),
                            "");
        } catch (InvalidInput e) {
            throw Refusal.usage("--check " + file + ": " + e.getMessage());
        }
        try (Session session = main.open()) {
            if (session.catalog() instanceof RemoteCatalog) {
                throw Refusal.usage("--check: with --catalog URL; a service does not give out all that it keeps");
            }
            ProofCheck checked = prover(main, session).check(earlier);
            main.output().told(Forms.written(checked), summary(checked), "findings", FINDINGS);
            return checked.whole() ? Exit.DONE : Exit.REFUSED;
        }
    }

    private static ObjectNode summary(ProofCheck checked) {
        return Output.object()
                .put("pipeline", checked.pipeline().pipeline().value())
                .put("run", checked.run().toString())
                .put("whole", checked.whole())
                .put("proven_at", checked.proofAt().toString())
                .put("proven_from", checked.proofOf())
                .put("checked_at", checked.at().toString())
                .put("catalog", checked.catalog())
                .put("fences_as_they_were", checked.fences())
                .put("audit_events_as_they_were", checked.audit());
    }

    private static ObjectNode summary(Proof proof, Function<Position, String> shown) {
        Run run = proof.run();
        ObjectNode summary = Output.object();
        summary.put("pipeline", proof.pipeline().pipeline().value())
                .put("run", run.id().toString())
                .put("whole", proof.whole())
                .put("found_in", Forms.word(proof.origin()))
                .put("status", Forms.word(run.status()))
                .put("trigger", run.trigger())
                .put("worker", run.worker())
                .put("fence", Json.text(run.fence()))
                .put("began", run.startedAt().toString())
                .put("ended", Json.text(run.endedAt()))
                .put("commits", run.lastStep());
        if (run.error() != null) {
            summary.put("error", run.error().kind() + ": " + run.error().message());
        }
        if (run.replacedBy() != null) {
            summary.put("replaced_by", run.replacedBy());
        }
        texts(
                summary,
                "stream",
                new TreeMap<>(run.counts())
                        .entrySet().stream()
                                .map(entry -> counts(entry.getKey(), entry.getValue()))
                                .toList());
        texts(
                summary,
                "cursor",
                run.moves().stream().map(move -> move(move, shown)).toList());
        texts(
                summary,
                "schema",
                proof.schemas().stream().map(ProveCommand::schema).toList());
        List<String> receipts = new ArrayList<>();
        proof.receipts().forEach(receipt -> receipts.add(receipt(receipt)));
        if (proof.receiptCount() > receipts.size()) {
            receipts.add("and " + (proof.receiptCount() - receipts.size()) + " more");
        }
        texts(summary, "receipt", receipts);
        texts(
                summary,
                "change",
                proof.changes().stream()
                        .map(event -> "audit " + event.number() + ", " + event.at() + ": "
                                + event.actor().name() + " " + event.action() + ": "
                                + event.actor().reason())
                        .toList());
        return summary.put("fences", chain(proof.fences())).put("audit", chain(proof.audit()));
    }

    private static String counts(String stream, Counts counts) {
        return stream + ": " + counts.read() + " read, " + counts.written() + " written, " + counts.quarantined()
                + " set aside";
    }

    private static String move(CursorMove move, Function<Position, String> shown) {
        return move.at() + " from " + (move.from() == null ? "the start" : shown.apply(move.from())) + " to "
                + (move.to() == null ? "the start" : shown.apply(move.to()));
    }

    private static String schema(Proof.ShapeInForce shape) {
        return shape.stream() + " version " + shape.version() + ", "
                + (shape.verdict() == null ? "undecided" : Forms.word(shape.verdict()) + " by " + shape.by())
                + ", seen "
                + (shape.seenByThisRun() ? "by this run" : "under fence " + shape.seenBy()) + ", sha256 "
                + shape.shape();
    }

    private static String receipt(Receipt receipt) {
        StagedObject object = receipt.object();
        return receipt.id() + " " + Forms.word(receipt.state()) + " " + object.name() + ", " + object.rows()
                + (object.kind() == StagedObject.Kind.DATA ? " rows" : " rows set aside") + ", " + object.digest();
    }

    private static String chain(Chain chain) {
        return chain.links() == 0
                ? "none"
                : chain.links() + " from " + chain.from() + " to " + chain.through() + ", sha256 " + chain.digest();
    }

    private static void texts(ObjectNode summary, String name, List<String> texts) {
        if (!texts.isEmpty()) {
            texts.forEach(summary.putArray(name)::add);
        }
    }
}
