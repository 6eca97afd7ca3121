package io.hakiri.catalog.sqlite;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.relational.Sql;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The numbered SQL files that make what is stored, forward only. Which of them a file has is its {@code user_version}; each
 * is one transaction under SQLite's write lock, which reads the number again, so that processes may start at once.
 */
final class Migrations {
    /** Marks the file as one of ours: "HAKI". */
    static final int APPLICATION_ID = 0x48414b49;

    private static final List<String> SCRIPTS = List.of(
            "V001__catalog.sql", "V002__project.sql", "V003__search.sql", "V004__retention.sql", "V005__move.sql");

    private static final Pattern COMMENT = Pattern.compile("--[^\n]*");
    private static final Pattern STATEMENT_END = Pattern.compile(";\\s*(?=\n|$)");

    private Migrations() {}

    /** The version that this program writes. */
    static int newest() {
        return SCRIPTS.size();
    }

    static int version(Sql session) {
        return (int) session.number("PRAGMA user_version");
    }

    /** Refuses a file of a newer program, or of another one; changes nothing. */
    static void check(Path file, int version, long applicationId) {
        if (version > newest()) {
            throw new CatalogException.Incompatible(
                    file + " is of version " + version + ", and this program knows versions up to " + newest()
                            + ". Nothing was changed. Use the newer program",
                    null);
        }
        if (version > 0 && applicationId != APPLICATION_ID) {
            throw new CatalogException.Incompatible(
                    file + " is an SQLite file of another program. Nothing was changed. Choose another folder", null);
        }
    }

    /**
     * Brings the file to the newest version.
     *
     * @param first what else belongs to the transaction that makes a new file
     */
    static void apply(Path file, Session session, Runnable first) {
        while (version(session) < newest()) {
            session.control("BEGIN IMMEDIATE");
            try {
                int version = version(session);
                check(file, version, session.number("PRAGMA application_id"));
                if (version < newest()) {
                    for (String statement : statements(SCRIPTS.get(version))) {
                        session.once(statement);
                    }
                    if (version == 0) {
                        session.once("PRAGMA application_id = " + APPLICATION_ID);
                        first.run();
                    }
                    session.once("PRAGMA user_version = " + (version + 1));
                }
                session.control("COMMIT");
            } catch (SqlFault | CatalogException e) {
                session.control("ROLLBACK");
                throw e;
            }
        }
    }

    private static List<String> statements(String script) {
        try (InputStream text = Migrations.class.getResourceAsStream(script)) {
            if (text == null) {
                throw new IllegalStateException("the program lacks " + script);
            }
            String sql = new String(text.readAllBytes(), StandardCharsets.UTF_8);
            return STATEMENT_END
                    .splitAsStream(COMMENT.matcher(sql).replaceAll(""))
                    .map(String::strip)
                    .filter(statement -> !statement.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
