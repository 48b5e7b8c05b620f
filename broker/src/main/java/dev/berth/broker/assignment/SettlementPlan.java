package dev.berth.broker.assignment;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.desktop.DesktopId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides what one person's assignments ask for, from what the database says of them. */
final class SettlementPlan {

    /** The one that is kindest to what people made: kept before suspended before terminated, and later before sooner. */
    private static final Comparator<Assignment> KINDEST = Comparator.comparing(
                    (Assignment assignment) -> assignment.terms().onLeaving())
            .thenComparing(assignment -> -assignment.terms().leavingDays())
            .thenComparing(assignment -> assignment.id().value());

    private SettlementPlan() {}

    /**
     * @param desktop the person's own of the bundle
     * @param kept the one that they had, terminated because they had left, while its volumes are there
     */
    record Given(Assignment assignment, Optional<DesktopId> desktop, Optional<DesktopId> kept) {}

    /**
     * A desktop that the person has had under assignments.
     *
     * @param entitled whether anything still gives it to them
     * @param leaving whether they are known to have left
     * @param under those of its present bundle; none after it was migrated to another
     */
    record Held(DesktopId desktop, boolean entitled, boolean leaving, List<Assignment> under) {}

    /** @param here whether the person is in, so that what they lack may be made */
    record Facts(boolean here, List<Given> given, List<Held> held) {}

    sealed interface Step {

        /** Make the desktop, as the first of these assignments says. */
        record Make(BundleId bundle, List<Assignment> under) implements Step {}

        /** Bring back the desktop that was terminated when the person had left, or make one where that is too late. */
        record Revive(DesktopId desktop, BundleId bundle, List<Assignment> under) implements Step {}

        /** Write down that the desktop stands under these. */
        record Hold(DesktopId desktop, List<Assignment> under) implements Step {}

        record Leave(DesktopId desktop, Assignment policy) implements Step {}

        record CallOff(DesktopId desktop) implements Step {}
    }

    static List<Step> of(Facts facts) {
        List<Step> steps = new ArrayList<>();
        Map<BundleId, List<Given>> bundles = new LinkedHashMap<>();
        facts.given()
                .forEach(given -> bundles.computeIfAbsent(given.assignment().bundle(), unused -> new ArrayList<>())
                        .add(given));
        bundles.forEach((bundle, given) -> {
            List<Assignment> under = given.stream().map(Given::assignment).toList();
            Optional<DesktopId> desktop = given.getFirst().desktop();
            if (desktop.isPresent()) {
                steps.add(new Step.Hold(desktop.get(), under));
            } else if (facts.here()) {
                steps.add(given.getFirst()
                        .kept()
                        .<Step>map(kept -> new Step.Revive(kept, bundle, under))
                        .orElseGet(() -> new Step.Make(bundle, under)));
            }
        });
        for (Held held : facts.held()) {
            if (held.leaving() && (held.entitled() || held.under().isEmpty())) {
                steps.add(new Step.CallOff(held.desktop()));
            } else if (!held.entitled() && !held.leaving()) {
                held.under().stream()
                        .min(KINDEST)
                        .ifPresent(policy -> steps.add(new Step.Leave(held.desktop(), policy)));
            }
        }
        return steps;
    }
}
