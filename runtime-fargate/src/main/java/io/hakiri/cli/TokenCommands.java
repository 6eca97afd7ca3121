package io.hakiri.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.api.BearerToken;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.ApiToken;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.TokenResult;
import io.hakiri.pipeline.TimeSpan;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(description = "Tokens: who may call the HTTP API.", mixinStandardHelpOptions = true)
final class TokenCommands implements Runnable {
    private static final String OF_MANIFEST = "The project (default: that of the manifest).";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command? One of these:");
    }

    @Command(
            name = "create",
            description = "Makes a token and shows it, this once: only its hash is kept.",
            mixinStandardHelpOptions = true)
    int create(
            @Parameters(paramLabel = "NAME", description = "What to call it; the audit names it.") String name,
            @Option(
                            names = "--role",
                            required = true,
                            description = "reader, worker, operator or admin, each with the rights of those before.")
                    Role role,
            @Option(
                            names = "--expires",
                            paramLabel = "TIME",
                            description = "How long it is valid, such as 90d (default: until it is revoked).")
                    @Nullable
                    String expires,
            @Option(names = "--project", description = OF_MANIFEST) @Nullable String projectName,
            @Option(names = "--reason", required = true, description = "Why, for the audit.") String reason) {
        Main main = Main.of(spec);
        ProjectId project = project(main, projectName);
        Instant expiresAt = expires == null
                ? null
                : InstantSource.system()
                        .instant()
                        .plus(TimeSpan.parse(expires)
                                .filter(time -> !time.isZero() && time.compareTo(Limits.LONGEST_RETENTION) <= 0)
                                .orElseThrow(() -> Refusal.usage(
                                        "--expires: expected a time such as 36h or 90d, given " + expires)));
        BearerToken token = BearerToken.of(project, new SecureRandom());
        ApiToken stored = new ApiToken(project, name, role, token.hash(), expiresAt, null);
        try (Catalog catalog = main.openCatalog()) {
            expectDone(name, catalog.createToken(stored, Session.actor(reason)));
        }
        main.output().one(shown(stored).put("token", token.secret()));
        return Exit.DONE;
    }

    @Command(
            name = "list",
            description = "Lists the tokens of a project, without their secrets.",
            mixinStandardHelpOptions = true)
    int list(@Option(names = "--project", description = OF_MANIFEST) @Nullable String projectName) {
        Main main = Main.of(spec);
        ProjectId project = project(main, projectName);
        List<ObjectNode> entries = new ArrayList<>();
        try (Catalog catalog = main.openCatalog()) {
            PageRequest request = PageRequest.first();
            while (true) {
                Page<ApiToken> page = catalog.tokens(project, request);
                page.entries().forEach(token -> entries.add(shown(token)));
                if (page.next() == null) {
                    break;
                }
                request = new PageRequest(page.next(), Limits.PAGE_ENTRIES);
            }
        }
        main.output().list("tokens", entries, "id", "role", "expires_at", "revoked_at");
        return Exit.DONE;
    }

    @Command(name = "revoke", description = "Ends a token at once.", mixinStandardHelpOptions = true)
    int revoke(
            @Parameters(paramLabel = "NAME", description = "What it is called.") String name,
            @Option(names = "--project", description = OF_MANIFEST) @Nullable String projectName,
            @Option(names = "--reason", required = true, description = "Why, for the audit.") String reason) {
        Main main = Main.of(spec);
        ProjectId project = project(main, projectName);
        try (Catalog catalog = main.openCatalog()) {
            expectDone(name, catalog.revokeToken(project, name, Session.actor(reason)));
        }
        main.output().one(Output.object().put("id", name).put("revoked", true));
        return Exit.DONE;
    }

    private static ProjectId project(Main main, @Nullable String name) {
        ProjectId project = name == null ? main.projectOrNull() : new ProjectId(name);
        if (project == null) {
            throw Refusal.usage("--project: which one? " + main.folder() + " has no hakiri.toml that says it");
        }
        return project;
    }

    private static ObjectNode shown(ApiToken token) {
        ObjectNode node = Output.object().put("id", token.id());
        node.put("project", token.project().value());
        node.put("role", token.role().name().toLowerCase(Locale.ROOT));
        node.put("expires_at", Json.text(token.expiresAt()));
        return node.put("revoked_at", Json.text(token.revokedAt()));
    }

    static void expectDone(String id, TokenResult answer) {
        switch (answer) {
            case TokenResult.Done() -> {}
            case TokenResult.Exists() -> throw Refusal.refused(id + ": there is a token of this name already");
            case TokenResult.Unknown() -> throw Refusal.usage(id + ": there is no token of this name");
            case Answers.Moving() -> throw Refusal.refused(id + ": the project is sealed for a move");
            case Answers.Moved(String address) ->
                throw Refusal.refused(id + ": the project lives at " + address + " now");
            case Answers.Invalid(String field, String limit, String given) ->
                throw Refusal.usage(field + ": expected " + limit + ", given " + given);
        }
    }
}
