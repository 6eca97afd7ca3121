package io.hakiri.catalog.postgres;

import org.jspecify.annotations.Nullable;

/**
 * The physical thing that a database lives in (C-27), as the function {@code place} of the schema tells it.
 *
 * @param system the number that a server got when it was made; clones and standbys have the same
 * @param database the number of the database within the server; a copy there has another
 * @param timeline grows when a server is restored to a point in time, or promoted
 * @param resource what the address calls it, such as the resource id of an RDS instance; empty where it calls it nothing
 */
record Place(String system, String database, long timeline, String resource) {
    private static final int PARTS = 4;

    static Place of(String text) {
        String[] parts = text.split("/", PARTS);
        if (parts.length < PARTS) {
            return new Place(text, "", 0, "");
        }
        return new Place(parts[0], parts[1], Long.parseLong(parts[2]), parts[3]);
    }

    /**
     * Why what was written in one place and is found in this one may lack writes; {@code null} where it may not.
     *
     * @param synchronousStandby whether a promoted standby has all that was acknowledged, as the operator says
     */
    @Nullable
    String differenceFrom(Place written, boolean synchronousStandby) {
        if (!system.equals(written.system)) {
            return "it was written on server " + written.system + " and is found on server " + system
                    + ": a dump that was loaded, or another server under its name";
        }
        if (!database.equals(written.database)) {
            return "it was written in the database with the number " + written.database + " and is found in " + database
                    + ": a copy within the server, or a dump that was loaded";
        }
        if (!resource.isEmpty() && !written.resource.isEmpty() && !resource.equals(written.resource)) {
            return "it was written in " + written.resource + " and is found in " + resource
                    + ": a restored snapshot, or a clone";
        }
        if (timeline < written.timeline || (timeline > written.timeline && !synchronousStandby)) {
            return "it was written on timeline " + written.timeline + " and is found on timeline " + timeline
                    + ": restored to a point in time, or a promoted standby, which may lack what was acknowledged last";
        }
        return null;
    }
}
