package io.hakiri.lineage;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What shape a version of a stream has. A version never changes (C-14), so that one that was read is good for ever. */
final class Shapes {
    private static final int MOST = 1_000;

    private final Catalog catalog;
    private final Map<Version, String> known = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Version, String> eldest) {
            return size() > MOST;
        }
    };

    private record Version(PipelineKey pipeline, String stream, int number) {}

    Shapes(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Of this version; of the newest accepted one where it is {@code null}. {@code null} where there is none. */
    @Nullable
    String of(PipelineKey pipeline, String stream, @Nullable Integer version) {
        String shape = version == null ? null : known.get(new Version(pipeline, stream, version));
        if (shape != null) {
            return shape;
        }
        PageRequest request = PageRequest.first();
        while (true) {
            Page<SchemaVersion> page =
                    catalog.schemaVersions(pipeline, stream, request).pageOrNull();
            if (page == null) {
                return shape;
            }
            for (SchemaVersion one : page.entries()) {
                if (version == null ? isAccepted(one) : one.version() == version) {
                    shape = one.shape();
                    known.put(new Version(pipeline, stream, one.version()), shape);
                }
            }
            if (page.next() == null || (version != null && shape != null)) {
                return shape;
            }
            request = new PageRequest(page.next(), request.entries());
        }
    }

    private static boolean isAccepted(SchemaVersion version) {
        return version.decision() != null && version.decision().verdict() == Verdict.ACCEPT;
    }
}
