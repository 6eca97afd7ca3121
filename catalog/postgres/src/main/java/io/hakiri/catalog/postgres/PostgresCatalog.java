package io.hakiri.catalog.postgres;

import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.Claim;
import io.hakiri.catalog.ClaimDue;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.KeyComplete;
import io.hakiri.catalog.KeyCompleteResult;
import io.hakiri.catalog.KeyStart;
import io.hakiri.catalog.KeyStartResult;
import io.hakiri.catalog.RenewResult;
import io.hakiri.catalog.Writer;
import io.hakiri.catalog.relational.Keys;
import io.hakiri.catalog.relational.RelationalCatalog;
import io.hakiri.catalog.relational.Tokens;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A catalog in one schema of a PostgreSQL database: RDS, Aurora, or any of version 14 and later.
 *
 * <p>What workers call all the time goes by the {@link HotPath}; where that finds something unusual, and for all else, the
 * operation on rows is done.
 */
public final class PostgresCatalog extends RelationalCatalog {
    private final HotPath hot;

    private PostgresCatalog(PostgresStore store, HotPath hot) {
        super(store);
        this.hot = hot;
    }

    /**
     * Opens the catalog at an address. Nothing is connected to before the first call that needs it.
     *
     * @param url {@code postgresql://user:password@host:port/database?option=value}
     * @param tokens where claims and key tokens come from: must be unpredictable
     */
    public static PostgresCatalog open(String url, RandomGenerator tokens) {
        PostgresAddress address = PostgresAddress.parse(url);
        Database database = new Database(address, Database.Role.PRIMARY);
        Schema schema = new Schema(database, address);
        Tokens own = new Tokens(tokens);
        return new PostgresCatalog(new PostgresStore(schema, address, own), new HotPath(schema, address, own));
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
    public BeginResult begin(Begin request) {
        BeginResult usual = hot.begin(request);
        return usual != null ? usual : super.begin(request);
    }

    @Override
    public RenewResult renew(Writer writer, Duration leaseTtl) {
        Instant until = hot.renew(writer, leaseTtl(leaseTtl));
        return until != null ? new RenewResult.Renewed(until) : super.renew(writer, leaseTtl);
    }

    @Override
    public CommitResult commit(Commit commit) {
        CommitResult usual = hot.commit(commit);
        return usual != null ? usual : super.commit(commit);
    }

    @Override
    public List<Claim> claimDue(ClaimDue request) {
        List<Claim> usual = hot.claimDue(request);
        return usual != null ? usual : super.claimDue(request);
    }

    @Override
    public KeyStartResult start(KeyStart request) {
        KeyStartResult usual = hot.start(request, Keys.digest(request));
        return usual != null ? usual : super.start(request);
    }

    @Override
    public KeyCompleteResult complete(KeyComplete request) {
        return hot.complete(request) ? new KeyCompleteResult.Done() : super.complete(request);
    }
}
