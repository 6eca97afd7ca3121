package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.CatalogStatus;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.ProjectId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table of a catalog, as the place that it is kept in. */
final class TableStorage {
    /** What this program writes. */
    private static final int NEWEST = Head.FORMAT;

    private final Table table;
    private final String address;
    private final @Nullable Duration keepRuns;

    TableStorage(Table table, String address, @Nullable Duration keepRuns) {
        this.table = table;
        this.address = address;
        this.keepRuns = keepRuns;
    }

    Table table() {
        return table;
    }

    @Nullable
    Duration keepRuns() {
        return keepRuns;
    }

    String tableId() {
        return table.tableId();
    }

    void upgrade() {}

    CatalogStatus status(Projects projects) {
        String here = table.tableId();
        List<CatalogStatus.ProjectStatus> found = new ArrayList<>();
        for (ProjectId id : projects.page(PageRequest.first()).entries()) {
            Project project = projects.now(id);
            if (project != null) {
                found.add(new CatalogStatus.ProjectStatus(
                        id, NEWEST, NEWEST, project.generation(), Projects.mismatch(project, here)));
            }
        }
        return new CatalogStatus("dynamodb", address, "DynamoDB", NEWEST, NEWEST, found);
    }

    void close() {
        table.close();
    }
}
