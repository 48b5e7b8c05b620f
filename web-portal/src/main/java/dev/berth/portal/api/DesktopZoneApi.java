package dev.berth.portal.api;

import dev.berth.broker.access.Access;
import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.Intent;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopZones;
import dev.berth.broker.directory.Person;
import dev.berth.portal.door.AccessRefusedException;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The clocks that desktops go by: what an admin sets for one or a bundle, and what a person chooses for their own. */
@RestController
class DesktopZoneApi {

    private final DesktopZones zones;
    private final Access access;

    DesktopZoneApi(DesktopZones zones, Access access) {
        this.zones = zones;
        this.access = access;
    }

    /** @param zone of the tz database; null for the bundle's, and of a bundle for the region's */
    record ZoneOfDesktop(@Nullable String zone) {}

    @GetMapping("/api/v1/desktops/{id}/zone")
    ZoneOfDesktop zone(@PathVariable UUID id) {
        return read(id);
    }

    @PutMapping("/api/v1/desktops/{id}/zone")
    ZoneOfDesktop setZone(
            @PathVariable UUID id, @RequestBody ZoneOfDesktop wanted, @AuthenticationPrincipal Person person) {
        zones.set(new DesktopId(id), wanted.zone() == null ? "" : wanted.zone(), Actor.of(person));
        return read(id);
    }

    @GetMapping("/api/v1/bundles/{id}/zone")
    ZoneOfDesktop zoneOfBundle(@PathVariable UUID id) {
        return new ZoneOfDesktop(zones.of(new BundleId(id)).map(ZoneId::getId).orElse(null));
    }

    /** Counts for desktops of the bundle for which none was chosen. */
    @PutMapping("/api/v1/bundles/{id}/zone")
    ZoneOfDesktop setZoneOfBundle(
            @PathVariable UUID id, @RequestBody ZoneOfDesktop wanted, @AuthenticationPrincipal Person person) {
        zones.set(new BundleId(id), wanted.zone() == null ? "" : wanted.zone(), Actor.of(person));
        return zoneOfBundle(id);
    }

    @GetMapping("/api/v1/me/desktops/{id}/zone")
    ZoneOfDesktop ownZone(@PathVariable UUID id, @AuthenticationPrincipal Person person, HttpServletRequest request) {
        requireOwn(id, person, request);
        return read(id);
    }

    @PutMapping("/api/v1/me/desktops/{id}/zone")
    ZoneOfDesktop setOwnZone(
            @PathVariable UUID id,
            @RequestBody ZoneOfDesktop wanted,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        requireOwn(id, person, request);
        zones.choose(new DesktopId(id), wanted.zone() == null ? "" : wanted.zone(), Actor.of(person));
        return read(id);
    }

    private ZoneOfDesktop read(UUID id) {
        return new ZoneOfDesktop(zones.of(new DesktopId(id)).map(ZoneId::getId).orElse(null));
    }

    private void requireOwn(UUID id, Person person, HttpServletRequest request) {
        var intent = new Intent.UseDesktop(new DesktopId(id));
        if (access.decide(person, RequestOrigin.addressOf(request), intent) instanceof AccessDecision.Refused refused) {
            throw new AccessRefusedException(refused);
        }
    }
}
