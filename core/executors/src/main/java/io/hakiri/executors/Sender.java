package io.hakiri.executors;

import io.hakiri.catalog.Claim;

/** Hands a dispatch to a service that will have it run. */
interface Sender extends AutoCloseable {
    /** What it sends to, for messages. */
    String target();

    /**
     * Sends; the same claim sent again after a lost answer is one dispatch wherever the service can tell.
     *
     * @param document the claim as JSON
     * @throws software.amazon.awssdk.core.exception.SdkException where the service does not take it
     * @throws io.hakiri.reconcile.DispatchException where it answers that it cannot
     */
    void send(Claim claim, String document);

    @Override
    void close();
}
