package io.hakiri.catalog.contract;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Settlement;
import java.time.Duration;
import java.util.List;

/** One call on one pipeline, which a catalog answers and {@link PipelineModel} foretells. */
sealed interface Operation {
    /** Who changes things outside a run. */
    Actor ACTOR = new Actor("kit", "the sequence says so");

    /** Makes the call. */
    Object on(Catalog catalog, PipelineKey pipeline);

    record Begin(io.hakiri.catalog.Begin request) implements Operation {
        @Override
        public Object on(Catalog catalog, PipelineKey pipeline) {
            return catalog.begin(request);
        }
    }

    record Renew(io.hakiri.catalog.Writer writer, Duration ttl) implements Operation {
        @Override
        public Object on(Catalog catalog, PipelineKey pipeline) {
            return catalog.renew(writer, ttl);
        }
    }

    record Commit(io.hakiri.catalog.Commit request) implements Operation {
        @Override
        public Object on(Catalog catalog, PipelineKey pipeline) {
            return catalog.commit(request);
        }
    }

    record Rewind(io.hakiri.catalog.Rewind request) implements Operation {
        @Override
        public Object on(Catalog catalog, PipelineKey pipeline) {
            return catalog.rewind(request);
        }
    }

    record Break() implements Operation {
        @Override
        public Object on(Catalog catalog, PipelineKey pipeline) {
            return catalog.breakLease(pipeline, ACTOR);
        }
    }

    record Pause(boolean now) implements Operation {
        @Override
        public Object on(Catalog catalog, PipelineKey pipeline) {
            return catalog.pause(pipeline, now, ACTOR);
        }
    }

    record Resume() implements Operation {
        @Override
        public Object on(Catalog catalog, PipelineKey pipeline) {
            return catalog.resume(pipeline, null, ACTOR);
        }
    }

    record Acknowledge(List<Settlement> settlements) implements Operation {
        @Override
        public Object on(Catalog catalog, PipelineKey pipeline) {
            return catalog.acknowledge(pipeline, settlements);
        }
    }

    record LookAtState() implements Operation {
        @Override
        public Object on(Catalog catalog, PipelineKey pipeline) {
            return catalog.pipeline(pipeline).orElseThrow();
        }
    }

    record LookAtCursors() implements Operation {
        @Override
        public Object on(Catalog catalog, PipelineKey pipeline) {
            return Scene.page(catalog.cursors(pipeline, PageRequest.first())).entries();
        }
    }

    record LookAtReceipts() implements Operation {
        @Override
        public Object on(Catalog catalog, PipelineKey pipeline) {
            return Scene.page(catalog.unsettled(pipeline, PageRequest.first())).entries();
        }
    }
}
