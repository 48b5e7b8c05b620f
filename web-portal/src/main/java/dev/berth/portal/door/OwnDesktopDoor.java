package dev.berth.portal.door;

import dev.berth.broker.access.Access;
import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.Intent;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.Person;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Component;

/** Lets people change what is theirs, from where they may. */
@Component
public class OwnDesktopDoor {

    private final Access access;

    OwnDesktopDoor(Access access) {
        this.access = access;
    }

    /** Throws {@link AccessRefusedException} unless the person may use this desktop from there, now. */
    public void requireUse(DesktopId desktop, Person person, HttpServletRequest request) {
        var intent = new Intent.UseDesktop(desktop);
        if (access.decide(person, RequestOrigin.addressOf(request), intent) instanceof AccessDecision.Refused refused) {
            throw new AccessRefusedException(refused);
        }
    }
}
