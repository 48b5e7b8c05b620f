package dev.berth.broker.access;

import dev.berth.broker.catalog.ApplicationId;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What is open in live sessions of several applications and is not its person's any more, while another of them is. */
@Component
public class LostApplications {

    private final JdbcClient jdbc;

    LostApplications(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param program by which the guest knows it
     * @param heir of those that stay, the one that the session is kept for
     */
    public record Lost(SessionId session, ApplicationId application, String name, String program, ApplicationId heir) {

        /** Why it is closed. */
        public AccessDecision.Refused because() {
            if (AccessDecision.of(List.of(new PersonFinding.NotEntitled(name))) instanceof AccessDecision.Refused no) {
                return no;
            }
            throw new IllegalStateException("Whoever is not entitled to '" + name + "' may have it nevertheless");
        }
    }

    public List<Lost> look() {
        return jdbc.sql("""
                        with open as (
                            select s.id as session_id, o.application_id,
                                   exists (select from entitled_through(s.person_id, d.bundle_id, o.application_id)) as kept
                              from session s
                              join desktop d on d.id = s.desktop_id
                             cross join lateral (select s.application_id
                                                  union
                                                 select j.application_id from session_application j
                                                  where j.session_id = s.id and j.failure is null) o
                             where s.state <> 'ENDED' and s.application_id is not null
                               and exists (select from session_application j
                                            where j.session_id = s.id and j.failure is null)
                        )
                        select lost.session_id, lost.application_id, a.name, a.program, heir.application_id as heir
                          from open lost
                          join application a on a.id = lost.application_id
                         cross join lateral (select kept.application_id from open kept
                                              where kept.session_id = lost.session_id and kept.kept
                                              order by kept.application_id
                                              limit 1) heir
                         where not lost.kept
                        """)
                .query((row, number) -> new Lost(
                        new SessionId(row.getObject("session_id", UUID.class)),
                        new ApplicationId(row.getObject("application_id", UUID.class)),
                        row.getString("name"),
                        row.getString("program"),
                        new ApplicationId(row.getObject("heir", UUID.class))))
                .list();
    }
}
