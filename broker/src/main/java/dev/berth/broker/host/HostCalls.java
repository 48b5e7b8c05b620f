package dev.berth.broker.host;

import dev.berth.hypervisor.Guest;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.MachineSpec;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whoever wants to know how long hosts take hears of each call when it has returned, on the thread that made it. */
public final class HostCalls {

    private HostCalls() {}

    /** Quick, for the caller waits. */
    @FunctionalInterface
    public interface Listener {
        void returned(Call call);
    }

    /**
     * A call that has returned.
     *
     * @param name of the driver's operation: one of few
     * @param machine that it was about
     * @param failure what it threw
     */
    public record Call(
            String name,
            Optional<MachineId> machine,
            Instant began,
            Duration took,
            @Nullable Throwable failure) {}

    /** The same hypervisor, which tells of its calls; so do the guests that it gives. */
    static Hypervisor told(Hypervisor hypervisor, Listener listener) {
        return told(Hypervisor.class, hypervisor, Optional.empty(), listener);
    }

    private static <T> T told(Class<T> kind, T subject, Optional<MachineId> machine, Listener listener) {
        return kind.cast(Proxy.newProxyInstance(
                kind.getClassLoader(),
                new Class<?>[] {kind},
                (proxy, method, arguments) ->
                        call(subject, method, arguments == null ? new Object[0] : arguments, machine, listener)));
    }

    private static @Nullable Object call(
            Object subject, Method method, Object[] arguments, Optional<MachineId> known, Listener listener)
            throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return invoke(subject, method, arguments);
        }
        Optional<MachineId> machine = known.or(() -> machine(arguments));
        Instant began = Instant.now();
        long start = System.nanoTime();
        Throwable failure = null;
        try {
            Object answer = invoke(subject, method, arguments);
            return answer instanceof Guest guest ? told(Guest.class, guest, machine, listener) : answer;
        } catch (Throwable thrown) {
            failure = thrown;
            throw thrown;
        } finally {
            listener.returned(
                    new Call(method.getName(), machine, began, Duration.ofNanos(System.nanoTime() - start), failure));
        }
    }

    private static @Nullable Object invoke(Object subject, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(subject, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static Optional<MachineId> machine(Object[] arguments) {
        for (Object argument : arguments) {
            if (argument instanceof MachineId id) {
                return Optional.of(id);
            }
            if (argument instanceof MachineSpec spec) {
                return Optional.of(spec.id());
            }
        }
        return Optional.empty();
    }
}
