package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.CatalogStatus;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.ProjectId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The table of a catalog, as the place that it is kept in. */
final class TableStorage {
    /** What this program writes. */
    private static final int NEWEST = Head.FORMAT;

    private final Table table;
    private final TableSetup setup;
    private final String address;
    private final @Nullable Duration keepRuns;

    /**
     * @param address for messages
     * @param keepRuns how long finished runs are kept by the table itself; {@code null} for ever
     */
    TableStorage(Table table, TableSetup setup, String address, @Nullable Duration keepRuns) {
        this.table = table;
        this.setup = setup;
        this.address = address;
        this.keepRuns = keepRuns;
    }

    /** The table of an address; nothing is asked of it yet. */
    static TableStorage of(DynamoAddress address, Attempts attempts) {
        return of(address, Client.open(address), attempts, true);
    }

    /** {@code owner}: whether the client ends with this. */
    static TableStorage of(DynamoAddress address, DynamoDbClient client, Attempts attempts, boolean owner) {
        return new TableStorage(
                new Table(client, address.table(), attempts, owner),
                new TableSetup(client, address.table(), attempts, Waiting.REAL),
                address.shown(),
                address.keepRuns());
    }

    Table table() {
        return table;
    }

    @Nullable
    Duration keepRuns() {
        return keepRuns;
    }

    /** The id of the table, which is made where there is none. */
    String tableId() {
        try {
            return table.tableId();
        } catch (CatalogException.Incompatible noTable) {
            setup.upgrade();
            return table.tableId();
        }
    }

    void upgrade() {
        setup.upgrade();
    }

    /** Looks at the table and the projects; makes nothing. */
    CatalogStatus status(Projects projects) {
        TableState state = setup.look();
        if (!state.exists()) {
            return new CatalogStatus("dynamodb", address, "DynamoDB", 0, NEWEST, List.of());
        }
        List<CatalogStatus.ProjectStatus> found = new ArrayList<>();
        if (state.fatal().isEmpty() && state.active()) {
            String here = table.tableId();
            for (ProjectId id : projects.page(PageRequest.first()).entries()) {
                Project project = projects.now(id);
                if (project != null) {
                    found.add(new CatalogStatus.ProjectStatus(
                            id, NEWEST, NEWEST, project.generation(), Projects.mismatch(project, here)));
                }
            }
        }
        return new CatalogStatus("dynamodb", address, "DynamoDB", NEWEST, NEWEST, found, state.words());
    }

    void close() {
        table.close();
    }
}
