package dev.berth.broker.desktop;

import dev.berth.hypervisor.Guest;
import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorDriver;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** A driver as one broker uses it: every call has a line before and one after it. */
final class MortalDriver implements HypervisorDriver {

    private final HypervisorDriver driver;
    private final Life life;

    MortalDriver(HypervisorDriver driver, Life life) {
        this.driver = driver;
        this.life = life;
    }

    @Override
    public boolean drives(HostConnection connection) {
        return driver.drives(connection);
    }

    @Override
    public Hypervisor open(HostConnection connection) {
        Hypervisor hypervisor = driver.open(connection);
        return proxy(Hypervisor.class, (self, method, arguments) -> switch (method.getName()) {
            case "close", "subscribe" -> call(hypervisor, method, arguments);
            case "guest" -> guest((Guest) call(hypervisor, method, arguments));
            default -> between(hypervisor, method, arguments);
        });
    }

    private Guest guest(Guest guest) {
        return proxy(Guest.class, (self, method, arguments) -> between(guest, method, arguments));
    }

    private Object between(Object target, Method method, Object[] arguments) throws Throwable {
        life.pass("before " + method.getName());
        Object result = call(target, method, arguments);
        life.pass("after " + method.getName());
        return result;
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
