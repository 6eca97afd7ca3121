package io.hakiri.catalog.relational;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.DecideResult;
import io.hakiri.catalog.Decision;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.StreamSchemas;
import io.hakiri.catalog.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The versions of streams' shapes, and what was decided about them (C-14, C-15). */
final class Schemas {
    static final String COLUMNS =
            "v.stream, v.version, v.shape, v.verdict, v.decided_by, v.reason, v.seen_at, v.seen_by";

    private static final String ONE =
            "SELECT " + COLUMNS + " FROM schema_version v WHERE pipeline = ? AND stream = ? AND version = ?";

    private static final String LATEST = "SELECT " + COLUMNS + " " + """
             FROM schema_version v WHERE pipeline = ? AND stream = ? ORDER BY version DESC LIMIT 1""";

    /** Per asked-for stream the latest version and the latest accepted one. */
    private static final String OF_STREAMS = "SELECT " + COLUMNS + " " + """
             FROM {names} s CROSS JOIN schema_version v WHERE v.pipeline = ? AND v.stream = s.name AND v.version IN (
              (SELECT max(l.version) FROM schema_version l WHERE l.pipeline = v.pipeline AND l.stream = s.name),
              (SELECT a.version FROM schema_version a
               WHERE a.pipeline = v.pipeline AND a.stream = s.name AND a.verdict = 'ACCEPT' ORDER BY a.version DESC LIMIT 1))
            ORDER BY v.stream, v.version""";

    private static final String ALL =
            "SELECT " + COLUMNS + " FROM schema_version v WHERE pipeline = ? ORDER BY stream, version";

    private static final String PAGE = "SELECT " + COLUMNS + " " + """
             FROM schema_version v WHERE pipeline = ? AND stream = ? AND version > ? ORDER BY version LIMIT ?""";

    private static final String VERDICT =
            "SELECT verdict FROM schema_version WHERE pipeline = ? AND stream = ? AND version = ?";

    private static final String UNDECIDED = """
            SELECT u.one, u.two FROM {pairs} u LEFT JOIN schema_version v
              ON v.pipeline = ? AND v.stream = u.one AND v.version = CAST(u.two AS BIGINT)
            WHERE v.verdict IS NULL OR v.verdict = 'REJECT' LIMIT 1""";

    private static final String INSERT = "INSERT INTO schema_version VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private static final Insertion ALL_OF_AN_IMAGE = Insertion.into("schema_version")
            .numbers("pipeline")
            .texts("stream")
            .numbers("version")
            .texts("shape", "verdict", "decided_by", "reason")
            .numbers("seen_at", "seen_by");

    private static final String DECIDE = """
            UPDATE schema_version SET verdict = ?, decided_by = ?, reason = ?
            WHERE pipeline = ? AND stream = ? AND version = ?""";

    private Schemas() {}

    static @Nullable SchemaVersion one(Sql sql, PipelineRow pipeline, String stream, int version) {
        return sql.one(ONE, Schemas::version, pipeline.id, stream, version);
    }

    static @Nullable SchemaVersion latest(Sql sql, PipelineRow pipeline, String stream) {
        return sql.one(LATEST, Schemas::version, pipeline.id, stream);
    }

    static Map<String, StreamSchemas> ofStreams(Sql sql, PipelineRow pipeline, Collection<String> streams) {
        Map<String, StreamSchemas> schemas = new HashMap<>();
        if (streams.isEmpty()) {
            return schemas;
        }
        // ascending: the last row of a stream is its latest version, and the one before it the accepted one
        for (SchemaVersion version : sql.list(OF_STREAMS, Schemas::version, Cursors.names(streams), pipeline.id)) {
            StreamSchemas before = schemas.get(version.stream());
            boolean accepted = version.decision() != null && version.decision().verdict() == Verdict.ACCEPT;
            SchemaVersion acceptedBefore = before == null ? null : before.accepted();
            schemas.put(version.stream(), new StreamSchemas(version, accepted ? version : acceptedBefore));
        }
        return schemas;
    }

    static List<SchemaVersion> all(Sql sql, PipelineRow pipeline) {
        return sql.list(ALL, Schemas::version, pipeline.id);
    }

    static Listing<SchemaVersion> page(Sql sql, PipelineKey key, String stream, PageRequest request) {
        return Pages.listing(
                sql,
                key,
                true,
                pipeline -> Pages.page(
                        sql.list(
                                PAGE,
                                Schemas::version,
                                pipeline.id,
                                stream,
                                Pages.numberAfter(request, 0),
                                request.entries() + 1),
                        request,
                        last -> Integer.toString(last.version())));
    }

    /** Whether it is this version, and data may be committed under it (C-15). */
    static boolean admits(@Nullable SchemaVersion known, int version) {
        return known != null
                && known.version() == version
                && known.decision() != null
                && known.decision().verdict() != Verdict.REJECT;
    }

    /** Whether data may be committed under the version (C-15). */
    static boolean admits(Sql sql, PipelineRow pipeline, String stream, int version) {
        String verdict = sql.one(VERDICT, row -> row.absent(1) ? "" : row.text(1), pipeline.id, stream, version);
        return verdict != null && !verdict.isEmpty() && !verdict.equals(Verdict.REJECT.name());
    }

    /** The first of the versions that no data may be committed under, in one statement (C-15). */
    static CommitResult.@Nullable Undecided undecided(Sql sql, PipelineRow pipeline, Map<String, Integer> under) {
        if (under.isEmpty()) {
            return null;
        }
        ArrayNode versions = JsonNodeFactory.instance.arrayNode(under.size());
        under.forEach((stream, version) -> versions.addArray().add(stream).add(version));
        return sql.one(
                UNDECIDED,
                row -> new CommitResult.Undecided(row.text(1), Integer.parseInt(row.text(2))),
                versions.toString(),
                pipeline.id);
    }

    static void add(Tx tx, PipelineRow pipeline, SchemaVersion version) {
        tx.sql().change(INSERT, values(pipeline, version));
    }

    static void addAll(Tx tx, PipelineRow pipeline, List<SchemaVersion> versions) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (SchemaVersion version : versions) {
            rows.add(values(pipeline, version));
        }
        tx.sql().changeAll(ALL_OF_AN_IMAGE, rows);
    }

    private static @Nullable Object[] values(PipelineRow pipeline, SchemaVersion version) {
        Decision decision = version.decision();
        return new @Nullable Object[] {
            pipeline.id,
            version.stream(),
            version.version(),
            version.shape(),
            decision == null ? null : decision.verdict(),
            decision == null ? null : decision.by(),
            decision == null ? null : decision.reason(),
            version.seenAt(),
            version.seenBy()
        };
    }

    static void decide(Tx tx, PipelineRow pipeline, String stream, int version, Decision decision) {
        tx.sql().change(DECIDE, decision.verdict(), decision.by(), decision.reason(), pipeline.id, stream, version);
    }

    static DecideResult decide(Tx tx, PipelineKey key, String stream, int version, Verdict verdict, Actor actor) {
        PipelineRow pipeline = PipelineRow.loadLiving(tx.sql(), key);
        if (pipeline == null) {
            return new Answers.NotFound();
        }
        String address = pipeline.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        if (pipeline.is(PipelineRow.SEALED)) {
            return new Answers.Moving();
        }
        SchemaVersion stored = one(tx.sql(), pipeline, stream, version);
        if (stored == null) {
            return new Answers.NotFound();
        }
        Decision before = stored.decision();
        if (before != null && before.verdict() == verdict) {
            return new DecideResult.Decided(stored);
        }
        if (before != null && before.verdict() == Verdict.ACCEPT) {
            return new Answers.Invalid(
                    "verdict", "ACCEPT, for version " + version + " is accepted and has readers", verdict.name());
        }
        Decision decision = new Decision(verdict, actor.name(), actor.reason());
        decide(tx, pipeline, stream, version, decision);
        Audit.add(
                tx,
                pipeline,
                actor,
                "schema.decided",
                Audit.json()
                        .put("stream", stream)
                        .put("version", version)
                        .put("verdict", before == null ? null : before.verdict().name()),
                Audit.json().put("stream", stream).put("version", version).put("verdict", verdict.name()));
        pipeline.save(tx.sql());
        return new DecideResult.Decided(
                new SchemaVersion(stream, version, stored.shape(), decision, stored.seenAt(), stored.seenBy()));
    }

    static SchemaVersion version(Row row) {
        String verdict = row.textOrNull(4);
        return new SchemaVersion(
                row.text(1),
                row.count(2),
                row.text(3),
                verdict == null ? null : new Decision(Verdict.valueOf(verdict), row.text(5), row.text(6)),
                row.instant(7),
                new Fence(row.number(8)));
    }
}
