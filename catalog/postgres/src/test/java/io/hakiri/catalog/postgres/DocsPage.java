package io.hakiri.catalog.postgres;

import io.hakiri.catalog.contract.Documentation;

/** The page docs/postgresql.md, parts of which tests do as they stand there. */
final class DocsPage {
    private static final String NAME = "postgresql.md";

    private DocsPage() {}

    static String text() {
        return Documentation.page(NAME);
    }

    /** The block of SQL that follows {@code <!-- tested: name -->}. */
    static String sql(String name) {
        return Documentation.tested(NAME, name, "sql");
    }
}
