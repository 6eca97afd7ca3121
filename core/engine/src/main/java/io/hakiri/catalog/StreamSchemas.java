package io.hakiri.catalog;

import org.jspecify.annotations.Nullable;

/**
 * What a grant says of a stream's schema.
 *
 * @param latest the newest version, whatever was decided about it
 * @param accepted the newest accepted version; {@code null} where none was
 */
public record StreamSchemas(SchemaVersion latest, @Nullable SchemaVersion accepted) {}
