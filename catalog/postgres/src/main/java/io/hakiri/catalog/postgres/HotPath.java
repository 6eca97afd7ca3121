package io.hakiri.catalog.postgres;

import io.hakiri.catalog.Advance;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.ApiToken;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Claim;
import io.hakiri.catalog.ClaimDue;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.KeyComplete;
import io.hakiri.catalog.KeyStart;
import io.hakiri.catalog.KeyStartResult;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Progress;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.Settlement;
import io.hakiri.catalog.StagedObject;
import io.hakiri.catalog.Trigger;
import io.hakiri.catalog.Writer;
import io.hakiri.catalog.relational.Tokens;
import io.hakiri.catalog.relational.Values;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What workers call all the time, each in one statement and one round trip: the functions of {@code V3__hot_path.sql}, and the
 * look at a token that comes before each request over HTTP. Functions answer {@code null} where things are not as usual; nothing
 * was changed then, and the operation itself is to be done.
 */
final class HotPath {
    private static final String VALID_TOKEN = """
            SELECT t.id, t.role, t.expires_at FROM token t JOIN project p ON p.id = t.project
            WHERE p.name = ? AND t.hash = ? AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > {schema}.now_micros())""";

    private final Schema schema;
    private final Tokens tokens;
    private final String resource;
    private final String begin;
    private final String renew;
    private final String commit;
    private final String claimDue;
    private final String startKey;
    private final String completeKey;
    private final String validToken;

    HotPath(Schema schema, PostgresAddress address, Tokens tokens) {
        this.schema = schema;
        this.tokens = tokens;
        this.resource = address.resourceId().orElse("");
        begin = calling(address, "begin_1", 14);
        renew = calling(address, "renew_1", 6);
        commit = calling(address, "commit_1", 37);
        claimDue = calling(address, "claim_due_1", 4);
        startKey = calling(address, "start_key_1", 9);
        completeKey = calling(address, "complete_key_1", 6);
        validToken = new Wording(address.schema(), resource).of(VALID_TOKEN);
    }

    private static String calling(PostgresAddress address, String function, int arguments) {
        StringBuilder call = new StringBuilder("SELECT * FROM " + address.schema() + "." + function + "(");
        for (int i = 1; i <= arguments; i++) {
            call.append(i == 1 ? "$" : ", $").append(i);
        }
        return call.append(")").toString();
    }

    @Nullable
    BeginResult begin(Begin request) {
        Claim claim = request.trigger() instanceof Trigger.Due(Claim presented) ? presented : null;
        Row row = Database.only(schema.ready()
                .call(
                        "begin",
                        true,
                        begin,
                        project(request.pipeline()),
                        resource,
                        pipeline(request.pipeline()),
                        Values.stored(request.run()),
                        request.request().value(),
                        request.digest().toArray(),
                        request.worker(),
                        request.trigger().word(),
                        Values.micros(request.leaseTtl()),
                        request.streams().toArray(String[]::new),
                        claim == null ? null : claim.token(),
                        claim == null ? null : Values.micros(claim.due()),
                        (long) Limits.ADVANCES_PER_COMMIT,
                        (long) Limits.RECEIPTS_PER_COMMIT));
        return switch (row.getString(0)) {
            case "granted" -> GrantJson.read(request, row.getString(1), row.getArrayOfStrings(2));
            case "held" ->
                new Answers.Held(row.getString(3), new Fence(row.getLong(4)), Values.instant(row.getLong(5)));
            default -> null;
        };
    }

    /** Until when. */
    @Nullable
    Instant renew(Writer writer, Duration ttl) {
        Row row = Database.only(schema.ready()
                .call(
                        "renew",
                        true,
                        renew,
                        project(writer.pipeline()),
                        resource,
                        pipeline(writer.pipeline()),
                        Values.stored(writer.run()),
                        writer.fence().value(),
                        Values.micros(ttl)));
        Long until = row.getLong(0);
        return until == null ? null : Values.instant(until);
    }

    @Nullable
    CommitResult commit(Commit request) {
        Progress progress = request.progress();
        if (!progress.schemas().isEmpty()) {
            return null;
        }
        Writer writer = request.writer();
        List<@Nullable Object> values = new ArrayList<>();
        Collections.addAll(
                values,
                project(writer.pipeline()),
                resource,
                pipeline(writer.pipeline()),
                Values.stored(writer.run()),
                writer.fence().value(),
                (long) request.step(),
                request.digest().toArray());
        advances(values, progress.advances());
        List<Map.Entry<String, Integer>> under = List.copyOf(progress.under().entrySet());
        values.add(texts(under, Map.Entry::getKey));
        values.add(numbers(under, Map.Entry::getValue));
        counts(values, List.copyOf(progress.counts().entrySet()));
        settled(values, progress.settled());
        staged(values, progress.staged());
        next(values, request.next());
        values.add((long) Limits.CURSORS_PER_PIPELINE);
        values.add((long) Limits.POSITIONS_BYTES_PER_PIPELINE);
        Row row = Database.only(schema.ready().call("commit", true, commit, values.toArray()));
        if (!row.getString(0).equals("committed")) {
            return null;
        }
        Long until = row.getLong(1);
        return new CommitResult.Committed(until == null ? null : Values.instant(until), Map.of());
    }

    private static void advances(List<@Nullable Object> values, List<Advance> advances) {
        values.add(texts(advances, advance -> advance.at().stream()));
        values.add(texts(advances, advance -> advance.at().partition()));
        values.add(numbers(advances, Advance::readRevision));
        values.add(numbers(advances, advance -> Values.kind(advance.to())));
        values.add(texts(advances, advance -> advance.to().value()));
        values.add(column(advances, Buffer[]::new, HotPath::orderKey));
    }

    private static @Nullable Buffer orderKey(Advance advance) {
        byte[] key = Values.orderKey(advance.to());
        return key == null ? null : Buffer.buffer(key);
    }

    private static void counts(List<@Nullable Object> values, List<Map.Entry<String, Counts>> counts) {
        values.add(texts(counts, Map.Entry::getKey));
        values.add(numbers(counts, counted -> counted.getValue().read()));
        values.add(numbers(counts, counted -> counted.getValue().written()));
        values.add(numbers(counts, counted -> counted.getValue().quarantined()));
        values.add(numbers(counts, counted -> counted.getValue().bytes()));
    }

    private static void settled(List<@Nullable Object> values, List<Settlement> settled) {
        List<ReceiptId> receipts = settled.stream().map(Settlement::receipt).toList();
        values.add(numbers(receipts, receipt -> receipt.fence().value()));
        values.add(numbers(receipts, ReceiptId::step));
        values.add(numbers(receipts, ReceiptId::ordinal));
        values.add(texts(settled, settlement -> settlement.done().name()));
    }

    private static void staged(List<@Nullable Object> values, List<StagedObject> staged) {
        values.add(texts(staged, StagedObject::stream));
        values.add(texts(staged, object -> object.kind().name()));
        values.add(texts(staged, StagedObject::name));
        values.add(texts(staged, StagedObject::digest));
        values.add(numbers(staged, StagedObject::bytes));
        values.add(numbers(staged, StagedObject::rows));
    }

    private static void next(List<@Nullable Object> values, Next next) {
        switch (next) {
            case Next.GoOn(Duration ttl) -> {
                values.add(Values.micros(ttl));
                for (int nothing = 0; nothing < 4; nothing++) {
                    values.add(null);
                }
            }
            case Next.Finish finish -> {
                RunError error = finish.error();
                Instant due = finish.nextDue();
                values.add(null);
                values.add(finish.outcome().name());
                values.add(due == null ? null : Values.micros(due));
                values.add(error == null ? null : error.kind());
                values.add(error == null ? null : error.message());
            }
        }
    }

    @Nullable
    List<Claim> claimDue(ClaimDue request) {
        List<Claim> claims = new ArrayList<>();
        boolean early = true;
        while (early && claims.size() < request.limit()) {
            early = false;
            for (Row row : schema.ready()
                    .call(
                            "claimDue",
                            true,
                            claimDue,
                            request.project().value(),
                            resource,
                            (long) request.limit() - claims.size(),
                            Values.micros(request.claimTtl()))) {
                switch (row.getString(0)) {
                    case "claimed" ->
                        claims.add(new Claim(
                                new PipelineKey(request.project(), new PipelineId(row.getString(1))),
                                Values.instant(row.getLong(2)),
                                row.getString(3),
                                row.getBoolean(4),
                                Values.instant(row.getLong(5))));
                    case "early" -> early = true;
                    default -> {
                        return null;
                    }
                }
            }
        }
        return claims;
    }

    @Nullable
    KeyStartResult start(KeyStart request, Bytes digest) {
        String token = tokens.hex();
        Row row = Database.only(schema.ready()
                .call(
                        "start",
                        true,
                        startKey,
                        request.key().project().value(),
                        resource,
                        request.key().scope(),
                        request.key().key(),
                        token,
                        Values.micros(request.inProgressTtl()),
                        Values.micros(request.keepTtl()),
                        request.request().value(),
                        digest.toArray()));
        return switch (row.getString(0)) {
            case "started" -> new KeyStartResult.Started(token, Values.instant(row.getLong(1)));
            case "in progress" -> new KeyStartResult.InProgress(Values.instant(row.getLong(1)));
            case "completed" -> new KeyStartResult.Completed(row.getString(2), Values.instant(row.getLong(1)));
            default -> null;
        };
    }

    /** Whether the result was stored. */
    boolean complete(KeyComplete request) {
        return Database.only(schema.ready()
                        .call(
                                "complete",
                                true,
                                completeKey,
                                request.key().project().value(),
                                resource,
                                request.key().scope(),
                                request.key().key(),
                                request.token(),
                                request.result()))
                .getBoolean(0);
    }

    Optional<ApiToken> validToken(ProjectId project, Bytes hash) {
        for (Row row : schema.ready().call("validToken", false, validToken, project.value(), hash.toArray())) {
            Long expires = row.getLong(2);
            return Optional.of(new ApiToken(
                    project,
                    row.getString(0),
                    Role.valueOf(row.getString(1)),
                    hash,
                    expires == null ? null : Values.instant(expires),
                    null));
        }
        return Optional.empty();
    }

    private static String project(PipelineKey key) {
        return key.project().value();
    }

    private static String pipeline(PipelineKey key) {
        return key.pipeline().value();
    }

    private static <T> String @Nullable [] texts(List<T> all, Function<T, String> text) {
        return column(all, String[]::new, text);
    }

    private static <T> Long @Nullable [] numbers(List<T> all, ToLongFunction<T> number) {
        return column(all, Long[]::new, number::applyAsLong);
    }

    /** A column of values; {@code null} for an empty one, which costs both sides less than an array of nothing. */
    private static <T, V extends @Nullable Object> V @Nullable [] column(
            List<T> all, IntFunction<V[]> array, Function<T, V> value) {
        if (all.isEmpty()) {
            return null;
        }
        V[] values = array.apply(all.size());
        for (int i = 0; i < values.length; i++) {
            values[i] = value.apply(all.get(i));
        }
        return values;
    }
}
