package io.hakiri.catalog;

/** What a catalog is kept in: tables, files. */
public interface Storage {
    /** What this catalog is; reads only, makes and changes nothing, and answers also where writes are refused. */
    CatalogStatus status();

    /**
     * Makes what is missing, and brings what is older to the newest version that this program writes; changes nothing where all
     * is so. Many processes may do it at once, while programs of the version before still run.
     */
    void upgrade();
}
