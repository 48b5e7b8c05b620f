package dev.berth.portal.admin;

import dev.berth.broker.assignment.Assignment;
import dev.berth.broker.assignment.JdbcAssignments;
import dev.berth.broker.assignment.JdbcLeavings;
import dev.berth.broker.assignment.Leaving;
import dev.berth.broker.assignment.LeavingPolicy;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.Subject;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** The part of a bundle's page that says who is given it. */
@Component
class AssignmentSection {

    private static final int SHOWN = 200;

    private final JdbcAssignments assignments;
    private final JdbcLeavings leavings;
    private final Names names;

    AssignmentSection(JdbcAssignments assignments, JdbcLeavings leavings, Names names) {
        this.assignments = assignments;
        this.leavings = leavings;
        this.names = names;
    }

    /** @param mode how its desktops run; null for as the bundle says */
    public record Row(
            UUID id,
            boolean group,
            String subject,
            @Nullable String mode,
            LeavingPolicy onLeaving,
            int leavingDays,
            int desktops,
            long revision) {}

    /** @param actsAt null when the desktop is kept */
    public record Leaver(
            UUID desktop,
            String person,
            LeavingPolicy policy,
            Instant noticedAt,
            @Nullable Instant actsAt,
            boolean acted,
            @Nullable String hindrance) {}

    void fill(Model model, BundleId bundle) {
        var made = assignments.desktops(bundle);
        model.addAttribute(
                "assignments",
                assignments.of(bundle).stream()
                        .map(one -> row(one, made.getOrDefault(one.id(), 0)))
                        .toList());
        List<Leaving> left = leavings.of(bundle, SHOWN);
        Map<PersonId, Person> people =
                names.people(left.stream().map(Leaving::person).distinct().toList());
        model.addAttribute(
                "leavers",
                left.stream().map(one -> leaver(one, people.get(one.person()))).toList());
        model.addAttribute("policies", LeavingPolicy.values());
        if (!model.containsAttribute("assignmentForm")) {
            model.addAttribute("assignmentForm", AssignmentForm.fresh());
        }
    }

    static Leaver leaver(Leaving leaving, @Nullable Person person) {
        return new Leaver(
                leaving.desktop().value(),
                person == null ? leaving.person().toString() : person.displayName(),
                leaving.policy(),
                leaving.noticedAt(),
                leaving.actsAt().orElse(null),
                leaving.actedAt().isPresent(),
                leaving.hindrance().orElse(null));
    }

    private static Row row(Assignment assignment, int desktops) {
        var running = assignment.terms().running();
        return new Row(
                assignment.id().value(),
                assignment.subject() instanceof Subject.OfGroup,
                assignment.subject().label(),
                running == null ? null : running.mode().name(),
                assignment.terms().onLeaving(),
                assignment.terms().leavingDays(),
                desktops,
                assignment.revision());
    }
}
