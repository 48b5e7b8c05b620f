package dev.berth.broker.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.assignment.SettlementPlan.Facts;
import dev.berth.broker.assignment.SettlementPlan.Given;
import dev.berth.broker.assignment.SettlementPlan.Held;
import dev.berth.broker.assignment.SettlementPlan.Step;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.EntitlementId;
import dev.berth.broker.catalog.Subject;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.GroupId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SettlementPlanTest {

    private static final BundleId BUNDLE = new BundleId(UUID.randomUUID());
    private static final DesktopId DESKTOP = new DesktopId(UUID.randomUUID());

    @Test
    void twoAssignmentsOfOneBundleMakeOneDesktop() {
        Assignment one = an(LeavingPolicy.KEEP, 0);
        Assignment other = an(LeavingPolicy.SUSPEND, 1);
        var facts = new Facts(
                true,
                List.of(
                        new Given(one, Optional.empty(), Optional.empty()),
                        new Given(other, Optional.empty(), Optional.empty())),
                List.of());
        assertThat(SettlementPlan.of(facts)).containsExactly(new Step.Make(BUNDLE, List.of(one, other)));
    }

    @Test
    void nothingIsMadeForWhoIsNotHere() {
        var given = new Given(an(LeavingPolicy.KEEP, 0), Optional.empty(), Optional.empty());
        assertThat(SettlementPlan.of(new Facts(false, List.of(given), List.of())))
                .isEmpty();
    }

    @Test
    void kindestPolicyCounts() {
        Assignment soon = an(LeavingPolicy.TERMINATE, 1);
        Assignment late = an(LeavingPolicy.TERMINATE, 30);
        Assignment suspended = an(LeavingPolicy.SUSPEND, 0);
        assertThat(leaving(soon, late)).containsExactly(new Step.Leave(DESKTOP, late));
        assertThat(leaving(soon, suspended, late)).containsExactly(new Step.Leave(DESKTOP, suspended));
    }

    @Test
    void leavingIsBegunAndCalledOffOnce() {
        Assignment policy = an(LeavingPolicy.TERMINATE, 1);
        assertThat(held(new Held(DESKTOP, false, true, List.of(policy)))).isEmpty();
        assertThat(held(new Held(DESKTOP, true, false, List.of(policy)))).isEmpty();
        assertThat(held(new Held(DESKTOP, true, true, List.of(policy)))).containsExactly(new Step.CallOff(DESKTOP));
    }

    @Test
    void desktopThatWasMigratedToAnotherBundleIsNobodysToTakeBack() {
        assertThat(held(new Held(DESKTOP, false, false, List.of()))).isEmpty();
        assertThat(held(new Held(DESKTOP, false, true, List.of()))).containsExactly(new Step.CallOff(DESKTOP));
    }

    private static List<Step> leaving(Assignment... under) {
        return held(new Held(DESKTOP, false, false, List.of(under)));
    }

    private static List<Step> held(Held held) {
        return SettlementPlan.of(new Facts(true, List.of(), List.of(held)));
    }

    private static Assignment an(LeavingPolicy policy, int days) {
        return new Assignment(
                new EntitlementId(UUID.randomUUID()),
                new Subject.OfGroup(new GroupId("S-1-5-21-1-2-3-1000"), "Engineering"),
                BUNDLE,
                new Terms(null, policy, days),
                true,
                Instant.EPOCH,
                1);
    }
}
