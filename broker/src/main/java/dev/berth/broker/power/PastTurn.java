package dev.berth.broker.power;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What came of a schedule on a day.
 *
 * @param leadFrom when starts began
 * @param covered how many desktops it was for
 * @param ready how many of them were up when the hours began; null while they have not begun
 * @param stopped how many were stopped after the hours
 */
public record PastTurn(
        LocalDate day,
        Instant leadFrom,
        Instant from,
        Instant until,
        int covered,
        @Nullable Integer ready,
        int stopped) {}
