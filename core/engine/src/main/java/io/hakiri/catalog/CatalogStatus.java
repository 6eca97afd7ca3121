package io.hakiri.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a catalog says of itself.
 *
 * @param backend such as {@code sqlite}
 * @param address where it is, without any secret
 * @param server the product and version that answers, such as {@code PostgreSQL 17.5}; {@code null} where there is no server
 * @param version of what is stored, the oldest where there are several; 0 where nothing was made yet
 * @param newest the version that this program writes
 * @param projects each with its own state; at most 1,000
 * @param differences what it is kept in has otherwise than this program makes it, where a deployment may have made it: each in
 *     words for people, with what to do
 */
public record CatalogStatus(
        String backend,
        String address,
        @Nullable String server,
        int version,
        int newest,
        List<ProjectStatus> projects,
        List<String> differences) {
    public CatalogStatus {
        projects = List.copyOf(projects);
        differences = List.copyOf(differences);
    }

    /** Of what only this program makes. */
    public CatalogStatus(
            String backend,
            String address,
            @Nullable String server,
            int version,
            int newest,
            List<ProjectStatus> projects) {
        this(backend, address, server, version, newest, projects, List.of());
    }

    /**
     * One project.
     *
     * @param version of what is stored
     * @param newest the version this program writes
     * @param generation of its fences
     * @param mismatch why writes are refused until {@code adopt} (C-27); {@code null} where they are not
     */
    public record ProjectStatus(
            ProjectId project,
            int version,
            int newest,
            int generation,
            @Nullable String mismatch) {}
}
