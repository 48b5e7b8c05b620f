package dev.berth.broker.maintenance;

import dev.berth.broker.catalog.Field;
import dev.berth.broker.desktop.DesktopId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Writes down whom to tell of a run by hand or of a roll-out that begins later. What begins at once is not announced. */
@Component
class Announcements {

    private final JdbcNotices notices;
    private final NoticeSettings settings;

    Announcements(JdbcNotices notices, NoticeSettings settings) {
        this.notices = notices;
        this.settings = settings;
    }

    /** When it begins. */
    static Instant begins(Instant now, Duration notice) {
        Field.within("noticeMinutes", notice.toMinutes(), 0, RolloutSpec.LONGEST_NOTICE_MINUTES, "minutes");
        return now.plus(notice);
    }

    void of(RunId run, List<DesktopId> desktops, Instant begins, Instant now) {
        add(run, null, desktops, begins, now);
    }

    void of(RolloutId rollout, List<DesktopId> desktops, Instant begins, Instant now) {
        add(null, rollout, desktops, begins, now);
    }

    private void add(
            @Nullable RunId run, @Nullable RolloutId rollout, List<DesktopId> desktops, Instant begins, Instant now) {
        if (begins.isAfter(now)) {
            Instant said = begins.minus(settings.sessionLead());
            notices.add(run, rollout, desktops, Notice.Channel.MAIL, begins, now, now);
            notices.add(run, rollout, desktops, Notice.Channel.SESSION, begins, said.isBefore(now) ? now : said, now);
        }
    }
}
