package dev.berth.broker.maintenance;

import dev.berth.broker.update.AvailableUpdate;
import dev.berth.broker.update.Installation;
import dev.berth.broker.update.Listing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Decides everything about the update of a desktop's guest, from its row, what was heard, and the time. What was begun in
 * the guest ends well, or the desktop gets its snapshot back.
 */
@Component
final class UpdatePlanner {

    private static final Duration REBOOT_AGAIN = Duration.ofMinutes(2);
    private static final int NAMED = 5;
    private static final String WELL = "Its guest is well.";

    private final UpdateSettings settings;
    private final Duration healthLimit;

    UpdatePlanner(UpdateSettings settings, MaintenanceSettings maintenance) {
        this.settings = settings;
        this.healthLimit = maintenance.healthLimit();
    }

    UpdateStep next(Update update, Heard heard, Instant now) {
        return switch (update.stage()) {
            case LISTING -> listing(update, heard);
            case SAVING -> saving(update, heard, now);
            case INSTALLING -> installing(update, heard, now);
            case REBOOTING -> rebooting(update, heard, now);
            case CHECKING -> checking(update, heard);
            case ROLLING_BACK, DONE, FAILED, ROLLED_BACK ->
                throw new IllegalStateException("The update of desktop " + update.desktop() + " in run " + update.run()
                        + " is " + update.stage() + " and has no next step.");
        };
    }

    private UpdateStep listing(Update update, Heard heard) {
        return switch (heard) {
            case Heard.Well _ -> new UpdateStep.Over(true, WELL);
            case Heard.Offers(Listing listing) -> choose(update, listing);
            case Heard.Silent(String why) ->
                update.silentFor(healthLimit)
                        ? new UpdateStep.Over(false, asked(why, healthLimit))
                        : new UpdateStep.Wait(why);
            case Heard.Copy _, Heard.Install _, Heard.Up _ -> throw unexpected(update, heard);
        };
    }

    private static UpdateStep choose(Update update, Listing listing) {
        List<AvailableUpdate> chosen = update.spec().chosen(listing.updates());
        if (!chosen.isEmpty()) {
            return new UpdateStep.Choose(chosen, listing.boot());
        }
        String known = listing.updater().isEmpty()
                ? WELL + " It has no program for updates that Berth knows."
                : listing.updates().isEmpty()
                        ? WELL + " There is nothing to update."
                        : WELL
                                + " None of its %d updates is chosen (%s)."
                                        .formatted(listing.updates().size(), update.spec());
        return new UpdateStep.Over(
                true, listing.stale() ? known + " It could not ask its sources and told what it knew." : known);
    }

    private UpdateStep saving(Update update, Heard heard, Instant now) {
        if (!(heard instanceof Heard.Copy(var state, String failure))) {
            throw unexpected(update, heard);
        }
        boolean late = late(update, settings.snapshotLimit(), now);
        if (state == null) {
            return late ? notSaved("none could be begun") : new UpdateStep.Save();
        }
        return switch (state) {
            case MAKING ->
                late
                        ? notSaved("it was not there after "
                                + settings.snapshotLimit().toMinutes() + " minutes")
                        : new UpdateStep.Wait("A snapshot of it is being taken.");
            case READY -> new UpdateStep.Saved();
            case FAILED, DELETING -> notSaved(failure.isEmpty() ? "it is gone" : failure);
        };
    }

    private static UpdateStep notSaved(String why) {
        return new UpdateStep.Over(false, "Nothing was installed, for there is no snapshot to go back to: " + why);
    }

    private UpdateStep installing(Update update, Heard heard, Instant now) {
        Duration limit = settings.installLimit();
        boolean late = late(update, limit, now);
        return switch (heard) {
            case Heard.Silent(String why) ->
                update.silentFor(limit) ? back(asked(why, limit)) : new UpdateStep.Wait(why);
            case Heard.Install(Installation installation) ->
                switch (installation) {
                    case Installation.None _ -> late ? back("It could not be begun.") : new UpdateStep.Begin();
                    case Installation.Running _ ->
                        late
                                ? back("It was not over after " + limit.toMinutes() + " minutes.")
                                : new UpdateStep.Wait(
                                        update.wanted().size() == 1
                                                ? "An update is being installed."
                                                : update.wanted().size() + " updates are being installed.");
                    case Installation.Lost _ -> back("It was cut off in the guest.");
                    case Installation.Ended ended -> ended(ended);
                };
            case Heard.Well _, Heard.Offers _, Heard.Copy _, Heard.Up _ -> throw unexpected(update, heard);
        };
    }

    /** What the updater says of itself is not what counts: a package that is held ends well and changes nothing. */
    private static UpdateStep ended(Installation.Ended ended) {
        String said = ended.said().isEmpty() ? "." : ": " + ended.said() + ".";
        if (ended.exitCode() != 0) {
            return back("The guest's updater ended with " + ended.exitCode() + said);
        }
        if (ended.missing().isEmpty()) {
            return new UpdateStep.Installed(ended.changes(), ended.restart());
        }
        String why = "The guest's updater said that all went well, and "
                + ended.missing().stream().limit(NAMED).collect(Collectors.joining(", "))
                + (ended.missing().size() > NAMED
                        ? " and others are"
                        : ended.missing().size() > 1 ? " are" : " is")
                + " not installed" + said;
        return ended.changes().isEmpty() ? new UpdateStep.Over(false, why + " Nothing was changed.") : back(why);
    }

    private UpdateStep rebooting(Update update, Heard heard, Instant now) {
        return switch (heard) {
            case Heard.Up(String boot) -> {
                if (!boot.equals(update.boot())) {
                    yield new UpdateStep.Check();
                }
                String why = "Its guest is to restart.";
                yield update.silentFor(settings.restartLimit())
                        ? back(asked("Its guest did not restart.", settings.restartLimit()))
                        : late(update, REBOOT_AGAIN, now) ? new UpdateStep.Reboot(why) : new UpdateStep.Wait(why);
            }
            case Heard.Silent(String why) ->
                update.silentFor(settings.restartLimit())
                        ? back(asked("Its guest did not come back from a restart. " + why, settings.restartLimit()))
                        : new UpdateStep.Wait("Its guest restarts.");
            case Heard.Well _, Heard.Offers _, Heard.Copy _, Heard.Install _ -> throw unexpected(update, heard);
        };
    }

    private UpdateStep checking(Update update, Heard heard) {
        return switch (heard) {
            case Heard.Well _ -> new UpdateStep.Over(true, "Updated. " + WELL);
            case Heard.Silent(String why) ->
                update.silentFor(healthLimit) ? back(asked(why, healthLimit)) : new UpdateStep.Wait(why);
            case Heard.Offers _, Heard.Copy _, Heard.Install _, Heard.Up _ -> throw unexpected(update, heard);
        };
    }

    private static UpdateStep back(String why) {
        return new UpdateStep.RollBack(why);
    }

    private static boolean late(Update update, Duration limit, Instant now) {
        return !now.isBefore(update.since().plus(limit));
    }

    private static String asked(String why, Duration limit) {
        return why + " It was asked for " + limit.toSeconds() + " s.";
    }

    private static IllegalStateException unexpected(Update update, Heard heard) {
        return new IllegalStateException("An update that is " + update.stage() + " was told " + heard
                + ", which is the answer to another question.");
    }
}
