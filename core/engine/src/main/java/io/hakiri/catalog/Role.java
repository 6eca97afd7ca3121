package io.hakiri.catalog;

/** What a token allows, each including the one before. */
public enum Role {
    READER,
    WORKER,
    OPERATOR,
    ADMIN
}
