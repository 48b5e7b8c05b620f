package dev.berth.portal.watch;

import dev.berth.broker.console.Figures;
import dev.berth.broker.console.WorkFigures;
import dev.berth.broker.desktop.Copies;
import dev.berth.broker.fleet.Fleet;
import dev.berth.broker.fleet.FleetUse;
import dev.berth.broker.host.Host;
import java.util.List;
import java.util.Map;

/**
 * What the database said of the region at one moment.
 *
 * @param nodes that run, by role
 * @param refused whether this node must not work on the database
 */
record Reading(
        Figures figures,
        WorkFigures work,
        List<Host> hosts,
        List<InFleet> fleets,
        Copies.Summary copies,
        Map<String, Integer> nodes,
        boolean refused) {

    Reading {
        hosts = List.copyOf(hosts);
        fleets = List.copyOf(fleets);
        nodes = Map.copyOf(nodes);
    }

    /** @param name of the bundle that its instances are made of */
    record InFleet(String name, Fleet fleet, FleetUse use) {}
}
