package dev.berth.broker.metering;

import dev.berth.broker.metering.GroupHistory.Group;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adds up what desktops owe in a span, under the names that are asked for. */
final class CostSum {

    private static final Group NO_GROUP = new Group("", "");

    private final Meter meter;
    private final Span span;
    private final Breakdown by;
    private final GroupHistory memberships;
    private final Map<String, Tally> byKey = new HashMap<>();
    private final Map<String, String> groupNames = new HashMap<>();
    private Tally total = Tally.NONE;

    CostSum(Meter meter, Span span, Breakdown by, GroupHistory memberships) {
        this.meter = meter;
        this.span = span;
        this.by = by;
        this.memberships = memberships;
    }

    void take(History history) {
        Map<String, Tally> ofDesktop = new HashMap<>();
        Tally all = Tally.NONE;
        for (Charge charge : meter.charges(history.kept(), history.runs(), span)) {
            Tally tally = Tally.of(charge);
            all = all.plus(tally);
            keys(charge).forEach(key -> ofDesktop.merge(key, tally, Tally::plus));
        }
        ofDesktop.forEach((key, tally) -> byKey.merge(key, tally.ofOneDesktop(), Tally::plus));
        if (!ofDesktop.isEmpty()) {
            total = total.plus(all.ofOneDesktop());
        }
    }

    Map<String, Tally> byKey() {
        return byKey;
    }

    /** Of all desktops, each counted once. */
    Tally total() {
        return total;
    }

    List<CostRow> groups() {
        List<CostRow> rows = new ArrayList<>();
        byKey.forEach((sid, tally) -> rows.add(new CostRow(sid, groupNames.getOrDefault(sid, sid), sid, tally)));
        return rows;
    }

    private List<String> keys(Charge charge) {
        Usage usage = charge.usage();
        return switch (by) {
            case PERSON -> List.of(usage.person().objectGuid().toString());
            case BUNDLE -> List.of(usage.bundle().value().toString());
            case DESKTOP -> List.of(usage.desktop().value().toString());
            case GROUP -> {
                List<Group> groups = memberships.at(usage.person(), charge.at());
                List<Group> named = groups.isEmpty() ? List.of(NO_GROUP) : groups;
                named.forEach(group -> groupNames.put(group.sid(), group.name()));
                yield named.stream().map(Group::sid).distinct().toList();
            }
        };
    }
}
