package io.hakiri.migrate;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.ProjectId;
import io.hakiri.transfer.PipelineName;
import io.hakiri.transfer.Transfer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One of the two catalogs.
 *
 * @param catalog what its pipelines are driven by
 * @param transfer the same catalog, as rows
 * @param address where it is, without any secret: what is left behind for those who look for a pipeline that moved
 */
public record End(Catalog catalog, Transfer transfer, String address) {
    /**
     * The end that a catalog is.
     *
     * @throws InvalidInput where it does not give out what it holds: a service does not
     */
    public static End of(Catalog catalog) {
        if (!(catalog instanceof Transfer transfer)) {
            throw new InvalidInput(
                    "catalog",
                    "the address of the catalog itself, for a service does not give out what it holds",
                    catalog.status().address());
        }
        return new End(catalog, transfer, catalog.status().address());
    }

    /** All projects. */
    List<ProjectId> projects() {
        return all(catalog::projects);
    }

    /** All pipelines that a project has or had. */
    List<PipelineName> pipelinesEver(ProjectId project) {
        return all(page -> transfer.pipelinesEver(project, page));
    }

    private static <T> List<T> all(Function<PageRequest, Page<T>> pages) {
        List<T> all = new ArrayList<>();
        PageRequest request = PageRequest.first();
        while (true) {
            Page<T> page = pages.apply(request);
            all.addAll(page.entries());
            if (page.next() == null) {
                return all;
            }
            request = new PageRequest(page.next(), request.entries());
        }
    }
}
