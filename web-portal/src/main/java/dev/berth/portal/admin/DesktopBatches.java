package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.console.DesktopList;
import dev.berth.broker.console.ListedDesktop;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.GuardRefusedException;
import dev.berth.ipacl.ClientAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * One operation on several desktops. It can be looked at before it is done; then each desktop's outcome is its own. A choice
 * of none does nothing.
 */
@Component
public class DesktopBatches {

    /** As WorkSpaces has it. */
    public static final int MOST = 25;

    /** What can be done to several at once; what destroys is done one by one. */
    public static final List<DesktopVerb> VERBS =
            List.of(DesktopVerb.START, DesktopVerb.STOP, DesktopVerb.REBOOT, DesktopVerb.RETRY);

    private static final Logger LOG = LoggerFactory.getLogger(DesktopBatches.class);

    private final DesktopList desktops;
    private final DesktopOperations operations;

    DesktopBatches(DesktopList desktops, DesktopOperations operations) {
        this.desktops = desktops;
        this.operations = operations;
    }

    /**
     * What would come of one desktop.
     *
     * @param allowed whether its state allows it now
     * @param disturbs whether somebody works on it who would be thrown out
     */
    public record Forecast(ListedDesktop desktop, boolean allowed, boolean disturbs) {}

    /**
     * What became of one desktop.
     *
     * @param refusal why it was not done; null when it was
     */
    public record Done(DesktopId id, String name, @Nullable String refusal) {}

    /** What would come of it, by the person's name; those that there are not are left out. */
    public List<Forecast> preview(DesktopVerb verb, Collection<DesktopId> chosen) {
        return desktops.find(limited(verb, chosen)).stream()
                .map(desktop -> {
                    boolean allowed =
                            DesktopVerbs.of(desktop.state(), desktop.mode()).contains(verb);
                    return new Forecast(desktop, allowed, allowed && desktop.inUse() && verb.endsSessions());
                })
                .toList();
    }

    /** Does it to each; one that is refused or fails holds up no other. */
    public List<Done> carryOut(DesktopVerb verb, Collection<DesktopId> chosen, Actor actor, ClientAddress address) {
        Set<DesktopId> ids = limited(verb, chosen);
        var known = desktops.find(ids);
        List<Done> done = new ArrayList<>();
        for (DesktopId id : ids) {
            String name = known.stream()
                    .filter(desktop -> desktop.id().equals(id))
                    .map(desktop -> desktop.person().displayName() + " · " + desktop.bundleName())
                    .findFirst()
                    .orElse(id.toString());
            done.add(new Done(id, name, refusal(verb, id, actor, address)));
        }
        return List.copyOf(done);
    }

    private @Nullable String refusal(DesktopVerb verb, DesktopId id, Actor actor, ClientAddress address) {
        try {
            operations.carryOut(verb, id, actor, address);
            return null;
        } catch (GuardRefusedException | NotFoundException e) {
            return String.valueOf(e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("{} of desktop {} failed in a batch; the others go on.", verb, id, e);
            return "It failed on our side. Try it again by itself.";
        }
    }

    private static Set<DesktopId> limited(DesktopVerb verb, Collection<DesktopId> chosen) {
        if (!VERBS.contains(verb)) {
            throw new IllegalArgumentException("verb is '%s'; allowed for several desktops at once are %s."
                    .formatted(
                            verb.path(), VERBS.stream().map(DesktopVerb::path).toList()));
        }
        Set<DesktopId> ids = new LinkedHashSet<>(chosen);
        if (ids.size() > MOST) {
            throw new IllegalArgumentException(
                    "desktops are %d; allowed are at most %d at a time.".formatted(ids.size(), MOST));
        }
        return ids;
    }
}
