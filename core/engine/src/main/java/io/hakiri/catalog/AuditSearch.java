package io.hakiri.catalog;

/**
 * A search for audit events (C-28). The time is when it was done; the text is looked for in actor, reason, action, before and
 * after.
 *
 * @param filter without a pipeline it finds what concerns the project itself too
 */
public record AuditSearch(HistoryFilter filter, PageRequest page) {}
