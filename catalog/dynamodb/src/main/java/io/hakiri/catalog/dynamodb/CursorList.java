package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.StreamPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The cursors of a pipeline, page by page (C-19). */
final class CursorList {
    private CursorList() {}

    static Listing<Cursor> page(Work work, PageRequest request) {
        return Paging.listing(work, false, head -> {
            List<String> after = Paging.after(request, 2);
            Bytes from = after.isEmpty() ? Bytes.of() : Key.of(new StreamPartition(after.get(0), after.get(1)));
            List<Cursor> cursors = new ArrayList<>();
            for (Map.Entry<Bytes, CursorRow> entry : head.cursors.from(from)) {
                if (cursors.size() > request.entries()) {
                    break;
                }
                if (!entry.getKey().equals(from)) {
                    cursors.add(entry.getValue().cursor(Key.at(entry.getKey())));
                }
            }
            return Paging.page(
                    cursors,
                    request,
                    last -> Paging.token(last.at().stream(), last.at().partition()));
        });
    }
}
