package dev.berth.broker.fleet;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.Instances;
import dev.berth.broker.directory.PersonId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Where people get an instance. Whether they may was decided before. */
@Component
public class FleetDesk {

    private static final int TRIES = 10;

    private final JdbcFleets fleets;
    private final JdbcInstances rows;
    private final Instances instances;
    private final Desktops desktops;
    private final Clock clock;
    private final TransactionTemplate transaction;

    FleetDesk(
            JdbcFleets fleets,
            JdbcInstances rows,
            Instances instances,
            Desktops desktops,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.fleets = fleets;
        this.rows = rows;
        this.instances = instances;
        this.desktops = desktops;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * The person's instance of the bundle's fleet: the one that serves them already, else a free one, else a new one where
     * there may be more. One that has served is never given again, to the same person neither.
     */
    public Taking take(PersonId person, Bundle bundle) {
        Optional<Fleet> fleet = fleets.of(bundle.id());
        if (fleet.isEmpty()) {
            return new Taking.NoFleet(bundle.id());
        }
        for (int i = 0; i < TRIES; i++) {
            Optional<Desktop> own = present(person, fleet.get());
            if (own.isPresent()) {
                return new Taking.Taken(own.get());
            }
            try {
                Optional<Desktop> found = free(person, fleet.get()).or(() -> grown(person, fleet.get(), bundle));
                if (found.isPresent() || present(person, fleet.get()).isEmpty()) {
                    return found.<Taking>map(Taking.Taken::new).orElseGet(Taking.NothingFree::new);
                }
            } catch (DuplicateKeyException e) {
                // The same person was faster, in another window: theirs is found next.
                continue;
            }
        }
        throw new ChangeRefusedException("Cannot get an instance of '" + bundle.name() + "' for " + person
                + ": others opened and ended sessions on it all the time. Try again.");
    }

    /** Somebody came who found nothing free: the fleet grows for those who come next. */
    public void ranShort(BundleId bundle) {
        fleets.of(bundle).ifPresent(fleet -> fleets.ranShort(fleet.id(), clock.instant()));
    }

    /** The session is over: an instance that has served goes at once. What was cut off before that, the next round does. */
    public void left(DesktopId id) {
        if (instances.isUsed(id)
                && desktops.find(id).filter(Desktop::isInstance).isPresent()) {
            instances.spend(id);
        }
    }

    /** What waits has nobody's home. */
    private Optional<Desktop> free(PersonId person, Fleet fleet) {
        return fleet.spec().keepsHome() ? Optional.empty() : instances.take(person, fleet.id());
    }

    private Optional<Desktop> present(PersonId person, Fleet fleet) {
        Optional<Desktop> own = instances.of(person, fleet.id());
        if (own.isPresent() && instances.isUsed(own.get().id())) {
            instances.spend(own.get().id());
            return Optional.empty();
        }
        return own.map(instance -> desktops.reopen(instance.id()));
    }

    /** One more, if there may be; whoever asks at the same moment comes after. */
    private Optional<Desktop> grown(PersonId person, Fleet fleet, Bundle bundle) {
        return Objects.requireNonNull(transaction.execute(status -> {
            Instant now = clock.instant();
            Fleet locked = fleets.lock(fleet.id()).orElse(fleet);
            List<Instance> all = rows.of(fleet.id(), Instant.EPOCH);
            boolean mayGrow =
                    new FleetPlanner.Count(all).all() < locked.boundsAt(now).most();
            if (locked.spec().keepsHome()) {
                return mayGrow ? instances.makeAtHome(person, fleet.id(), bundle) : Optional.<Desktop>empty();
            }
            fleets.ranShort(fleet.id(), now);
            return mayGrow ? instances.makeFor(person, fleet.id(), bundle) : Optional.<Desktop>empty();
        }));
    }
}
