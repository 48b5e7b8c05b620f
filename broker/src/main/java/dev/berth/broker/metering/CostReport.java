package dev.berth.broker.metering;

import java.time.Instant;
import java.time.YearMonth;
import java.util.List;

/**
 * A month's costs.
 *
 * @param rows the dearest first
 * @param total of all desktops, each counted once; rows add up to it, except where people are in several groups
 * @param until how far it is counted: the month's end, or now
 */
public record CostReport(YearMonth month, Breakdown by, List<CostRow> rows, Tally total, Instant until) {

    public CostReport {
        rows = List.copyOf(rows);
    }
}
