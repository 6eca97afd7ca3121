package io.hakiri.catalog.dynamodb;

import java.util.List;

/**
 * What a table of the catalog is, as plain data: a deployment makes it from this, {@code catalog init} too, and {@code catalog
 * status} compares with it. Words are those of DynamoDB's API.
 *
 * @param attributes those that keys and indexes are made of, and no others
 * @param key of the table
 * @param indexes global ones
 * @param timeToLive the attribute with the second after which an item may be removed
 * @param pointInTimeRecovery whether the table can be restored to any second of the last days
 * @param stream what the stream shows of a change
 * @param billingMode how the table is paid for
 * @param deletionProtection whether the table can be deleted only after somebody has switched this off
 */
public record TableShape(
        List<Attribute> attributes,
        Key key,
        List<Index> indexes,
        String timeToLive,
        boolean pointInTimeRecovery,
        String stream,
        String billingMode,
        boolean deletionProtection) {
    public TableShape {
        attributes = List.copyOf(attributes);
        indexes = List.copyOf(indexes);
    }

    /**
     * An attribute of a key.
     *
     * @param type {@code S} for text, {@code N} for numbers
     */
    public record Attribute(String name, String type) {}

    /**
     * The attributes by which items are found.
     *
     * @param partition says where
     * @param sort says in which order there
     */
    public record Key(String partition, String sort) {}

    /**
     * Another way to find items.
     *
     * @param projection what of an item is in it
     */
    public record Index(String name, Key key, String projection) {}
}
