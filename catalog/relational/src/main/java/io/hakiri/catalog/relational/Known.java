package io.hakiri.catalog.relational;

import io.hakiri.catalog.Advance;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.StreamSchemas;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The cursors and schema versions of the pipelines that this process wrote last, so that a grant and its commits do not read
 * again what they have just written. Believed within a write transaction only, and only where the file's count of writes says
 * that nobody wrote since: under the write lock it is then what a read would answer (C-11).
 */
public final class Known {
    /** Of so many pipelines, the ones used last: each holds at most the positions that a pipeline may have (C-22). */
    private static final int PIPELINES = 16;

    /**
     * What is known of one pipeline: of the named streams all, of others nothing.
     *
     * @param cursors in the order of a grant
     */
    record Streams(Set<String> names, Map<StreamPartition, Cursor> cursors, Map<String, StreamSchemas> schemas) {
        /** The stored cursors among those to be moved; {@code null} where that has to be read. */
        @Nullable
        Map<StreamPartition, Cursor> before(List<Advance> advances) {
            Map<StreamPartition, Cursor> before = HashMap.newHashMap(advances.size());
            for (Advance advance : advances) {
                if (!names.contains(advance.at().stream())) {
                    return null;
                }
                Cursor cursor = cursors.get(advance.at());
                if (cursor != null) {
                    before.put(advance.at(), cursor);
                }
            }
            return before;
        }

        /** Whether all the versions are known as ones that data may be committed under (C-15). */
        boolean admit(Map<String, Integer> under) {
            return under.entrySet().stream().allMatch(version -> {
                StreamSchemas schemas = this.schemas.get(version.getKey());
                return schemas != null
                        && (Schemas.admits(schemas.latest(), version.getValue())
                                || Schemas.admits(schemas.accepted(), version.getValue()));
            });
        }
    }

    /** Nothing yet. */
    public Known() {}

    private final Map<Long, Streams> pipelines = new LinkedHashMap<>(PIPELINES, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Streams> eldest) {
            return size() > PIPELINES;
        }
    };

    /** What is known of a pipeline; {@code null} for nothing. */
    @Nullable
    Streams of(PipelineRow pipeline) {
        return pipelines.get(pipeline.id);
    }

    /** All of some streams was read. */
    void learn(PipelineRow pipeline, Set<String> names, List<Cursor> cursors, Map<String, StreamSchemas> schemas) {
        Map<StreamPartition, Cursor> inOrder = LinkedHashMap.newLinkedHashMap(cursors.size());
        cursors.forEach(cursor -> inOrder.put(cursor.at(), cursor));
        pipelines.put(pipeline.id, new Streams(names, inOrder, schemas));
    }

    /** A cursor that was there has moved. */
    void moved(PipelineRow pipeline, Cursor to) {
        Streams streams = pipelines.get(pipeline.id);
        if (streams != null) {
            streams.cursors().replace(to.at(), to);
        }
    }

    /** More than a cursor that was there has changed. */
    void forget(PipelineRow pipeline) {
        pipelines.remove(pipeline.id);
    }
}
