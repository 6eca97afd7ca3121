package io.hakiri.connectors.lake;

import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.StagedObject;

/** What things in a lake are called, relative to its root and with {@code /}. */
public final class ObjectNames {
    /** Where what is not for readers of data lives. No stream's folder begins with an underscore. */
    static final String OURS = "_hakiri";

    private ObjectNames() {}

    /** The name of a published object. */
    public static String published(String stream, StagedObject.Kind kind, FileName file) {
        return switch (kind) {
            case DATA -> StreamFolder.of(stream) + "/" + file;
            case QUARANTINE -> OURS + "/quarantine/" + StreamFolder.of(stream) + "/" + file;
        };
    }

    /** The folder of a pipeline's staged files. */
    public static String staging(PipelineKey pipeline) {
        return OURS + "/staging/" + pipeline.project().value() + "/"
                + pipeline.pipeline().value() + ".d";
    }

    /** The folder of a stream's published files. */
    public static String stream(String stream) {
        return StreamFolder.of(stream);
    }

    /** The view of the newest row per key of a stream. */
    public static String view(String stream) {
        return StreamFolder.of(stream) + ".latest.sql";
    }
}
