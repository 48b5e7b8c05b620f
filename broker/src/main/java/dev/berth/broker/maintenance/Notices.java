package dev.berth.broker.maintenance;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.mail.Mail;
import dev.berth.broker.mail.MailAddress;
import dev.berth.broker.mail.MailFailedException;
import dev.berth.broker.mail.SmtpMail;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tells people before their desktop is maintained: by mail and in their session, also in one that is opened later than
 * that is due. What cannot be told is tried again, shown to admins, and never keeps a run from opening. A node that is killed between sending and writing that down lets a mail
 * come twice.
 */
@Component
public class Notices {

    private static final Logger LOG = LoggerFactory.getLogger(Notices.class);
    private static final int MOST_AT_ONCE = 10;
    private static final Duration SAME_DAY = Duration.ofHours(50);
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final String SENDER = "Berth";

    private final JdbcNotices notices;
    private final JdbcWindows windows;
    private final Ways ways;
    private final NoticeSettings settings;
    private final Clock clock;

    Notices(JdbcNotices notices, JdbcWindows windows, Ways ways, NoticeSettings settings, Clock clock) {
        this.notices = notices;
        this.windows = windows;
        this.ways = ways;
        this.settings = settings;
        this.clock = clock;
    }

    /** How people are reached. */
    @Component
    static class Ways {

        private final SmtpMail mail;
        private final SessionVoice sessions;
        private final TransactionTemplate transaction;

        Ways(SmtpMail mail, SessionVoice sessions, PlatformTransactionManager transactions) {
            this.mail = mail;
            this.sessions = sessions;
            this.transaction = new TransactionTemplate(transactions);
        }
    }

    /** What a timer does, on any node and as often as one likes. */
    public void tell() {
        announce();
        notices.drop(clock.instant());
        notices.forget(clock.instant().minus(settings.keep()));
        // What is said in sessions is due at once for everybody, and waits behind no mail server.
        boolean more = true;
        while (more) {
            more = send(Notice.Channel.SESSION);
        }
        send(Notice.Channel.MAIL);
    }

    /** A few that are due; false when there was none. */
    private boolean send(Notice.Channel channel) {
        List<Notice> due = notices.claim(channel, MOST_AT_ONCE, clock.instant(), LEASE);
        for (Notice notice : due) {
            try {
                send(notice);
            } catch (RuntimeException e) {
                LOG.warn("A notice of desktop {} was cut off; it is tried again.", notice.desktop(), e);
            }
        }
        return !due.isEmpty();
    }

    /** What failed first, then the latest. */
    public List<Notice> latest(int limit, int offset) {
        return notices.latest(limit, offset);
    }

    /** Writes down once whom to tell of each window that opens soon. */
    private void announce() {
        Instant now = clock.instant();
        List<MaintenanceWindow> enabled =
                windows.list().stream().filter(MaintenanceWindow::enabled).toList();
        List<Census> census = enabled.isEmpty() ? List.of() : windows.census(null);
        withdraw(enabled, census, now);
        enabled.forEach(window -> announce(window, new MaintenancePlan(List.of(window), census), now));
    }

    /** A window that was switched off or given another time since it was announced: nobody is told the old one. */
    private void withdraw(List<MaintenanceWindow> enabled, List<Census> census, Instant now) {
        for (JdbcNotices.Announced one : notices.announced(now)) {
            List<Occurrence> thatDay = enabled.stream()
                    .filter(window -> window.id().equals(one.window()))
                    .flatMap(window -> new MaintenancePlan(List.of(window), census).local(window).stream())
                    .flatMap(local ->
                            MaintenanceCalendar.starting(
                                    local.spec().timing(), now, one.begins().plus(SAME_DAY))
                                    .stream())
                    .filter(occurrence -> occurrence.day().equals(one.day()))
                    .toList();
            if (thatDay.stream().noneMatch(occurrence -> occurrence.from().equals(one.begins()))) {
                ways.transaction.executeWithoutResult(status -> notices.withdraw(one, !thatDay.isEmpty(), now));
            }
        }
    }

    /** Clocks of several zones may open it at the same moment, of which people are told as of one. */
    private void announce(MaintenanceWindow window, MaintenancePlan plan, Instant now) {
        Map<Occurrence, List<DesktopId>> coming = new LinkedHashMap<>();
        for (MaintenanceWindow local : plan.local(window)) {
            for (Occurrence one :
                    MaintenanceCalendar.starting(local.spec().timing(), now, now.plus(settings.mailLead()))) {
                coming.computeIfAbsent(one, unused -> new ArrayList<>()).addAll(plan.desktops(local, one.day()));
            }
        }
        coming.forEach((one, desktops) -> announce(window.id(), one, desktops, now));
    }

    private void announce(WindowId window, Occurrence one, List<DesktopId> desktops, Instant now) {
        ways.transaction.executeWithoutResult(status -> {
            if (notices.announce(window, one, now)) {
                Instant inSession = one.from().minus(settings.sessionLead());
                notices.add(window, one, desktops, Notice.Channel.MAIL, now, now);
                notices.add(window, one, desktops, Notice.Channel.SESSION, inSession, now);
            }
        });
    }

    private void send(Notice notice) {
        switch (notice.channel()) {
            case MAIL -> mail(notice);
            case SESSION -> inSession(notice);
        }
    }

    private void mail(Notice notice) {
        Optional<MailAddress> address = MailAddress.of(notice.address().orElse(null));
        if (!ways.mail.isSet()) {
            skip(notice, "No mail server is set (berth.mail.host).");
        } else if (address.isEmpty()) {
            skip(
                    notice,
                    notice.address().isEmpty()
                            ? "The directory has no mail address of this person."
                            : "What the directory has as this person's mail is no address.");
        } else {
            Locale locale = locale(notice);
            Optional<String> portal = Optional.ofNullable(ways.mail.settings().portal());
            try {
                ways.mail.send(new Mail(
                        address.get(), NoticeText.subject(notice, locale), NoticeText.mail(notice, locale, portal)));
                set(notice, Notice.State.SENT, "");
            } catch (MailFailedException e) {
                LOG.warn("A mail about maintenance of desktop {} was not sent.", notice.desktop(), e);
                boolean last = notice.attempts() >= settings.mailTries();
                set(notice, last ? Notice.State.FAILED : Notice.State.WAITING, String.valueOf(e.getMessage()));
            }
        }
    }

    private void inSession(Notice notice) {
        List<SessionId> sessions = notices.sessions(notice.desktop());
        if (sessions.isEmpty()) {
            set(notice, Notice.State.WAITING, "The session was over.");
            return;
        }
        String text = NoticeText.inSession(notice, locale(notice));
        ways.transaction.executeWithoutResult(status -> {
            sessions.forEach(session -> ways.sessions.say(session, SENDER, text));
            set(notice, Notice.State.SENT, "");
        });
    }

    private Locale locale(Notice notice) {
        return NoticeText.locale(notice.language(), ways.mail.settings().language());
    }

    private void skip(Notice notice, String why) {
        set(notice, Notice.State.SKIPPED, why);
    }

    private void set(Notice notice, Notice.State state, String why) {
        Instant now = clock.instant();
        notices.set(notice, state, why, now.plus(settings.mailRetry()), now);
    }
}
