package dev.berth.portal.api;

import dev.berth.broker.drill.Canary;
import dev.berth.broker.drill.Drill;
import dev.berth.broker.drill.DrillReport;
import dev.berth.broker.drill.DrillStage;
import dev.berth.broker.drill.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A drill and its report in the API; times in milliseconds.
 *
 * @param verdict null while it is under way and nothing failed
 * @param failedIn the stage that it failed in
 * @param rtoMillis the longest of all who went, from giving them away until they were seen there
 * @param rpoMillis what would have been lost at the most, had this region gone at the check
 * @param mails how many people's came to what: WAITING, SENT, FAILED, or SKIPPED where there is no server or no address
 */
record DrillResource(
        UUID id,
        String alias,
        String peer,
        String canary,
        DrillStage stage,
        @Nullable Verdict verdict,
        @Nullable DrillStage failedIn,
        @Nullable String reason,
        Instant beginsAt,
        long limitMinutes,
        @Nullable Instant endedAt,
        String madeBy,
        @Nullable Long rtoMillis,
        @Nullable Long rpoMillis,
        Map<String, Long> mails,
        List<Stage> stages,
        List<Desktop> desktops) {

    /** @param millis null while it is under way */
    record Stage(
            DrillStage stage,
            Instant beganAt,
            @Nullable Long millis,
            @Nullable String note) {}

    /**
     * @param readyMillis until it was ready there, by that region's clock
     * @param pictureMillis from connecting to the first picture there; null where none was tried
     * @param backMillis from asking for it back until it was back
     * @param wrote whether somebody worked on it there
     */
    record Desktop(
            UUID id,
            String person,
            String hostname,
            Canary.State state,
            boolean fault,
            @Nullable String note,
            @Nullable Long rpoMillis,
            @Nullable Long rtoMillis,
            @Nullable Long readyMillis,
            @Nullable Long pictureMillis,
            @Nullable Long backMillis,
            boolean wrote) {}

    static DrillResource of(DrillReport report) {
        Drill drill = report.drill();
        return new DrillResource(
                drill.id().value(),
                drill.aliasName(),
                drill.peer().value(),
                drill.canary(),
                drill.stage(),
                drill.verdict(),
                drill.failedIn(),
                drill.reason(),
                drill.beginsAt(),
                drill.limit().toMinutes(),
                drill.endedAt(),
                drill.madeBy(),
                millis(report.rto().orElse(null)),
                millis(report.rpo().orElse(null)),
                report.mails(),
                report.stages().stream()
                        .map(one -> new Stage(
                                one.stage(), one.began(), millis(one.took().orElse(null)), one.note()))
                        .toList(),
                report.canaries().stream().map(DrillResource::desktop).toList());
    }

    private static Desktop desktop(Canary canary) {
        return new Desktop(
                canary.desktop().value(),
                canary.displayName(),
                canary.hostname(),
                canary.state(),
                canary.fault(),
                canary.note(),
                millis(canary.rpo()),
                millis(canary.rto().orElse(null)),
                millis(canary.there().ready()),
                millis(canary.there().picture()),
                millis(canary.back().orElse(null)),
                canary.there().wrote());
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }
}
