package dev.berth.broker.access;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.audit.Silence;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.ipacl.ClientAddress;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * Writes refusals down. A page that asks again every second would bury the log, so the same refusal of the same person
 * from the same address is written once a minute.
 */
@Component
class RefusalLog {

    private static final Duration SILENCE = Duration.ofMinutes(1);

    private final AuditLog audit;
    private final Silence<Asked> silence;

    RefusalLog(AuditLog audit, Clock clock) {
        this.audit = audit;
        this.silence = new Silence<>(SILENCE, clock);
    }

    private record Asked(PersonId person, ClientAddress address, Intent intent, RefusalCode code) {}

    void record(Person person, ClientAddress address, Intent intent, AccessDecision.Refused refused) {
        if (!silence.isNew(new Asked(person.id(), address, intent, refused.code()))) {
            return;
        }
        Named named = named(intent);
        audit.record(AuditEntry.of(
                        Actor.of(person),
                        named.action(),
                        named.kind(),
                        named.thing(),
                        Outcome.REFUSED,
                        refused.diagnosis())
                .from(address));
    }

    private record Named(String action, String kind, String thing) {}

    private static Named named(Intent intent) {
        return switch (intent) {
            case Intent.SignIn signIn -> new Named("portal.sign-in", "portal", "portal");
            case Intent.UsePortal usePortal -> new Named("portal.use", "portal", "portal");
            case Intent.OpenDesktop open ->
                new Named("desktop.open", "bundle", open.bundle().toString());
            case Intent.OpenApplication open ->
                new Named("application.open", "application", open.application().toString());
            case Intent.UseDesktop use ->
                new Named("desktop.use", "desktop", use.desktop().toString());
            case Intent.ServeOneself serve ->
                new Named(
                        "desktop.self-service-" + serve.action().path(),
                        "desktop",
                        serve.desktop().toString());
            case Intent.UseSession use ->
                new Named("session.use", "session", use.session().toString());
            case Intent.JoinShare join ->
                new Named("share.join", "share", join.share().toString());
            case Intent.Administer administer -> new Named("portal.administer", "portal", "portal");
            case Intent.Audit audited -> new Named("portal.audit", "portal", "portal");
            case Intent.HelpPeople help -> new Named("portal.help-people", "portal", "portal");
        };
    }
}
