package dev.berth.portal.watch;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** libsystemd's sd_notify: Java has no datagrams over UNIX sockets. */
final class SystemdSocket implements Watchdog.Supervisor {

    private final MethodHandle notify;

    private SystemdSocket() {
        Linker linker = Linker.nativeLinker();
        this.notify = linker.downcallHandle(
                SymbolLookup.libraryLookup("libsystemd.so.0", Arena.global()).findOrThrow("sd_notify"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    }

    /** Empty where systemd did not start this process, or does not listen to it. */
    static Optional<SystemdSocket> ofThisProcess() {
        return Optional.ofNullable(System.getenv("NOTIFY_SOCKET"))
                .filter(socket -> !socket.isBlank())
                .map(socket -> new SystemdSocket());
    }

    @Override
    public void tell(String state) {
        try (Arena arena = Arena.ofConfined()) {
            int told = (int) notify.invokeExact(0, arena.allocateFrom(state));
            if (told < 0) {
                throw new IllegalStateException("systemd was not told " + state + ": error " + -told
                        + ". Is NOTIFY_SOCKET reachable from the service?");
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("sd_notify cannot be called", e);
        }
    }
}
