package io.hakiri.migrate;

import io.hakiri.catalog.Catalog;
import io.hakiri.transfer.Transfer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ends a program at one of its calls of either catalog: just before it is made, or just after, when its answer is lost. What was
 * done stays done.
 */
final class Dying {
    /** The program is no more. */
    static final class Dead extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final AtomicLong calls = new AtomicLong();
    private final long last;
    private final boolean answerLost;

    /**
     * @param last the number of the call that it does not survive, from 1
     * @param answerLost whether that call is still made
     */
    Dying(long last, boolean answerLost) {
        this.last = last;
        this.answerLost = answerLost;
    }

    /** Never dies; counts. */
    static Dying never() {
        return new Dying(Long.MAX_VALUE, false);
    }

    long calls() {
        return calls.get();
    }

    End end(End end) {
        return new End(calling(Catalog.class, end.catalog()), calling(Transfer.class, end.transfer()), end.address());
    }

    private <T> T calling(Class<T> port, T catalog) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(), new Class<?>[] {port}, (_, method, arguments) -> {
                    long call = calls.incrementAndGet();
                    if (call > last || (call == last && !answerLost)) {
                        throw new Dead();
                    }
                    Object answer;
                    try {
                        answer = method.invoke(catalog, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (call == last) {
                        throw new Dead();
                    }
                    return answer;
                }));
    }
}
