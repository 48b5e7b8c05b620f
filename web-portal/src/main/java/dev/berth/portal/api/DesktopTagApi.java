package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopTags;
import dev.berth.broker.desktop.Tags;
import dev.berth.broker.directory.Person;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Tags of desktops, which windows and power schedules choose them by. */
@RestController
@RequestMapping("/api/v1/desktops")
class DesktopTagApi {

    private final DesktopTags tags;

    DesktopTagApi(DesktopTags tags) {
        this.tags = tags;
    }

    /** @param tags values by key; an empty value is a key without one */
    record TagsOfDesktop(SortedMap<String, String> tags) {}

    /**
     * @param set tags that each gets
     * @param remove keys that each loses
     */
    record TagChange(
            List<UUID> desktops,
            @Nullable Map<String, String> set,
            @Nullable List<String> remove) {}

    @GetMapping("/{id}/tags")
    TagsOfDesktop tags(@PathVariable UUID id) {
        return new TagsOfDesktop(tags.of(new DesktopId(id)).all());
    }

    @PutMapping("/{id}/tags")
    TagsOfDesktop setTags(
            @PathVariable UUID id, @RequestBody TagsOfDesktop wanted, @AuthenticationPrincipal Person person) {
        var all = new Tags(new TreeMap<>(wanted.tags()));
        return new TagsOfDesktop(
                tags.set(new DesktopId(id), all, Actor.of(person)).all());
    }

    /** For all of the desktops or for none. */
    @PostMapping("/tags")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void changeTags(@RequestBody TagChange change, @AuthenticationPrincipal Person person) {
        tags.change(
                change.desktops().stream().map(DesktopId::new).toList(),
                change.set() == null ? Map.of() : new Tags(new TreeMap<>(change.set())).all(),
                change.remove() == null ? List.of() : change.remove(),
                Actor.of(person));
    }
}
