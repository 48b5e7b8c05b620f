package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.Guest;
import dev.berth.hypervisor.GuestUnavailableException;
import dev.berth.hypervisor.HostUnreachableException;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.MachineId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/** The guest of one machine, through its agent. */
final class AgentGuest implements Guest {

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
    private static final Duration SLACK = Duration.ofSeconds(20);
    private static final int PLAIN_TEXT = 0;

    private final HostCalls calls;
    private final LeftOver leftOver;
    private final MachineId id;

    AgentGuest(HostCalls calls, LeftOver leftOver, MachineId id) {
        this.calls = calls;
        this.leftOver = leftOver;
        this.id = id;
    }

    @Override
    public boolean answers() {
        try {
            return calls.within(ANSWER_LIMIT, "ask the agent of machine " + id, on -> {
                var domain = on.machines().find(id);
                if (domain.isEmpty() || domain.get().isActive() == 0) {
                    return false;
                }
                if (Clones.isPending(domain.get())) {
                    leftOver.identify(id);
                    return false;
                }
                if (Freeze.wasLeft(domain.get())) {
                    leftOver.thaw(id);
                    return false;
                }
                new Agent(domain.get()).ping();
                return true;
            });
        } catch (HypervisorException e) {
            System.getLogger(AgentGuest.class.getName())
                    .log(System.Logger.Level.TRACE, "The agent of machine " + id + " does not answer.", e);
            return false;
        }
    }

    @Override
    public void setPassword(String account, String password) {
        ask("set the password of account '" + account + "' in machine " + id, SLACK, domain -> {
            domain.setUserPassword(account, password, PLAIN_TEXT);
            return Boolean.TRUE;
        });
    }

    @Override
    public ExecResult exec(List<String> command, String standardInput, Duration limit) {
        return ask(
                "run '" + command.getFirst() + "' in machine " + id,
                limit.plus(SLACK),
                domain -> new Agent(domain).exec(command, standardInput, limit));
    }

    @Override
    public Optional<byte[]> read(String file, int mostBytes) {
        return ask("read '" + file + "' in machine " + id, SLACK, domain -> new Agent(domain).read(file, mostBytes));
    }

    private <T> T ask(String doing, Duration limit, GuestCall<T> call) {
        try {
            return calls.within(limit, doing, on -> call.on(on.machines().require(id, "ask the guest of")));
        } catch (HostUnreachableException | GuestUnavailableException e) {
            throw e;
        } catch (HypervisorException e) {
            throw new GuestUnavailableException(String.valueOf(e.getMessage()), e);
        }
    }

    @FunctionalInterface
    private interface GuestCall<T> {
        T on(Domain domain) throws LibvirtException;
    }
}
