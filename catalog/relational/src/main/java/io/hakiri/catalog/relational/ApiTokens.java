package io.hakiri.catalog.relational;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.ApiToken;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.TokenResult;
import java.util.Objects;
import java.util.Optional;

/** The API tokens of a project; never their secrets. */
final class ApiTokens {
    private static final String ONE =
            "SELECT id, role, hash, expires_at, revoked_at FROM token WHERE project = ? AND id = ?";

    private static final String VALID = """
            SELECT id, role, hash, expires_at, revoked_at FROM token
            WHERE project = ? AND hash = ? AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)""";

    static final String PAGE =
            "SELECT id, role, hash, expires_at, revoked_at FROM token WHERE project = ? AND id > ? ORDER BY id LIMIT ?";

    private static final String INSERT =
            "INSERT INTO token (project, id, role, hash, expires_at) VALUES (?, ?, ?, ?, ?)";
    private static final String REVOKE = "UPDATE token SET revoked_at = ? WHERE project = ? AND id = ?";

    private ApiTokens() {}

    static TokenResult create(Tx tx, ApiToken token, Actor actor) {
        if (tx.movedTo() != null) {
            return new Answers.Moved(tx.movedTo());
        }
        if (tx.sealed()) {
            return new Answers.Moving();
        }
        if (token.revokedAt() != null) {
            return new Answers.Invalid("token", "one that is not revoked", token.id());
        }
        ApiToken stored =
                tx.sql().one(ONE, row -> token(tx.project(), row), tx.sql().project(), token.id());
        if (stored != null) {
            boolean same = stored.role() == token.role()
                    && stored.hash().equals(token.hash())
                    && stored.revokedAt() == null
                    && Objects.equals(micros(stored), micros(token));
            return same ? new TokenResult.Done() : new TokenResult.Exists();
        }
        tx.sql().change(INSERT, tx.sql().project(), token.id(), token.role(), token.hash(), token.expiresAt());
        Audit.addToProject(
                tx,
                actor,
                "token.created",
                null,
                Audit.json().put("token", token.id()).put("role", token.role().name()));
        return new TokenResult.Done();
    }

    static TokenResult revoke(Tx tx, String id, Actor actor) {
        if (tx.movedTo() != null) {
            return new Answers.Moved(tx.movedTo());
        }
        if (tx.sealed()) {
            return new Answers.Moving();
        }
        ApiToken stored =
                tx.sql().one(ONE, row -> token(tx.project(), row), tx.sql().project(), id);
        if (stored == null) {
            return new TokenResult.Unknown();
        }
        if (stored.revokedAt() == null) {
            tx.sql().change(REVOKE, tx.now(), tx.sql().project(), id);
            Audit.addToProject(
                    tx,
                    actor,
                    "token.revoked",
                    Audit.json().put("token", id).put("revoked", false),
                    Audit.json().put("token", id).put("revoked", true));
        }
        return new TokenResult.Done();
    }

    static Optional<ApiToken> valid(Sql sql, ProjectId project, Bytes hash) {
        return Optional.ofNullable(sql.one(VALID, row -> token(project, row), sql.project(), hash, sql.now()));
    }

    static Page<ApiToken> page(Sql sql, ProjectId project, PageRequest request) {
        return Pages.page(
                sql.list(
                        PAGE,
                        row -> token(project, row),
                        sql.project(),
                        Pages.textAfter(request),
                        request.entries() + 1),
                request,
                ApiToken::id);
    }

    private static Optional<Long> micros(ApiToken token) {
        return Optional.ofNullable(token.expiresAt()).map(Row::micros);
    }

    static ApiToken token(ProjectId project, Row row) {
        return new ApiToken(
                project,
                row.text(1),
                Role.valueOf(row.text(2)),
                row.blob(3),
                row.instantOrNull(4),
                row.instantOrNull(5));
    }
}
