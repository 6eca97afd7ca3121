package io.hakiri.migrate;

import io.hakiri.catalog.Catalog;
import io.hakiri.transfer.Transfer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A program that is stopped while one of its calls is on its way to the target, which gets there late. */
final class Late {
    private static final Set<String> LAYING = Set.of("lay", "remove");
    private static final Set<String> OPENING = Set.of("activate", "openProject");

    private final int stopped;
    private final AtomicInteger calls = new AtomicInteger();
    private @Nullable Call late;

    private interface Call {
        void arrives() throws ReflectiveOperationException;
    }

    /** @param stopped which of the calls that lay rows down, or remove some, is the late one; from 1 */
    Late(int stopped) {
        this.stopped = stopped;
    }

    /** Whether there was such a call. */
    boolean isUnderWay() {
        return late != null;
    }

    /** The target of the one that is stopped. */
    End ofTheStopped(End target) {
        return proxied(target, (catalog, method, arguments) -> {
            if (LAYING.contains(method.getName()) && calls.incrementAndGet() >= stopped) {
                if (late == null) {
                    late = () -> method.invoke(catalog, arguments);
                }
                throw new Dying.Dead();
            }
            return method.invoke(catalog, arguments);
        });
    }

    /** The target of the one who moves meanwhile: the call gets there just before anything is opened. */
    End ofTheOther(End target) {
        return proxied(target, (catalog, method, arguments) -> {
            if (OPENING.contains(method.getName())) {
                arrives();
            }
            return method.invoke(catalog, arguments);
        });
    }

    /** It gets there, once more: whoever sends may do it again. */
    void arrives() throws ReflectiveOperationException {
        Call call = late;
        if (call != null) {
            call.arrives();
        }
    }

    /** What becomes of a call of either port. */
    interface Calling {
        Object call(Object catalog, Method method, Object[] arguments) throws ReflectiveOperationException;
    }

    /** The same, with its calls in other hands. */
    static End proxied(End end, Calling calling) {
        return new End(
                proxied(Catalog.class, end.catalog(), calling),
                proxied(Transfer.class, end.transfer(), calling),
                end.address());
    }

    private static <T> T proxied(Class<T> port, T catalog, Calling calling) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(), new Class<?>[] {port}, (_, method, arguments) -> {
                    try {
                        return calling.call(catalog, method, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
