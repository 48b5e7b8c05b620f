package dev.berth.broker.drill;

import dev.berth.broker.drill.DrillStep.Advance;
import dev.berth.broker.drill.DrillStep.Arrive;
import dev.berth.broker.drill.DrillStep.Check;
import dev.berth.broker.drill.DrillStep.End;
import dev.berth.broker.drill.DrillStep.Fail;
import dev.berth.broker.drill.DrillStep.Give;
import dev.berth.broker.drill.DrillStep.Postpone;
import dev.berth.broker.drill.DrillStep.Return;
import dev.berth.broker.drill.DrillStep.Skip;
import dev.berth.broker.drill.DrillStep.TakeBack;
import dev.berth.broker.drill.DrillStep.Wait;
import dev.berth.broker.drill.Sight.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/** Decides what a drill does next. Pure: from its rows and what is seen, the same step follows on every node. */
final class DrillPlanner {

    private final DrillSettings settings;

    DrillPlanner(DrillSettings settings) {
        this.settings = settings;
    }

    DrillStep next(Drill drill, List<Canary> canaries, Sight sight, Instant now) {
        if (drill.over()) {
            return new Wait();
        }
        if (sight.epoch() != drill.epoch()) {
            return new End(
                    Verdict.FAILED,
                    drill.aliasName() + " was redirected meanwhile (epoch " + sight.epoch()
                            + "); everybody is where that leads.");
        }
        return outward(drill, sight, now).orElseGet(() -> inStage(drill, canaries, sight, now));
    }

    private DrillStep inStage(Drill drill, List<Canary> canaries, Sight sight, Instant now) {
        return switch (drill.stage()) {
            case ANNOUNCED -> announced(drill, now);
            case CHECKS -> checks(drill, canaries, sight, now);
            case HAND_OVER -> handOver(canaries, sight);
            case START -> start(canaries, sight);
            case PICTURE -> picture(canaries, sight);
            case FAILBACK -> failback(drill, canaries, sight, now);
            case CHECKS_AFTER -> checksAfter(drill, canaries, sight, now);
            case OVER -> new Wait();
        };
    }

    /** What ends every stage on the way out. */
    private Optional<DrillStep> outward(Drill drill, Sight sight, Instant now) {
        if (!drill.stage().isOutward()) {
            return Optional.empty();
        }
        if (isLost(sight)) {
            return Optional.of(new Fail(Verdict.FAILED, lost(drill)));
        }
        if (!sight.associated()) {
            return Optional.of(new Fail(Verdict.FAILED, givenUp(drill)));
        }
        if (!sight.serves()) {
            return Optional.of(
                    new Fail(Verdict.FAILED, "This region does not serve " + drill.aliasName() + " just now."));
        }
        return now.isBefore(drill.outwardUntil())
                ? Optional.empty()
                : Optional.of(new Fail(
                        Verdict.FAILED,
                        "Its time was over: two thirds of " + drill.limit().toMinutes()
                                + " minutes are for the way there."));
    }

    private boolean isLost(Sight sight) {
        return sight.silence() == null || sight.silence().compareTo(settings.lostAfter()) > 0;
    }

    private String lost(Drill drill) {
        return "Region " + drill.peer() + " was not heard of for longer than "
                + settings.lostAfter().toSeconds() + " s.";
    }

    private static String givenUp(Drill drill) {
        return "Region " + drill.peer() + " does not say any more that it serves " + drill.aliasName() + ".";
    }

    private static DrillStep announced(Drill drill, Instant now) {
        if (now.isBefore(drill.beginsAt())) {
            return new Wait();
        }
        return now.isBefore(drill.outwardUntil())
                ? new Advance(DrillStage.CHECKS, null)
                : new End(Verdict.FAILED, "No node began it in its time.");
    }

    private DrillStep checks(Drill drill, List<Canary> canaries, Sight sight, Instant now) {
        boolean patient = now.isBefore(drill.beginsAt().plus(settings.patience()));
        if (!sight.flows()) {
            return patient
                    ? new Wait()
                    : new Fail(
                            Verdict.FAILED, "Rows do not flow both ways between this region and " + drill.peer() + ".");
        }
        long needed = canaries.stream()
                .filter(canary -> canary.state() != Canary.State.SKIPPED)
                .mapToLong(Canary::memoryMib)
                .sum();
        if (needed > sight.freeMib()) {
            return new Fail(
                    Verdict.FAILED,
                    "Region " + drill.peer() + " has " + sight.freeMib() + " MiB of memory for desktops and would need "
                            + needed + " MiB.");
        }
        for (Canary canary : in(canaries, Canary.State.PLANNED)) {
            Seen seen = sight.of(canary);
            if (seen.answer() == null && isUnheard(sight)) {
                return new Fail(Verdict.FAILED, unheard(drill));
            }
            DrillStep step = check(canary, seen, patient);
            boolean said = step instanceof Postpone(Canary _, String why) && why.equals(canary.note());
            if (!said) {
                return step;
            }
        }
        if (!in(canaries, Canary.State.PLANNED).isEmpty()) {
            return new Wait();
        }
        return in(canaries, Canary.State.CHECKED).isEmpty()
                ? new Fail(Verdict.FAILED, "Nobody could take part; each desktop says why.")
                : new Advance(DrillStage.HAND_OVER, null);
    }

    private static DrillStep check(Canary canary, Seen seen, boolean patient) {
        if (!seen.ledHere()) {
            return new Skip(canary, "Its person was moved to the other region before.", false);
        }
        if (seen.working()) {
            String why = "Its person is working.";
            return patient ? new Postpone(canary, why) : new Skip(canary, why, false);
        }
        if (seen.behind()) {
            String why = "Not all that its person did is in the other region yet.";
            return patient ? new Postpone(canary, why) : new Skip(canary, why, true);
        }
        if (seen.obstacle() != null) {
            return new Skip(canary, seen.obstacle(), true);
        }
        return seen.answer() == null
                ? new Postpone(canary, "The other region has not answered yet.")
                : new Check(canary, Objects.requireNonNullElse(seen.rpo(), Duration.ZERO));
    }

    private boolean isUnheard(Sight sight) {
        return sight.asked() != null && sight.asked().compareTo(settings.lostAfter()) > 0;
    }

    private String unheard(Drill drill) {
        return "Region " + drill.peer() + " is heard of, and did not answer this drill's first question within "
                + settings.lostAfter().toSeconds() + " s: it runs a version before, does not serve " + drill.aliasName()
                + ", or its account may not read drill_call here. Nobody was given over. Update it, or let its account"
                + " read that table.";
    }

    /** One after the other; whoever began to work meanwhile goes on working. */
    private static DrillStep handOver(List<Canary> canaries, Sight sight) {
        for (Canary canary : in(canaries, Canary.State.CHECKED)) {
            boolean began = canaries.stream()
                    .filter(one -> one.person().equals(canary.person()))
                    .map(sight::of)
                    .anyMatch(seen -> seen.working() || seen.behind());
            if (began) {
                return new Skip(canary, "Its person began to work.", false);
            }
            return sight.flows() ? new Give(canary) : new Wait();
        }
        return away(canaries).isEmpty()
                ? new Fail(Verdict.FAILED, "Nobody could take part; each desktop says why.")
                : new Advance(DrillStage.START, null);
    }

    private static DrillStep start(List<Canary> canaries, Sight sight) {
        return arriving(canaries, Canary.State.AWAY, Canary.State.UP, sight, Answer.State::isUp)
                .orElseGet(() -> new Advance(DrillStage.PICTURE, null));
    }

    private static DrillStep picture(List<Canary> canaries, Sight sight) {
        Predicate<Answer.State> seen = state -> state == Answer.State.SEEN;
        return arriving(canaries, Canary.State.UP, Canary.State.SEEN, sight, seen)
                .orElseGet(() -> new Advance(
                        DrillStage.FAILBACK,
                        canaries.stream()
                                        .filter(canary -> canary.state() == Canary.State.SEEN)
                                        .allMatch(canary -> canary.there().picture() == null)
                                ? "No picture was asked for: see the desktops' notes."
                                : null));
    }

    /** Empty once all of them are further. */
    private static Optional<DrillStep> arriving(
            List<Canary> canaries, Canary.State from, Canary.State to, Sight sight, Predicate<Answer.State> arrived) {
        List<Canary> open = in(canaries, from);
        for (Canary canary : open) {
            Answer answer = sight.of(canary).answer();
            if (answer != null && arrived.test(answer.state())) {
                return Optional.of(new Arrive(canary, to, answer));
            }
            if (answer != null && answer.state() == Answer.State.FAILED) {
                return Optional.of(new Fail(
                        Verdict.FAILED,
                        "Desktop " + canary.hostname() + ": "
                                + Objects.requireNonNullElse(answer.note(), "it failed there.")));
            }
        }
        return open.isEmpty() ? Optional.empty() : Optional.of(new Wait());
    }

    /** The region where they are gives them back; one that is lost, or serves the alias no more, cannot: this one takes. */
    private DrillStep failback(Drill drill, List<Canary> canaries, Sight sight, Instant now) {
        if (drill.verdict() == null && isLost(sight)) {
            return new Fail(Verdict.FAILED, lost(drill));
        }
        if (drill.verdict() == null && !sight.associated()) {
            return new Fail(Verdict.FAILED, givenUp(drill));
        }
        for (Canary canary : away(canaries)) {
            Seen seen = sight.of(canary);
            if (seen.ledHere()) {
                return new Return(canary, seen.answer());
            }
            if (isLost(sight) || !sight.associated()) {
                return new TakeBack(canary);
            }
            String waits = seen.answer() == null ? null : seen.answer().note();
            if (waits != null && !waits.equals(canary.note())) {
                return new Postpone(canary, waits);
            }
        }
        if (away(canaries).isEmpty()) {
            return new Advance(DrillStage.CHECKS_AFTER, null);
        }
        return drill.verdict() == null && !now.isBefore(drill.until())
                ? new Fail(
                        Verdict.FAILED,
                        "Not everybody was back in time. Whoever works there goes on, and comes back after it.")
                : new Wait();
    }

    private static DrillStep checksAfter(Drill drill, List<Canary> canaries, Sight sight, Instant now) {
        Optional<String> wrong = canaries.stream()
                .filter(canary -> canary.state() == Canary.State.HOME)
                .flatMap(canary -> wrong(canary, sight.of(canary)).stream())
                .findFirst()
                .or(() -> sight.flows() ? Optional.empty() : Optional.of("Rows do not flow both ways."));
        if (wrong.isPresent()) {
            if (drill.verdict() == null && now.isBefore(drill.until())) {
                return new Wait();
            }
            return drill.verdict() == null
                    ? new Fail(Verdict.FAILED, wrong.get())
                    : new End(drill.verdict(), drill.reason());
        }
        if (drill.verdict() != null) {
            return new End(drill.verdict(), drill.reason());
        }
        long faults = canaries.stream().filter(Canary::fault).count();
        return faults > 0
                ? new End(
                        Verdict.FAILED,
                        faults + " of " + canaries.size()
                                + " desktops could not have taken over; each says why. The others passed.")
                : new End(Verdict.PASSED, null);
    }

    private static Optional<String> wrong(Canary canary, Seen seen) {
        if (!seen.landed()) {
            return Optional.of("What was done on " + canary.hostname() + " in the other region is not here.");
        }
        return Optional.ofNullable(seen.obstacle()).map(why -> canary.hostname() + " could not go again: " + why);
    }

    private static List<Canary> in(List<Canary> canaries, Canary.State state) {
        return canaries.stream().filter(canary -> canary.state() == state).toList();
    }

    static List<Canary> away(List<Canary> canaries) {
        return canaries.stream().filter(canary -> canary.state().isAway()).toList();
    }
}
