package io.hakiri.access;

import io.hakiri.api.BearerToken;
import io.hakiri.catalog.ApiToken;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Looks at tokens in the catalog, with every request. Requests that show a token while it is being looked at share the look that
 * begins after it: each is answered by one that began after it came, so that a token revoked before is refused, and many workers
 * with one token cost little more than one.
 */
final class TokenLooks {
    private final Function<BearerToken, Optional<ApiToken>> catalog;
    private final ConcurrentMap<String, Line> lines = new ConcurrentHashMap<>();

    /** @param catalog where to look: answers with a token that is valid */
    TokenLooks(Function<BearerToken, Optional<ApiToken>> catalog) {
        this.catalog = catalog;
    }

    /** One look: who comes first does it, for all who came before it began. */
    private static final class Look {
        final AtomicBoolean taken = new AtomicBoolean();
        final CompletableFuture<Optional<ApiToken>> answer = new CompletableFuture<>();
    }

    /** Those who have shown one token and are not answered yet. */
    private static final class Line {
        final ReentrantLock looking = new ReentrantLock();
        final AtomicReference<Look> next = new AtomicReference<>(new Look());
        int length;
    }

    /**
     * The token as the catalog knows it, where it is valid. Blocks.
     *
     * @throws io.hakiri.catalog.CatalogException where the catalog does not answer
     */
    Optional<ApiToken> of(BearerToken token) {
        String hash = token.hash().toHex();
        Line line = lines.compute(hash, (_, found) -> {
            Line joined = found == null ? new Line() : found;
            joined.length++;
            return joined;
        });
        try {
            Look look = line.next.get();
            if (look.taken.compareAndSet(false, true)) {
                look(token, line, look);
            }
            return look.answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException fault ? fault : e;
        } finally {
            lines.computeIfPresent(hash, (_, left) -> --left.length == 0 ? null : left);
        }
    }

    private void look(BearerToken token, Line line, Look look) {
        line.looking.lock();
        try {
            line.next.set(new Look()); // who comes now came after it began
            look.answer.complete(catalog.apply(token));
        } catch (RuntimeException | Error e) {
            look.answer.completeExceptionally(e);
        } finally {
            line.looking.unlock();
        }
    }

    /** How many tokens are being looked at. */
    int underWay() {
        return lines.size();
    }
}
