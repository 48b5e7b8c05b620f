package dev.berth.broker.session;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.contract.SchemaContract;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Ends sessions on instances when their fleet's time is over, and tells their people a while before. */
@Component
class FleetLimits {

    static final Duration NOTICE = Duration.ofMinutes(5);
    private static final String SENDER = "Berth";

    private final JdbcClient jdbc;
    private final Sessions sessions;
    private final SessionMessages messages;
    private final SchemaContract contract;
    private final Clock clock;

    FleetLimits(JdbcClient jdbc, Sessions sessions, SessionMessages messages, SchemaContract contract, Clock clock) {
        this.jdbc = jdbc;
        this.sessions = sessions;
        this.messages = messages;
        this.contract = contract;
        this.clock = clock;
    }

    private record Over(SessionId session, TerminationReason why) {}

    private record Soon(SessionId session, boolean korean, boolean keepsHome) {}

    @Scheduled(fixedDelayString = "5s")
    void run() {
        contract.during(this::look);
    }

    private void look() {
        Instant now = clock.instant();
        tell(now);
        end(now);
    }

    private void end(Instant now) {
        jdbc.sql("""
                        select id, why from (
                        select s.id,
                               case when coalesce(s.ready_at, s.opened_at) + make_interval(mins => f.session_minutes) <= :now
                                    then 'TIME_LIMIT'
                                    when s.state = 'DISCONNECTED'
                                         and s.disconnected_at + make_interval(mins => f.disconnect_minutes) <= :now
                                    then 'DISCONNECT_TIMEOUT'
                                    when s.state = 'CONNECTED' and f.idle_minutes > 0
                                         and s.last_input_at + make_interval(mins => f.idle_minutes) <= :now
                                    then 'IDLE_TIMEOUT' end as why
                          from session s
                          join desktop d on d.id = s.desktop_id
                          join fleet f on f.id = d.fleet_id
                         where s.state in ('READY', 'CONNECTED', 'DISCONNECTED')) limited
                         where why is not null
                        """)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query((row, number) -> new Over(
                        new SessionId(row.getObject("id", UUID.class)),
                        TerminationReason.valueOf(row.getString("why"))))
                .list()
                .forEach(over -> sessions.end(over.session(), over.why(), new Actor.Berth()));
    }

    /** Once for each end: who comes back from idleness is told again when it begins anew. */
    private void tell(Instant now) {
        jdbc.sql("""
                        update session s
                           set limit_told_at = :now
                          from (select l.id, p.language, d.home_id is not null as keeps_home,
                                       coalesce(l.ready_at, l.opened_at) + make_interval(mins => f.session_minutes) as over_at,
                                       case when f.idle_minutes > 5
                                            then l.last_input_at + make_interval(mins => f.idle_minutes) end as idle_at
                                  from session l
                                  join person p on p.id = l.person_id
                                  join desktop d on d.id = l.desktop_id
                                  join fleet f on f.id = d.fleet_id
                                 where l.state = 'CONNECTED') limited
                         where s.id = limited.id
                           and (over_at <= :soon and (limit_told_at is null
                                                      or limit_told_at < over_at - make_interval(secs => :notice))
                                or idle_at <= :soon and (limit_told_at is null or limit_told_at < last_input_at))
                        returning s.id, limited.language, limited.keeps_home
                        """)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("soon", now.plus(NOTICE).atOffset(ZoneOffset.UTC))
                .param("notice", NOTICE.toSeconds())
                .query((row, number) -> new Soon(
                        new SessionId(row.getObject("id", UUID.class)),
                        "ko".equals(row.getString("language")),
                        row.getBoolean("keeps_home")))
                .list()
                .forEach(soon -> messages.send(soon.session(), SENDER, words(soon)));
    }

    private static MessageText words(Soon soon) {
        if (soon.keepsHome()) {
            return new MessageText(
                    soon.korean()
                            ? "이 세션은 5분 안에 끝납니다. 작업을 저장하세요. 홈 폴더에 저장한 것은 다음 세션에 다시 있습니다."
                            : "This session ends within 5 minutes. Save your work: what is in your home is there again in the next session.");
        }
        return new MessageText(
                soon.korean()
                        ? "이 세션은 5분 안에 끝납니다. 작업을 저장하세요. 세션이 끝나면 여기에 있는 것은 지워집니다."
                        : "This session ends within 5 minutes. Save your work elsewhere: what is here goes with the session.");
    }
}
