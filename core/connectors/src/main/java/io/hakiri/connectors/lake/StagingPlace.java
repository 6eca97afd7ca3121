package io.hakiri.connectors.lake;

import io.hakiri.connector.ConnectorException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** Where the files of one pipeline are staged. */
public interface StagingPlace {
    /** Begins a staged file; empty where something staged or published has this name already. */
    Optional<StagedFile> create(FileName name, String objectName) throws IOException;

    /** Makes the names of files durable whose content is already. */
    void finished(Set<String> objectNames) throws IOException;

    /** Removes a file that was begun and will not be finished. */
    void remove(FileName name) throws IOException;

    /**
     * Trouble in words.
     *
     * @param doing what was tried: {@code write rows of weather to}
     */
    ConnectorException trouble(String doing, IOException cause);
}
