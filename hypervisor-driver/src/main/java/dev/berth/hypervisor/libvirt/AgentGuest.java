package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.Guest;
import dev.berth.hypervisor.GuestUnavailableException;
import dev.berth.hypervisor.HostUnreachableException;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.MachineId;
import java.time.Duration;
import java.util.List;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/** The guest of one machine, through its agent. */
final class AgentGuest implements Guest {

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
    private static final Duration SLACK = Duration.ofSeconds(20);
    private static final int PLAIN_TEXT = 0;

    private final HostLink link;
    private final LibvirtHypervisor host;
    private final MachineId id;

    AgentGuest(HostLink link, LibvirtHypervisor host, MachineId id) {
        this.link = link;
        this.host = host;
        this.id = id;
    }

    @Override
    public boolean answers() {
        try {
            return link.call("ask the agent of machine " + id, ANSWER_LIMIT, connect -> {
                var domain = host.on(connect).machines().find(id);
                if (domain.isEmpty() || domain.get().isActive() == 0) {
                    return false;
                }
                if (Clones.isPending(domain.get())) {
                    host.finishInBackground(id);
                    return false;
                }
                if (Freeze.wasLeft(domain.get())) {
                    host.thawInBackground(id);
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

    private <T> T ask(String doing, Duration limit, GuestCall<T> call) {
        try {
            return link.call(
                    doing, limit, connect -> call.on(host.on(connect).machines().require(id, "ask the guest of")));
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
