package io.hakiri.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.migrate.SignedReport;
import io.hakiri.migrate.Verification;
import io.hakiri.migrate.Verified;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "verify",
        description = {
            "Compares two catalogs row by row: whether the target holds all that the source does.",
            "What the target wrote since it was opened is no difference. Ends with 1 where something is missing or otherwise."
        },
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private TwoEnds ends = new TwoEnds();

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write what was found to this file, signed, for a reviewer to keep.")
    private @Nullable Path report;

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
            description = "Instead, say what this report says, if --public-key signed it and nobody changed it.")
    private @Nullable Path check;

    @Option(
            names = "--public-key",
            paramLabel = "FILE",
            description = "The public key of who signed it (default: .hakiri/signing-key.pem.pub).")
    private Path publicKey = Path.of(".hakiri", "signing-key.pem" + SigningKeyFile.PUBLIC);

    @Override
    public Integer call() throws IOException {
        Main main = Main.of(spec);
        return check != null ? check(main, check) : compare(main);
    }

    private int compare(Main main) throws IOException {
        Verified verified;
        try (TwoEnds.Opened opened = ends.open(main)) {
            verified = new Verification(opened.from(), opened.to(), TwoEnds.pace()).compare(ends.projects());
        }
        if (report != null) {
            PrivateKey key = SigningKeyFile.privateKey(main.folder().resolve(signingKey));
            Files.writeString(
                    main.folder().resolve(report),
                    SignedReport.of(
                            verified,
                            InstantSource.system().instant(),
                            key,
                            signingKey.getFileName().toString()));
        }
        return say(
                main,
                Output.object()
                        .put("from", verified.from())
                        .put("to", verified.to())
                        .put("same", verified.same())
                        .put("rows", verified.rows())
                        .put("since", verified.since())
                        .put("source_digest", verified.sourceDigest())
                        .put("target_digest", verified.targetDigest()),
                verified.differences().stream()
                        .map(difference -> Output.object()
                                .put("owner", difference.owner())
                                .put("kind", difference.kind())
                                .put("name", difference.name())
                                .put("says", difference.says()))
                        .toList());
    }

    private int check(Main main, Path file) throws IOException {
        JsonNode said = SignedReport.read(
                Files.readString(main.folder().resolve(file)),
                SigningKeyFile.publicKey(main.folder().resolve(publicKey)));
        ObjectNode document = Output.object();
        for (String name : List.of("at", "from", "to", "same", "source_digest", "target_digest")) {
            document.set(name, said.path(name));
        }
        List<ObjectNode> entries = new ArrayList<>();
        said.path("differences").forEach(difference -> entries.add((ObjectNode) difference));
        return say(main, document, entries);
    }

    private static int say(Main main, ObjectNode document, List<ObjectNode> entries) {
        main.output().oneWithList(document, "otherwise", entries, "owner", "kind", "name", "says");
        return document.path("same").asBoolean() ? Exit.DONE : Exit.FAILED;
    }
}
