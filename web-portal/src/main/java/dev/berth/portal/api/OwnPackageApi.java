package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.Person;
import dev.berth.broker.software.DesktopPackages;
import dev.berth.broker.software.PackageLine;
import dev.berth.broker.software.SoftwareId;
import dev.berth.portal.door.OwnDesktopDoor;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.UUID;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Packages on one's own desktop, and installing and removing those that are there for it. */
@RestController
@RequestMapping("/api/v1/me/desktops/{id}/packages")
class OwnPackageApi {

    private final OwnDesktopDoor door;
    private final DesktopPackages packages;

    OwnPackageApi(OwnDesktopDoor door, DesktopPackages packages) {
        this.door = door;
        this.packages = packages;
    }

    @GetMapping
    List<PackageResource.Own> list(
            @PathVariable UUID id, @AuthenticationPrincipal Person person, HttpServletRequest request) {
        door.requireUse(new DesktopId(id), person, request);
        return shown(packages.of(new DesktopId(id)));
    }

    /** Done as soon as the desktop runs, also while it is used. */
    @PutMapping("/{software}")
    List<PackageResource.Own> choose(
            @PathVariable UUID id,
            @PathVariable UUID software,
            @RequestBody PackageResource.Choice choice,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        door.requireUse(new DesktopId(id), person, request);
        return shown(
                packages.choose(new DesktopId(id), new SoftwareId(software), choice.installed(), Actor.of(person)));
    }

    private static List<PackageResource.Own> shown(List<PackageLine> lines) {
        return lines.stream()
                .filter(PackageLine::shownToPerson)
                .map(PackageResource.Own::of)
                .toList();
    }
}
