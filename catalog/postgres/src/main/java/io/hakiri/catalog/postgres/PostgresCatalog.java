package io.hakiri.catalog.postgres;

import io.hakiri.catalog.ApiToken;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.AuditSearch;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Claim;
import io.hakiri.catalog.ClaimDue;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Found;
import io.hakiri.catalog.KeyComplete;
import io.hakiri.catalog.KeyCompleteResult;
import io.hakiri.catalog.KeyStart;
import io.hakiri.catalog.KeyStartResult;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.RenewResult;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunSearch;
import io.hakiri.catalog.SchemaSearch;
import io.hakiri.catalog.SeenSchema;
import io.hakiri.catalog.Writer;
import io.hakiri.catalog.relational.Keys;
import io.hakiri.catalog.relational.RelationalCatalog;
import io.hakiri.catalog.relational.Tokens;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A catalog in one schema of a PostgreSQL database: RDS, Aurora, or any of version 14 and later.
 *
 * <p>What workers call all the time goes by the {@link HotPath}; where that finds something unusual, and for all else, the
 * operation on rows is done.
 */
public final class PostgresCatalog extends RelationalCatalog {
    private final Schema schema;
    private final @Nullable HotPath hot;
    private final HistoryReader history;
    private final Forgetting forgetting;

    private PostgresCatalog(
            Schema schema, PostgresStore store, @Nullable HotPath hot, HistoryReader history, Forgetting forgetting) {
        super(store);
        this.schema = schema;
        this.hot = hot;
        this.history = history;
        this.forgetting = forgetting;
    }

    /**
     * Opens the catalog at an address. Nothing is connected to before the first call that needs it.
     *
     * @param url {@code postgresql://user:password@host:port/database?option=value}
     * @param tokens where claims and key tokens come from: must be unpredictable
     */
    public static PostgresCatalog open(String url, RandomGenerator tokens) {
        return open(url, tokens, true);
    }

    /** As {@link #open(String, RandomGenerator)}, for tests: every call is the operation on rows. */
    static PostgresCatalog withoutFunctions(String url, RandomGenerator tokens) {
        return open(url, tokens, false);
    }

    private static PostgresCatalog open(String url, RandomGenerator random, boolean functions) {
        PostgresAddress address = PostgresAddress.parse(url);
        Database database = new Database(address, Database.Role.PRIMARY);
        Schema schema = new Schema(database, address);
        Tokens tokens = new Tokens(random);
        return new PostgresCatalog(
                schema,
                new PostgresStore(schema, address, tokens),
                functions ? new HotPath(schema, address, tokens) : null,
                new HistoryReader(address),
                new Forgetting(database, address, random));
    }

    @Override
    public void close() {
        history.close();
        super.close();
    }

    @Override
    public Found<Run> searchRuns(RunSearch search) {
        schema.ready();
        return history.searchRuns(search);
    }

    @Override
    public Found<SeenSchema> searchSchemas(SchemaSearch search) {
        schema.ready();
        return history.searchSchemas(search);
    }

    @Override
    public Found<AuditEvent> searchAudit(AuditSearch search) {
        schema.ready();
        return history.searchAudit(search);
    }

    /**
     * Looks at the server, the rights of the role and the clocks; changes nothing.
     *
     * @param url as for {@link #open}
     */
    public static Examination examine(String url, InstantSource clock) {
        return Examination.of(PostgresAddress.parse(url), clock);
    }

    @Override
    public Optional<ApiToken> validToken(ProjectId project, Bytes hash) {
        return hot != null ? hot.validToken(project, hash) : super.validToken(project, hash);
    }

    @Override
    public BeginResult begin(Begin request) {
        BeginResult usual = hot == null ? null : hot.begin(request);
        BeginResult answer = usual != null ? usual : super.begin(request);
        if (answer instanceof BeginResult.Granted) {
            forgetting.nowAndThen();
        }
        return answer;
    }

    @Override
    public RenewResult renew(Writer writer, Duration leaseTtl) {
        Instant until = hot == null ? null : hot.renew(writer, leaseTtl(leaseTtl));
        return until != null ? new RenewResult.Renewed(until) : super.renew(writer, leaseTtl);
    }

    @Override
    public CommitResult commit(Commit commit) {
        CommitResult usual = hot == null ? null : hot.commit(commit);
        return usual != null ? usual : super.commit(commit);
    }

    @Override
    public List<Claim> claimDue(ClaimDue request) {
        List<Claim> usual = hot == null ? null : hot.claimDue(request);
        return usual != null ? usual : super.claimDue(request);
    }

    @Override
    public KeyStartResult start(KeyStart request) {
        KeyStartResult usual = hot == null ? null : hot.start(request, Keys.digest(request));
        KeyStartResult answer = usual != null ? usual : super.start(request);
        if (answer instanceof KeyStartResult.Started) {
            forgetting.nowAndThen();
        }
        return answer;
    }

    @Override
    public KeyCompleteResult complete(KeyComplete request) {
        return hot != null && hot.complete(request) ? new KeyCompleteResult.Done() : super.complete(request);
    }
}
