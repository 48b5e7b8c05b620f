package dev.berth.broker.drill;

import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.GuardRefusedException;
import dev.berth.broker.drill.JdbcVisits.Call;
import dev.berth.broker.drill.JdbcVisits.Visit;
import dev.berth.broker.drill.JdbcVisits.Wanted;
import dev.berth.broker.region.AliasId;
import dev.berth.broker.region.JdbcPeers;
import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.JdbcResidents;
import dev.berth.broker.region.JdbcResidents.Resident;
import dev.berth.broker.region.Peer;
import dev.berth.broker.region.PersonClaim;
import dev.berth.broker.region.RegionMap;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.region.RegionPlanner;
import dev.berth.broker.standby.StandbyState;
import dev.berth.broker.standby.Standbys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The other region's part of a drill: starts what stands by for the people who were led here, looks for its first picture,
 * and gives them back with all that they did. What a peer asks for people who are not led here is not done.
 */
@Component
class Visits {

    private static final Logger LOG = LoggerFactory.getLogger(Visits.class);

    private final JdbcVisits rows;
    private final Place place;
    private final Desktops desktops;
    private final Standbys standbys;
    private final Handing handing;
    private final Pictures pictures;
    private final Clock clock;
    private final TransactionTemplate transaction;

    /** Where the next round goes on; null where it begins anew. */
    private final AtomicReference<@Nullable Call> last = new AtomicReference<>();

    Visits(
            JdbcVisits rows,
            Place place,
            Desktops desktops,
            Standbys standbys,
            Handing handing,
            Pictures pictures,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.rows = rows;
        this.place = place;
        this.desktops = desktops;
        this.standbys = standbys;
        this.handing = handing;
        this.pictures = pictures;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** What this region is, and what was done here. */
    @Component
    record Place(JdbcRegions regions, JdbcPeers peers, JdbcResidents residents, Standbys standbys, JdbcClient jdbc) {

        boolean isPaired(Call call) {
            return peers.find(call.from())
                    .filter(peer -> peer.state() == Peer.State.PAIRED)
                    .isPresent();
        }

        /** Whether this region and the one that asks stand for the alias. */
        boolean serves(AliasId alias, RegionName asker) {
            return regions.map()
                    .own()
                    .filter(own -> own.id().equals(alias) && own.regions().contains(asker))
                    .isPresent();
        }

        /** Whether the person was led here, by themselves: nobody whom the alias leads here is a drill's to give away. */
        boolean serves(Call call) {
            return RegionPlanner.duty(regions.map(), call.person())
                    .filter(duty -> duty.active().equals(regions.self()) && duty.move() > 0)
                    .filter(duty -> duty.alias().id().equals(call.alias()))
                    .filter(duty -> duty.alias().regions().contains(call.from()))
                    .isPresent();
        }

        /** The desktop that stands by here for the one that is asked for. */
        Optional<DesktopId> desktopOf(Call call) {
            return standbys.keptFor(call.from(), call.desktop()).map(Standbys.Ready::desktop);
        }

        /** As their own region tells of them. */
        Resident resident(Call call) {
            return residents.of(call.person()).stream()
                    .filter(one -> one.region().equals(call.from()))
                    .findFirst()
                    .orElseGet(() -> new Resident(
                            call.from(), call.person(), call.person().toString(), "", "", "", "", false));
        }

        /** When the person may have begun to work here: of the move this region may have heard long after it was made. */
        Instant since(Visit visit) {
            var person = visit.call().person();
            Instant heard = visit.heardAt();
            RegionMap map = regions.map();
            return RegionPlanner.duty(map, person)
                    .flatMap(duty -> RegionPlanner.latest(map, duty.alias().id(), person, duty.epoch()))
                    .map(PersonClaim::madeAt)
                    .filter(made -> made.isBefore(heard))
                    .orElse(heard);
        }

        boolean workedOn(DesktopId desktop, Instant since) {
            return jdbc.sql("""
                            select exists (select from session
                                            where desktop_id = :desktop and coalesce(ended_at, 'infinity') >= :since)
                            """)
                    .param("desktop", desktop.value())
                    .param("since", Columns.utc(since))
                    .query(Boolean.class)
                    .single();
        }
    }

    /** Survives being repeated, and being cut off anywhere. */
    void goOn() {
        List<Call> wanted = rows.wantedHere(last.get());
        last.set(wanted.size() < JdbcVisits.MOST ? null : wanted.getLast());
        for (Call call : wanted) {
            try {
                if (place.isPaired(call)) {
                    transaction.executeWithoutResult(status -> step(call));
                }
            } catch (RuntimeException e) {
                LOG.warn(
                        "Desktop {} of region {} is left until the next round of drill {}.",
                        call.desktop(),
                        call.from(),
                        call.drill(),
                        e);
            }
        }
        rows.tidy();
    }

    private void step(Call call) {
        if (!place.serves(call)) {
            if (call.wanted() == Wanted.START && place.serves(call.alias(), call.from())) {
                rows.hear(call, clock.instant());
            }
            return;
        }
        rows.lockVisit(call, clock.instant()).ifPresent(one -> {
            if (call.wanted() == Wanted.RETURN) {
                giveBack(one);
            } else {
                start(one);
            }
        });
    }

    private void start(Visit visit) {
        Call call = visit.call();
        switch (visit.state()) {
            case HEARD -> wake(visit);
            case STARTING -> awaitReady(visit);
            case READY -> pictures.look(call, own(visit));
            case SEEN, FAILED, RETURNED -> {
                // It is said; the region that asked goes on.
            }
        }
    }

    private void wake(Visit visit) {
        Call call = visit.call();
        Optional<DesktopId> own = standbys.keptFor(call.from(), call.desktop())
                .filter(kept -> kept.state() == StandbyState.READY)
                .map(Standbys.Ready::desktop);
        if (own.isEmpty()) {
            rows.say(call, Answer.State.HEARD, Answer.State.FAILED, "No desktop stands by for it here any more.");
            return;
        }
        try {
            desktops.reopen(own.get());
            rows.started(call, own.get(), since(visit));
        } catch (GuardRefusedException e) {
            LOG.debug("Desktop {} cannot be started just now; the next round tries again.", own.get(), e);
            rows.say(call, Answer.State.HEARD, Answer.State.HEARD, e.getMessage());
        }
    }

    private void awaitReady(Visit visit) {
        Optional<Desktop> desktop = desktops.find(own(visit));
        if (desktop.isEmpty() || desktop.get().state() == DesktopState.ERROR) {
            rows.say(
                    visit.call(),
                    Answer.State.STARTING,
                    Answer.State.FAILED,
                    desktop.flatMap(Desktop::reason).orElse("It could not be started here."));
        } else if (desktop.get().ready()) {
            rows.ready(visit.call(), since(visit));
        }
    }

    /**
     * Not while somebody works, and not before all that they did is where they go. A person with several desktops is given
     * once, with all of them.
     */
    private void giveBack(Visit visit) {
        Call call = visit.call();
        List<Call> theirs = rows.ofPerson(call);
        if (theirs.stream().findFirst().filter(call::equals).isEmpty()) {
            return;
        }
        handing.hold(call.person());
        Instant since = place.since(visit);
        List<DesktopId> touched = theirs.stream()
                .flatMap(one -> place.desktopOf(one).stream())
                .filter(one -> place.workedOn(one, since))
                .toList();
        if (handing.isWorking(call.person())) {
            waits(visit, "Its person works there.");
        } else if (touched.stream().anyMatch(standbys::isBehind)) {
            touched.forEach(standbys::hurry);
            waits(visit, "What was done there is being sent back.");
        } else if (handing.give(call.alias(), place.resident(call), touched, call.from())) {
            theirs.forEach(one -> returned(one, touched));
        }
    }

    private void returned(Call call, List<DesktopId> touched) {
        rows.hear(call, clock.instant());
        Optional<DesktopId> own = place.desktopOf(call).filter(touched::contains);
        rows.returned(call, own.isPresent(), own.flatMap(standbys::newestThere).orElse(null));
    }

    private void waits(Visit visit, String note) {
        rows.say(visit.call(), visit.state(), visit.state(), note);
    }

    private DesktopId own(Visit visit) {
        return Objects.requireNonNull(visit.own());
    }

    private Duration since(Visit visit) {
        return Duration.between(visit.heardAt(), clock.instant());
    }
}
