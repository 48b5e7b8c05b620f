package dev.berth.broker.standby;

import dev.berth.broker.access.JdbcPeople;
import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.RunningPolicy;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.GuardRefusedException;
import dev.berth.broker.directory.ActiveDirectory;
import dev.berth.broker.directory.DirectoryException;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.region.RegionFacts;
import dev.berth.broker.region.RegionMap;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.region.RegionPlanner;
import dev.berth.broker.region.Stance;
import dev.berth.broker.standby.JdbcStandbys.Wish;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Makes the desktops that stand by for those of peers, and lets them rest. A peer says for whom; whether the person may
 * have such a desktop here is this region's own to say, from its own directory, bundles and entitlements.
 */
@Component
class StandbyKeeping {

    private static final Logger LOG = LoggerFactory.getLogger(StandbyKeeping.class);
    private static final int AUTO_STOP_MINUTES = 60;

    private final JdbcStandbys rows;
    private final Desktops desktops;
    private final JdbcBundles bundles;
    private final People people;
    private final StandbySettings settings;

    StandbyKeeping(JdbcStandbys rows, Desktops desktops, JdbcBundles bundles, People people, StandbySettings settings) {
        this.rows = rows;
        this.desktops = desktops;
        this.bundles = bundles;
        this.people = people;
        this.settings = settings;
    }

    /** Who somebody is, by this region's own directory. */
    @Component
    record People(JdbcPeople known, ActiveDirectory directory) {

        boolean meet(PersonId person) {
            return directory
                    .find(person)
                    .filter(account -> account.state().refusal().isEmpty())
                    .map(account -> {
                        known.introduce(account.person());
                        return true;
                    })
                    .orElse(false);
        }
    }

    /** Survives being repeated, and being cut off anywhere. */
    void keep(RegionMap map) {
        List<RegionName> beside = map.beside().stream().map(RegionFacts::name).toList();
        for (RegionName peer : beside) {
            rows.forget(peer);
            for (Wish wish : rows.wishesOf(peer, settings.mostDesktops())) {
                try {
                    keep(map, wish);
                } catch (ChangeRefusedException | DirectoryException e) {
                    LOG.debug("No desktop stands by for {} of region {}.", wish.desktop(), peer, e);
                    rows.tell(wish, null, StandbyState.FAILED, String.valueOf(e.getMessage()));
                } catch (RuntimeException e) {
                    LOG.error("Desktop {} of region {} is left until the next round.", wish.desktop(), peer, e);
                }
            }
        }
    }

    private void keep(RegionMap map, Wish wish) {
        Optional<Standby> known = rows.here(wish.region(), wish.desktop());
        if (known.isPresent() && known.get().desktop() != null) {
            DesktopId id = known.get().desktop();
            Optional<Desktop> there = desktops.find(id)
                    .filter(one -> one.state() != DesktopState.TERMINATED
                            && one.person().equals(wish.person()));
            if (there.isPresent()) {
                tend(map, wish, there.get());
                return;
            }
        }
        Optional<BundleId> bundle = rows.bundle(wish.bundle());
        if (bundle.isEmpty()) {
            rows.tell(
                    wish,
                    null,
                    StandbyState.NO_BUNDLE,
                    "There is no bundle '" + wish.bundle() + "' that makes desktops. Make one of that name.");
        } else if (!rows.knows(wish.person()) && !people.meet(wish.person())) {
            rows.tell(
                    wish,
                    null,
                    StandbyState.NO_PERSON,
                    "The directory knows no active account " + wish.account() + " with that objectGUID.");
        } else if (!rows.entitled(wish.person(), bundle.get())) {
            rows.tell(
                    wish,
                    null,
                    StandbyState.NOT_ENTITLED,
                    "Nothing gives " + wish.account() + " a desktop of '" + wish.bundle() + "' here. Entitle them.");
        } else if (rows.kept() >= settings.mostDesktops()) {
            rows.tell(
                    wish,
                    null,
                    StandbyState.TOO_MANY,
                    "This region keeps " + settings.mostDesktops() + ", as berth.standby.most-desktops says.");
        } else {
            make(map, wish, bundles.require(bundle.get()));
        }
    }

    private void make(RegionMap map, Wish wish, Bundle bundle) {
        RunningPolicy own = bundle.spec().running();
        // What stands by must be able to rest.
        Optional<RunningPolicy> running = own.mode() == RunningMode.ALWAYS_ON
                ? Optional.of(new RunningPolicy(RunningMode.AUTO_STOP, AUTO_STOP_MINUTES))
                : Optional.empty();
        Desktop made = desktops.assign(wish.person(), bundle, running);
        if (rows.isTaken(made.id(), wish.region(), wish.desktop())) {
            rows.tell(wish, null, StandbyState.FAILED, "Their desktop of this bundle stands by for another already.");
            return;
        }
        tend(map, wish, made);
    }

    /** Once it was ready it is known to be good, and is stopped until it is needed. */
    private void tend(RegionMap map, Wish wish, Desktop desktop) {
        boolean proven = desktop.times().firstReady() != null;
        boolean broken = desktop.state() == DesktopState.ERROR;
        rows.tell(
                wish,
                desktop.id(),
                broken ? StandbyState.FAILED : proven ? StandbyState.READY : StandbyState.MAKING,
                broken ? desktop.reason().orElse(null) : null);
        boolean rests = RegionPlanner.stance(map, Optional.of(wish.person())) instanceof Stance.StandsBy;
        if (proven
                && rests
                && desktop.state() == DesktopState.AVAILABLE
                && !desktop.inUse()
                && desktop.blueprint().running().mode() != RunningMode.ALWAYS_ON) {
            try {
                desktops.stop(desktop.id());
            } catch (GuardRefusedException e) {
                LOG.debug("Desktop {} changes just now; it is stopped another time.", desktop.id(), e);
            }
        }
    }
}
