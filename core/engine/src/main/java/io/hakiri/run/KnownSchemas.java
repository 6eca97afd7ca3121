package io.hakiri.run;

import io.hakiri.catalog.Decision;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.SchemaHistory;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.StreamSchemas;
import io.hakiri.catalog.Verdict;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a stream's schemas are, for whoever has no grant that says it. */
public final class KnownSchemas {
    private KnownSchemas() {}

    /** As of now; empty where the stream has none. */
    public static Optional<StreamSchemas> of(SchemaHistory catalog, PipelineKey pipeline, String stream) {
        SchemaVersion latest = null;
        SchemaVersion accepted = null;
        Page<SchemaVersion> page =
                catalog.schemaVersions(pipeline, stream, PageRequest.first()).pageOrNull();
        while (page != null) {
            for (SchemaVersion version : page.entries()) {
                latest = version;
                accepted = isAccepted(version) ? version : accepted;
            }
            page = page.next() == null
                    ? null
                    : catalog.schemaVersions(pipeline, stream, new PageRequest(page.next(), Limits.PAGE_ENTRIES))
                            .pageOrNull();
        }
        return latest == null ? Optional.empty() : Optional.of(new StreamSchemas(latest, accepted));
    }

    private static boolean isAccepted(SchemaVersion version) {
        @Nullable Decision decision = version.decision();
        return decision != null && decision.verdict() == Verdict.ACCEPT;
    }
}
