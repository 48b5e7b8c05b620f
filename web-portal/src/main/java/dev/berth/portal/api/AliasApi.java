package dev.berth.portal.api;

import dev.berth.broker.alias.Aliases;
import dev.berth.broker.alias.Failover;
import dev.berth.broker.alias.FailoverPreview;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.region.AliasId;
import dev.berth.broker.region.AliasState;
import dev.berth.broker.region.ConnectionAlias;
import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.JdbcResidents;
import dev.berth.broker.region.RegionMap;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.region.RegionPlanner;
import dev.berth.portal.helpdesk.ServedPeople;
import java.time.Instant;
import java.util.List;
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

/** The addresses that people keep, and which region serves them. */
@RestController
@RequestMapping("/api/v1/aliases")
class AliasApi {

    private static final int SHOWN = 50;

    private final JdbcRegions regions;
    private final Aliases aliases;
    private final Failover failover;
    private final ServedPeople people;

    AliasApi(JdbcRegions regions, Aliases aliases, Failover failover, ServedPeople people) {
        this.regions = regions;
        this.aliases = aliases;
        this.failover = failover;
        this.people = people;
    }

    /** @param name a full host name */
    record NewAlias(String name) {}

    /** @param regions in order of preference; none ends the association */
    record Association(List<String> regions) {}

    /**
     * @param epoch that the preview showed
     * @param name the alias's name, typed: this cannot be meant for another
     * @param now of a planned change: do not wait until all that people did stands in the other region
     */
    record Redirection(
            String to,
            Long epoch,
            String name,
            @Nullable String reason,
            @Nullable Boolean now) {}

    /** @param to the region that is to serve the person */
    record Move(String to) {}

    /** @param active the region that serves it; null while none does */
    record AliasResource(
            UUID id,
            String name,
            String home,
            List<String> regions,
            AliasState state,
            List<String> waitsFor,
            @Nullable String active,
            long epoch,
            long revision) {}

    /**
     * @param people who have a desktop in the region that is left; {@code using} of them have a live session, and
     *     {@code ready} of them a desktop of the same bundle where they are to go
     * @param unheardSeconds how long ago the region that is left was last heard of; null where that is this one
     * @param sent whose work is in the other region, as of its newest point; {@code unsent} work now and have none there
     * @param oldestPoint the oldest point of somebody who works now: what they did after that is lost where the region is;
     *     a planned change loses nothing
     */
    record PreviewResource(
            String from,
            String to,
            long epoch,
            FailoverPreview.Way way,
            List<String> obstacles,
            int people,
            int using,
            int ready,
            long memoryMib,
            long freeMemoryMib,
            boolean roomEnough,
            @Nullable Long unheardSeconds,
            int sent,
            int unsent,
            @Nullable Instant oldestPoint,
            long pointBytes) {}

    /** @param movedBy who moved them; null where they follow the alias */
    record ServedResource(
            UUID person,
            String accountName,
            String displayName,
            @Nullable String region,
            @Nullable String movedBy,
            List<DesktopThere> desktops) {}

    record DesktopThere(String region, String bundle, String hostname, String state, boolean inUse) {}

    @GetMapping
    List<AliasResource> list() {
        RegionMap map = regions.map();
        return map.aliases().stream().map(alias -> resource(map, alias)).toList();
    }

    @GetMapping("/{id}")
    ResponseEntity<AliasResource> one(@PathVariable UUID id) {
        RegionMap map = regions.map();
        return Revision.tagged(resource(map, find(map, id)), AliasResource::revision);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    AliasResource create(@RequestBody NewAlias alias, @AuthenticationPrincipal Person person) {
        ConnectionAlias made = aliases.create(alias.name(), Actor.of(person));
        return resource(regions.map(), made);
    }

    @PutMapping("/{id}/regions")
    ResponseEntity<AliasResource> associate(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @RequestBody Association association,
            @AuthenticationPrincipal Person person) {
        ConnectionAlias changed = aliases.associate(
                new AliasId(id),
                revision.value(),
                association.regions().stream().map(RegionName::new).toList(),
                Actor.of(person));
        return Revision.tagged(resource(regions.map(), changed), AliasResource::revision);
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @AuthenticationPrincipal Person person) {
        aliases.delete(new AliasId(id), revision.value(), Actor.of(person));
    }

    /** What redirecting it would mean. */
    @GetMapping("/{id}/failover")
    PreviewResource preview(@PathVariable UUID id, @RequestParam String to) {
        FailoverPreview preview = failover.preview(new AliasId(id), new RegionName(to));
        JdbcResidents.Totals totals = preview.totals();
        var link = preview.link();
        var age = link == null ? null : link.incoming().age();
        return new PreviewResource(
                preview.from().value(),
                preview.to().value(),
                preview.epoch(),
                preview.way(),
                preview.obstacles(),
                totals.people(),
                totals.using(),
                totals.ready(),
                totals.memoryMib(),
                preview.freeMemoryMib(),
                preview.roomEnough(),
                age == null ? null : age.toSeconds(),
                totals.sent(),
                totals.unsent(),
                totals.oldest(),
                totals.pointBytes());
    }

    @PostMapping("/{id}/failover")
    AliasResource redirect(
            @PathVariable UUID id, @RequestBody Redirection redirection, @AuthenticationPrincipal Person person) {
        var to = new RegionName(redirection.to());
        String reason = redirection.reason() == null ? "" : redirection.reason();
        boolean waits = !Boolean.TRUE.equals(redirection.now()) && !to.equals(regions.self());
        if (waits) {
            failover.handOver(new AliasId(id), to, redirection.epoch(), redirection.name(), reason, Actor.of(person));
        } else {
            failover.redirect(new AliasId(id), to, redirection.epoch(), redirection.name(), reason, Actor.of(person));
        }
        RegionMap map = regions.map();
        return resource(map, find(map, id));
    }

    /** Which region serves whom, and why: people whose account, name or host name begins with the text. */
    @GetMapping("/{id}/people")
    List<ServedResource> served(@PathVariable UUID id, @RequestParam String text) {
        RegionMap map = regions.map();
        return people.find(map, find(map, id), text, SHOWN).stream()
                .map(AliasApi::served)
                .toList();
    }

    @PostMapping("/{id}/people/{person}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void move(
            @PathVariable UUID id,
            @PathVariable("person") UUID who,
            @RequestBody Move move,
            @AuthenticationPrincipal Person person) {
        failover.move(new AliasId(id), people.resident(new PersonId(who)), new RegionName(move.to()), Actor.of(person));
    }

    private static ServedResource served(ServedPeople.Served one) {
        return new ServedResource(
                one.person().objectGuid(),
                one.accountName(),
                one.displayName(),
                one.region() == null ? null : one.region().value(),
                one.movedBy(),
                one.desktops().stream()
                        .map(desktop -> new DesktopThere(
                                desktop.region().value(),
                                desktop.bundle(),
                                desktop.hostname(),
                                desktop.state(),
                                desktop.inUse()))
                        .toList());
    }

    private static ConnectionAlias find(RegionMap map, UUID id) {
        return map.alias(new AliasId(id)).orElseThrow(() -> new NotFoundException("alias", id));
    }

    private static AliasResource resource(RegionMap map, ConnectionAlias alias) {
        var standing = RegionPlanner.standing(map, alias);
        return new AliasResource(
                alias.id().value(),
                alias.name(),
                alias.home().value(),
                alias.regions().stream().map(RegionName::value).toList(),
                standing.state(),
                standing.waitsFor().stream().map(RegionName::value).toList(),
                standing.active().map(RegionName::value).orElse(null),
                standing.epoch(),
                alias.revision());
    }
}
