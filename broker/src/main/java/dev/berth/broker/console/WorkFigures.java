package dev.berth.broker.console;

import java.time.Duration;
import java.util.Map;

/**
 * What is being worked on in the background, in numbers, for alarms. The keys are the names of states, of which there are
 * few.
 *
 * @param openings of the last quarter of an hour, by how they went: {@code WAITING}, {@code OPENED}, {@code FAILED}, or
 *     {@code GIVEN_UP} by whoever asked
 * @param maintenanceRuns of windows that opened within a day or are open, by state
 * @param maintenanceItems desktops in those runs, by outcome, or {@code UNDER_WAY}
 * @param updates of desktops in those runs, by stage
 * @param rollouts that are not over, by state
 * @param pipelines by how their latest run ended, or {@code UNDER_WAY}; those that never ran are left out
 * @param packages on desktops that are not as they are to be, by state
 * @param packagesLate that were to come at once and have not within a day, on desktops that run
 * @param noticesOverdue that were to be sent before now and wait
 * @param noticesFailed of windows that begin or began within a day, which could not be sent
 * @param unsealed entries of the audit log that are not in the chain yet
 * @param unsealedFor how long the oldest of them has waited
 */
public record WorkFigures(
        Map<String, Integer> openings,
        Map<String, Integer> maintenanceRuns,
        Map<String, Integer> maintenanceItems,
        Map<String, Integer> updates,
        Map<String, Integer> rollouts,
        Map<String, Integer> pipelines,
        Map<String, Integer> packages,
        int packagesLate,
        int noticesOverdue,
        int noticesFailed,
        int unsealed,
        Duration unsealedFor) {

    public WorkFigures {
        openings = Map.copyOf(openings);
        maintenanceRuns = Map.copyOf(maintenanceRuns);
        maintenanceItems = Map.copyOf(maintenanceItems);
        updates = Map.copyOf(updates);
        rollouts = Map.copyOf(rollouts);
        pipelines = Map.copyOf(pipelines);
        packages = Map.copyOf(packages);
    }
}
