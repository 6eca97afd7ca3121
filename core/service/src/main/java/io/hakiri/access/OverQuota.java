package io.hakiri.access;

/**
 * A project has as much of something as it may have.
 *
 * @param field of what: {@code pipelines} or {@code runs}
 * @param limit how many it may have
 * @param count how many it has, as far as was counted
 */
public record OverQuota(String field, int limit, int count) {}
