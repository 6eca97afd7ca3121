package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.ProjectId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The pipelines of a project by name, by the items that say that they exist (C-19). */
final class PipelineList {
    private static final int SLICE = 100;

    private PipelineList() {}

    static Page<PipelineState> page(Heads heads, ProjectId project, PageRequest request) {
        return page(
                heads, project, request, Declarations::one, state -> state.key().pipeline());
    }

    /** What is read of each of them, where there is something. */
    static <T> Page<T> page(
            Heads heads,
            ProjectId project,
            PageRequest request,
            Function<Work, Optional<T>> reading,
            Function<T, PipelineId> name) {
        String after = Paging.textAfter(request);
        String from = Items.PIPELINE + (after.isEmpty() ? "" : after + "\0");
        List<T> found = new ArrayList<>();
        boolean more = true;
        while (more && found.size() <= request.entries()) {
            Table.Slice slice = heads.table()
                    .query(
                            project.value(),
                            from,
                            Items.PIPELINE + Items.LAST,
                            true,
                            Math.min(SLICE, request.entries() + 1));
            found.addAll(read(heads, project, slice.items(), reading));
            more = slice.more() && !slice.items().isEmpty();
            if (more) {
                from = Items.sortKey(slice.items().getLast()) + "\0";
            }
        }
        return Paging.page(
                found.subList(0, Math.min(found.size(), request.entries() + 1)),
                request,
                last -> Paging.token(name.apply(last).value()));
    }

    private static <T> List<T> read(
            Heads heads,
            ProjectId project,
            List<Map<String, AttributeValue>> named,
            Function<Work, Optional<T>> reading) {
        List<PipelineKey> keys = named.stream()
                .map(item -> new PipelineKey(
                        project, new PipelineId(Items.sortKey(item).substring(Items.PIPELINE.length()))))
                .toList();
        Map<Table.Key, Map<String, AttributeValue>> items = keys.isEmpty()
                ? Map.of()
                : heads.table().getAll(keys.stream().map(Items::head).toList());
        List<T> found = new ArrayList<>();
        for (PipelineKey key : keys) {
            Map<String, AttributeValue> item = items.get(Items.head(key));
            if (item != null) {
                heads.looking(key, item, reading).ifPresent(found::add);
            }
        }
        return found;
    }
}
