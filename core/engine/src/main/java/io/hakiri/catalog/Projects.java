package io.hakiri.catalog;

import java.util.Optional;

/** Tenants and their API tokens. A project exists from the first thing stored in it. */
public interface Projects {
    /** All projects by name (C-19); may lag. */
    Page<ProjectId> projects(PageRequest page);

    /** Stores a token that is not revoked, leaving an audit event of the project (C-17); never its hash. */
    TokenResult createToken(ApiToken token, Actor actor);

    /** Revokes a token at once, leaving an audit event (C-17). */
    TokenResult revokeToken(ProjectId project, String id, Actor actor);

    /** The token with this hash that is neither revoked nor expired. */
    Optional<ApiToken> validToken(ProjectId project, Bytes hash);

    /** The tokens of a project by id (C-19, C-20). */
    Page<ApiToken> tokens(ProjectId project, PageRequest page);
}
