package dev.berth.portal.admin;

import dev.berth.broker.catalog.Subject;
import dev.berth.broker.drill.DrillSpec;
import java.util.Objects;
import java.util.Set;

/**
 * A drill as it was typed; it is read strictly by {@link #spec()}.
 *
 * @param picked who goes
 */
public record DrillForm(String picked, String limitMinutes, String noticeMinutes) {

    static final Set<String> FIELDS = Set.of("picked", "limitMinutes", "noticeMinutes");

    public DrillForm {
        picked = Objects.requireNonNullElse(picked, "");
        limitMinutes = Objects.requireNonNullElse(limitMinutes, "");
        noticeMinutes = Objects.requireNonNullElse(noticeMinutes, "");
    }

    static DrillForm fresh() {
        return new DrillForm("", "60", "0");
    }

    Subject canary() {
        return PickedSubject.read(picked);
    }

    DrillSpec spec() {
        return new DrillSpec(
                canary(), Problems.whole("limitMinutes", limitMinutes), Problems.whole("noticeMinutes", noticeMinutes));
    }
}
