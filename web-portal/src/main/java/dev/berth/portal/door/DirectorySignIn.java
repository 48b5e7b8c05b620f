package dev.berth.portal.door;

import dev.berth.broker.access.Access;
import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.Intent;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.audit.Reference;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.SignIn;
import dev.berth.broker.directory.SignInRefusal;
import dev.berth.broker.directory.SignInResult;
import dev.berth.ipacl.ClientAddress;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/** Takes a name and a password to the directory, then asks whether the person may come in from where they are. */
@Component
class DirectorySignIn implements AuthenticationProvider {

    private static final Logger log = LoggerFactory.getLogger(DirectorySignIn.class);
    private static final String ACTION = "portal.sign-in";
    private static final String THING = "portal";
    private static final String SIGNED_IN = "signed-in";

    /** Counted from the start, so that the first one is seen as one more; the other outcomes from their first. */
    private static final List<String> COUNTED =
            List.of(SIGNED_IN, "access", "wrong-name-or-password", "too-many-attempts", "directory-unavailable");

    private static final String KEY = "sign-in.refused.";

    private final SignIn signIn;
    private final Access access;
    private final AuditLog audit;
    private final ThrottledAttempts throttled;
    private final MeterRegistry meters;

    DirectorySignIn(SignIn signIn, Access access, AuditLog audit, ThrottledAttempts throttled, MeterRegistry meters) {
        this.signIn = signIn;
        this.access = access;
        this.audit = audit;
        this.throttled = throttled;
        this.meters = meters;
        COUNTED.forEach(this::counter);
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }

    @Override
    public Authentication authenticate(Authentication attempt) {
        if (!(attempt.getDetails() instanceof String from)) {
            throw new IllegalStateException("A sign-in came without the address that it comes from");
        }
        ClientAddress address = ClientAddress.parse("address", from);
        String name = attempt.getName();
        String password = attempt.getCredentials() instanceof String text ? text : "";
        return switch (signIn.attempt(name, password, InetAddress.ofLiteral(from))) {
            case SignInResult.SignedIn(Person person) -> admit(person, address);
            case SignInResult.Refused(SignInRefusal refusal, String diagnosis) -> {
                if (!(refusal instanceof SignInRefusal.TooManyAttempts) || throttled.worthWriting(address)) {
                    record(new Actor.Nobody(TypedName.of(name).text()), address, Outcome.REFUSED, diagnosis);
                }
                throw refused(refusal.code(), minutes(refusal), null, diagnosis);
            }
        };
    }

    private Authentication admit(Person person, ClientAddress address) {
        return switch (access.decide(person, address, new Intent.SignIn())) {
            case AccessDecision.Allowed allowed -> {
                record(Actor.of(person), address, Outcome.DONE, "Signed in.");
                counter(SIGNED_IN).increment();
                yield UsernamePasswordAuthenticationToken.authenticated(person, null, List.of());
            }
            case AccessDecision.Refused refused -> throw refused("access", 0, refused.sentence(), refused.diagnosis());
        };
    }

    private void record(Actor actor, ClientAddress address, Outcome outcome, String reason) {
        audit.record(AuditEntry.of(actor, ACTION, THING, THING, outcome, reason).from(address));
    }

    private SignInRefusedException refused(String code, long number, @Nullable String detail, String diagnosis) {
        counter(code).increment();
        Reference reference = Reference.next();
        log.info("Refused a sign-in with {} [{}]: {}", code, reference, diagnosis);
        return new SignInRefusedException(new ShownSignInRefusal(KEY + code, number, detail, reference.value()));
    }

    private Counter counter(String outcome) {
        return Counter.builder("berth.sign.ins")
                .description("Sign-ins that were tried at this node, by outcome")
                .tag("outcome", outcome)
                .register(meters);
    }

    private static long minutes(SignInRefusal refusal) {
        return refusal instanceof SignInRefusal.TooManyAttempts(Duration retryAfter)
                ? Math.max(1, retryAfter.plusSeconds(59).toMinutes())
                : 0;
    }
}
