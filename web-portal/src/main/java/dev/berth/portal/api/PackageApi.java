package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.Person;
import dev.berth.broker.software.AssignmentId;
import dev.berth.broker.software.DesktopPackages;
import dev.berth.broker.software.PackageLine;
import dev.berth.broker.software.Packages;
import dev.berth.broker.software.SoftwareFileId;
import dev.berth.broker.software.SoftwareFiles;
import dev.berth.broker.software.SoftwareId;
import dev.berth.broker.software.TaskState;
import dev.berth.broker.software.VersionId;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Applications as packages: the catalogue, who gets which, and how far desktops are. */
@RestController
@RequestMapping("/api/v1")
class PackageApi {

    private final Packages packages;
    private final SoftwareFiles files;
    private final DesktopPackages desktops;

    PackageApi(Packages packages, SoftwareFiles files, DesktopPackages desktops) {
        this.packages = packages;
        this.files = files;
        this.desktops = desktops;
    }

    @GetMapping("/packages")
    List<PackageResource> list() {
        return packages.list().stream().map(PackageResource::of).toList();
    }

    @GetMapping("/packages/{id}")
    ResponseEntity<PackageResource> one(@PathVariable UUID id) {
        return Revision.tagged(
                packages.find(new SoftwareId(id)).map(PackageResource::of), PackageResource::revision, "package", id);
    }

    @PostMapping("/packages")
    @ResponseStatus(HttpStatus.CREATED)
    PackageResource create(@RequestBody PackageResource.WantedPackage wanted, @AuthenticationPrincipal Person person) {
        return PackageResource.of(packages.create(wanted.spec(), Actor.of(person)));
    }

    @PutMapping("/packages/{id}")
    ResponseEntity<PackageResource> change(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @RequestBody PackageResource.WantedPackage wanted,
            @AuthenticationPrincipal Person person) {
        var changed = packages.update(new SoftwareId(id), revision.value(), wanted.spec(), Actor.of(person));
        return Revision.tagged(PackageResource.of(changed), PackageResource::revision);
    }

    /** Refused while it is assigned, or still on desktops. */
    @DeleteMapping("/packages/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @AuthenticationPrincipal Person person) {
        packages.delete(new SoftwareId(id), revision.value(), Actor.of(person));
    }

    /** The latest first. */
    @GetMapping("/packages/{id}/versions")
    List<PackageResource.OneVersion> versions(@PathVariable UUID id) {
        return packages.versions(new SoftwareId(id)).stream()
                .map(PackageResource.OneVersion::of)
                .toList();
    }

    /** The first one is at once the current one. */
    @PostMapping("/packages/{id}/versions")
    @ResponseStatus(HttpStatus.CREATED)
    PackageResource.OneVersion add(
            @PathVariable UUID id,
            @RequestBody PackageResource.NewPackageVersion version,
            @AuthenticationPrincipal Person person) {
        return PackageResource.OneVersion.of(packages.add(new SoftwareId(id), version.spec(), Actor.of(person)));
    }

    /** Refused while it is the current one, or on a desktop. */
    @DeleteMapping("/packages/{id}/versions/{version}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable UUID id, @PathVariable UUID version, @AuthenticationPrincipal Person person) {
        packages.remove(new SoftwareId(id), new VersionId(version), Actor.of(person));
    }

    /** Desktops that have another version are changed to it, also where it is an older one. */
    @PutMapping("/packages/{id}/current")
    ResponseEntity<PackageResource> setCurrent(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @RequestBody PackageResource.Current current,
            @AuthenticationPrincipal Person person) {
        var changed = packages.setCurrent(new SoftwareId(id), revision.value(), current.version(), Actor.of(person));
        return Revision.tagged(PackageResource.of(changed), PackageResource::revision);
    }

    @GetMapping("/packages/{id}/assignments")
    List<PackageResource.OneAssignment> assignments(@PathVariable UUID id) {
        return packages.assignments(new SoftwareId(id)).stream()
                .map(PackageResource.OneAssignment::of)
                .toList();
    }

    @PostMapping("/packages/{id}/assignments")
    @ResponseStatus(HttpStatus.CREATED)
    PackageResource.OneAssignment assign(
            @PathVariable UUID id,
            @RequestBody PackageResource.NewPackageAssignment wanted,
            @AuthenticationPrincipal Person person) {
        return PackageResource.OneAssignment.of(packages.assign(
                new SoftwareId(id), wanted.who().who(), wanted.rule(), wanted.moment(), Actor.of(person)));
    }

    /** What Berth installed for it goes, unless something else gives it. */
    @DeleteMapping("/packages/assignments/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void withdraw(@PathVariable UUID id, @AuthenticationPrincipal Person person) {
        packages.withdraw(new AssignmentId(id), Actor.of(person));
    }

    /** How far desktops are with it; those that failed first. */
    @GetMapping("/packages/{id}/desktops")
    List<PackageLine> desktops(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable TaskState state,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam(defaultValue = "0") int offset) {
        return desktops.of(new SoftwareId(id), state, Asked.limit(limit), Asked.offset(offset));
    }

    /** Tries again what failed, on one desktop or on all. */
    @PostMapping("/packages/{id}/retry")
    PackageResource.Retried retry(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable UUID desktop,
            @AuthenticationPrincipal Person person) {
        return new PackageResource.Retried(
                desktops.retry(new SoftwareId(id), Optional.ofNullable(desktop).map(DesktopId::new), Actor.of(person)));
    }

    @GetMapping("/desktops/{id}/packages")
    List<PackageLine> ofDesktop(@PathVariable UUID id) {
        return desktops.of(new DesktopId(id));
    }

    /** Says before the first byte whether a file is taken; then its parts follow, each of {@code partBytes}. */
    @PostMapping("/packages/files")
    @ResponseStatus(HttpStatus.CREATED)
    SoftwareFiles.Brought begin(@RequestBody PackageResource.NewFile file) {
        return files.begin(file.name(), file.bytes());
    }

    /** The part at this place, from 0. */
    @PutMapping("/packages/files/{id}/parts/{place}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void take(@PathVariable UUID id, @PathVariable int place, HttpServletRequest request) throws IOException {
        files.take(new SoftwareFileId(id), place, request.getInputStream().readNBytes(SoftwareFiles.PART_BYTES + 1));
    }

    /** Checks that it is whole, and that it has this sum. */
    @PostMapping("/packages/files/{id}/finish")
    SoftwareFiles.Brought finish(@PathVariable UUID id, @RequestBody PackageResource.FileSum sum) {
        return files.finish(new SoftwareFileId(id), sum.sha256() == null ? "" : sum.sha256());
    }
}
