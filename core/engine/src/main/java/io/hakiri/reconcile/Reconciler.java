package io.hakiri.reconcile;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.Claim;
import io.hakiri.catalog.ClaimDue;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.ProjectId;
import io.hakiri.pipeline.Pipeline;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Brings what is due to where it is run: claims, and dispatches. Any number of them work side by side on one catalog; that no
 * pipeline runs twice is the catalog's doing (C-18), not theirs.
 *
 * <p>Fair between projects: a place goes to the project that has the fewest at work, and among equal ones each gets its share. A
 * pipeline whose claim is not followed by a run, for whatever reason, is handed out again when the claim's time is over.
 */
public final class Reconciler {
    /** Of one project in one look, whatever is free: those held back count as well. */
    private static final int MOST_CLAIMS_OF_PROJECT = Limits.PAGE_ENTRIES;
    /** Runs that lost their lease are closed so many at once; more of them wait for the next look. */
    private static final int ABANDONED_AT_ONCE = 100;
    /** A due pipeline whose run died is handed out anyway; this is for those that are not due, and costs a call a project. */
    private static final Duration BETWEEN_ABANDONING = Duration.ofSeconds(30);

    private final Catalog catalog;
    private final Executor executor;
    private final Outcomes outcomes;
    private final CircuitBreakers breakers;
    private final InstantSource clock;
    private final ReconcileListener listener;
    private final Duration betweenAbandoning;
    private final ReentrantLock one = new ReentrantLock();
    private final Map<ProjectId, Instant> abandonedAt = new HashMap<>();
    private int turn;

    public Reconciler(
            Catalog catalog,
            Executor executor,
            Outcomes outcomes,
            CircuitBreakers breakers,
            InstantSource clock,
            ReconcileListener listener) {
        this(catalog, executor, outcomes, breakers, clock, listener, BETWEEN_ABANDONING);
    }

    /**
     * As the other one, with its own pace.
     *
     * @param betweenAbandoning how long at least from one search for runs that lost their lease to the next, in each project
     */
    public Reconciler(
            Catalog catalog,
            Executor executor,
            Outcomes outcomes,
            CircuitBreakers breakers,
            InstantSource clock,
            ReconcileListener listener,
            Duration betweenAbandoning) {
        this.catalog = catalog;
        this.executor = executor;
        this.outcomes = outcomes;
        this.breakers = breakers;
        this.clock = clock;
        this.listener = listener;
        this.betweenAbandoning = betweenAbandoning;
    }

    /**
     * Looks once at what is due, in all projects.
     *
     * @throws CatalogException where the catalog does not answer; what was dispatched until then is
     */
    public Tick tick() {
        return tick(all());
    }

    /** Looks once at what is due in these projects. */
    public Tick tick(List<ProjectId> projects) {
        one.lock();
        try {
            Look look = new Look(projects.size());
            List<ProjectId> served = new ArrayList<>();
            for (ProjectId project : projects) {
                if (!isTimeToAbandon(project) || look.abandon(project)) {
                    served.add(project);
                }
            }
            look.dispatchAll(inTurn(served));
            Tick tick = look.tick();
            listener.looked(tick);
            return tick;
        } finally {
            one.unlock();
        }
    }

    private boolean isTimeToAbandon(ProjectId project) {
        Instant now = clock.instant();
        Instant last = abandonedAt.get(project);
        if (last != null && now.isBefore(last.plus(betweenAbandoning))) {
            return false;
        }
        abandonedAt.put(project, now);
        return true;
    }

    private List<ProjectId> all() {
        List<ProjectId> projects = new ArrayList<>();
        PageRequest request = PageRequest.first();
        while (true) {
            Page<ProjectId> page = catalog.projects(request);
            projects.addAll(page.entries());
            if (page.next() == null) {
                return projects;
            }
            request = new PageRequest(page.next(), Limits.PAGE_ENTRIES);
        }
    }

    /** Who has the fewest at work first; of equal ones another one first each time. */
    private List<ProjectId> inTurn(List<ProjectId> projects) {
        List<ProjectId> order = new ArrayList<>(projects);
        if (!order.isEmpty()) {
            Collections.rotate(order, -(turn++ % order.size()));
        }
        order.sort(Comparator.comparingInt(executor::running));
        return order;
    }

    /** One look, and what it came to. */
    private final class Look {
        private final int projects;
        private final List<String> troubles = new ArrayList<>();
        private int claimed;
        private int dispatched;
        private int heldBack;
        private int abandoned;
        private boolean executorFails;

        Look(int projects) {
            this.projects = projects;
        }

        Tick tick() {
            return new Tick(projects, claimed, dispatched, heldBack, abandoned, troubles, executor.free() <= 0);
        }

        /** Closes what lost its lease; answers whether the project can be served. */
        boolean abandon(ProjectId project) {
            try {
                abandoned += catalog.abandonExpired(project, ABANDONED_AT_ONCE).size();
                return true;
            } catch (CatalogException.Incompatible | CatalogException.Corrupt e) {
                trouble("project " + project, e); // this one's: the others are served
                return false;
            }
        }

        /** Round by round, so that a project with thousands due and one with a single one both come to their turn. */
        void dispatchAll(List<ProjectId> order) {
            List<ProjectId> waiting = order;
            while (!waiting.isEmpty() && executor.free() > 0 && !executorFails) {
                int share = Math.max(1, executor.free() / waiting.size());
                List<ProjectId> more = new ArrayList<>();
                for (ProjectId project : waiting) {
                    int wanted = Math.min(share, executor.free());
                    if (wanted > 0 && !executorFails && dispatch(project, wanted)) {
                        more.add(project);
                    }
                }
                waiting = more;
            }
        }

        /** Claims and dispatches so many; answers whether there may be more. */
        private boolean dispatch(ProjectId project, int wanted) {
            int limit = Math.min(wanted, MOST_CLAIMS_OF_PROJECT);
            List<Claim> claims;
            try {
                claims = catalog.claimDue(new ClaimDue(project, limit, executor.startsWithin()));
            } catch (CatalogException.Incompatible | CatalogException.Corrupt e) {
                trouble("project " + project, e);
                return false;
            }
            if (!claims.isEmpty()) {
                claimed += claims.size();
                listener.claimed(project, claims.size());
            }
            claims.forEach(this::dispatch);
            return claims.size() == limit;
        }

        private void dispatch(Claim claim) {
            if (executorFails) {
                return; // its claim runs out; an executor in trouble is not tried again and again within one look
            }
            Optional<PipelineState> state = catalog.pipeline(claim.pipeline());
            if (state.isEmpty()) {
                return; // deleted since: its claim went with it
            }
            try {
                Pipeline pipeline = Pipeline.ofCanonicalJson(state.get().manifest());
                String system = outcomes.system(pipeline);
                outcomes.before(catalog, state.get(), system);
                if (!breakers.allows(system)) {
                    heldBack++;
                    listener.heldBack(claim, system);
                    return;
                }
                executor.dispatch(claim, pipeline);
                dispatched++;
                listener.dispatched(claim);
            } catch (InvalidInput e) {
                trouble("pipeline " + claim.pipeline(), e); // of this one only
            } catch (DispatchException e) {
                trouble("pipeline " + claim.pipeline(), e);
                executorFails = true;
            }
        }

        private void trouble(String what, Exception why) {
            listener.trouble(what, why);
            if (troubles.size() < Tick.MOST_TROUBLES) {
                troubles.add(what + ": " + why.getMessage());
            }
        }
    }
}
