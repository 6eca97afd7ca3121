package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.ApiToken;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.TokenResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The API tokens of a project; never their secrets. One item has a token, another finds it by the hash of its secret. */
final class ApiTokens {
    private final Heads heads;

    ApiTokens(Heads heads) {
        this.heads = heads;
    }

    TokenResult create(ApiToken token, Actor actor) {
        heads.projects().orCreate(token.project());
        return heads.projects().<TokenResult>change(token.project(), new TokenResult.Unknown(), false, project -> {
            TokenResult refusal = refusal(project);
            if (refusal != null) {
                return Projects.Change.none(refusal);
            }
            if (token.revokedAt() != null) {
                return Projects.Change.none(new Answers.Invalid("token", "one that is not revoked", token.id()));
            }
            ApiToken stored = one(token.project(), token.id());
            if (stored != null) {
                boolean same = stored.role() == token.role()
                        && stored.hash().equals(token.hash())
                        && stored.revokedAt() == null
                        && Objects.equals(micros(stored.expiresAt()), micros(token.expiresAt()));
                return Projects.Change.none(same ? new TokenResult.Done() : new TokenResult.Exists());
            }
            Project written = project.audited();
            return new Projects.Change<TokenResult>(
                    new TokenResult.Done(),
                    written,
                    List.of(
                            new Table.Change.Put(item(token), new Table.Condition.Absent()),
                            new Table.Change.Put(byHash(token), new Table.Condition.Any()),
                            new Table.Change.Put(
                                    Audit.ofProject(
                                            written,
                                            heads.now(),
                                            actor,
                                            "token.created",
                                            null,
                                            Audit.json()
                                                    .put("token", token.id())
                                                    .put("role", token.role().name())),
                                    new Table.Condition.Any())));
        });
    }

    TokenResult revoke(ProjectId id, String token, Actor actor) {
        return heads.projects().<TokenResult>change(id, new TokenResult.Unknown(), false, project -> {
            TokenResult refusal = refusal(project);
            if (refusal != null) {
                return Projects.Change.none(refusal);
            }
            ApiToken stored = one(id, token);
            if (stored == null) {
                return Projects.Change.none(new TokenResult.Unknown());
            }
            if (stored.revokedAt() != null) {
                return Projects.Change.none(new TokenResult.Done());
            }
            Project written = project.audited();
            ApiToken revoked =
                    new ApiToken(id, stored.id(), stored.role(), stored.hash(), stored.expiresAt(), heads.now());
            return new Projects.Change<TokenResult>(
                    new TokenResult.Done(),
                    written,
                    List.of(
                            new Table.Change.Put(item(revoked), new Table.Condition.Any()),
                            new Table.Change.Put(
                                    Audit.ofProject(
                                            written,
                                            heads.now(),
                                            actor,
                                            "token.revoked",
                                            Audit.json().put("token", token).put("revoked", false),
                                            Audit.json().put("token", token).put("revoked", true)),
                                    new Table.Condition.Any())));
        });
    }

    private static @Nullable TokenResult refusal(Project project) {
        String address = project.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        return project.sealed() ? new Answers.Moving() : null;
    }

    Optional<ApiToken> valid(ProjectId project, Bytes hash) {
        Map<String, AttributeValue> pointer = heads.table().get(hashKey(project, hash));
        ApiToken token =
                pointer == null ? null : one(project, Content.read(pointer).text());
        return Optional.ofNullable(token)
                .filter(it -> it.hash().equals(hash) && it.revokedAt() == null)
                .filter(it -> it.expiresAt() == null || it.expiresAt().isAfter(heads.now()));
    }

    Page<ApiToken> page(ProjectId project, PageRequest request) {
        String after = Paging.textAfter(request);
        List<ApiToken> tokens = new ArrayList<>();
        String from = Items.TOKEN + after + (after.isEmpty() ? "" : "\0");
        boolean more = true;
        while (more && tokens.size() <= request.entries()) {
            Table.Slice slice =
                    heads.table().query(project.value(), from, Items.after(Items.TOKEN), true, request.entries() + 1);
            slice.items().forEach(item -> tokens.add(read(project, item)));
            more = slice.more() && !slice.items().isEmpty();
            if (more) {
                from = Items.sortKey(slice.items().getLast()) + "\0";
            }
        }
        return Paging.page(
                tokens.subList(0, Math.min(tokens.size(), request.entries() + 1)),
                request,
                last -> Paging.token(last.id()));
    }

    private @Nullable ApiToken one(ProjectId project, String id) {
        Map<String, AttributeValue> item = heads.table().get(tokenKey(project, id));
        return item == null ? null : read(project, item);
    }

    static Table.Key tokenKey(ProjectId project, String id) {
        return new Table.Key(project.value(), Items.TOKEN + id);
    }

    static Table.Key hashKey(ProjectId project, Bytes hash) {
        return new Table.Key(project.value(), Items.TOKEN_HASH + hash.toHex());
    }

    /** The item by which a token is found by its hash. */
    static Map<String, AttributeValue> byHash(ApiToken token) {
        Map<String, AttributeValue> hash = Items.of(hashKey(token.project(), token.hash()));
        hash.put(Table.CONTENT, Content.attribute(new Out().text(token.id()).done()));
        return hash;
    }

    static Map<String, AttributeValue> item(ApiToken token) {
        Map<String, AttributeValue> item = Items.of(tokenKey(token.project(), token.id()));
        item.put(
                Table.CONTENT,
                Content.attribute(new Out()
                        .text(token.id())
                        .word(token.role())
                        .bytes(token.hash().toArray())
                        .instantOrNull(token.expiresAt())
                        .instantOrNull(token.revokedAt())
                        .done()));
        return item;
    }

    static ApiToken read(ProjectId project, Map<String, AttributeValue> item) {
        In in = Content.read(item);
        return new ApiToken(
                project, in.text(), in.word(Role.class), Rows.bytes(in), in.instantOrNull(), in.instantOrNull());
    }

    private static Optional<Long> micros(@Nullable Instant at) {
        return Optional.ofNullable(at).map(DueTime::micros);
    }
}
