package dev.berth.portal.api;

import dev.berth.broker.directory.DirectoryMatch;
import dev.berth.broker.directory.DirectorySearch;
import dev.berth.broker.directory.GroupId;
import dev.berth.broker.directory.PersonId;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Finds whom something can be given to. */
@RestController
@RequestMapping("/api/v1/directory")
class DirectoryApi {

    private final DirectorySearch search;

    DirectoryApi(DirectorySearch search) {
        this.search = search;
    }

    /**
     * @param kind GROUP or PERSON
     * @param subject a group's security identifier, or a person's objectGUID
     */
    record MatchResource(String kind, String subject, String label, String detail) {

        static MatchResource of(DirectoryMatch match) {
            return switch (match) {
                case DirectoryMatch.Group(GroupId id, String label, String detail) ->
                    new MatchResource("GROUP", id.toString(), label, detail);
                case DirectoryMatch.Somebody(PersonId id, String label, String detail) ->
                    new MatchResource("PERSON", id.toString(), label, detail);
            };
        }
    }

    /** At most 20 groups and 20 people whose names start with the text, of two characters or more. */
    @GetMapping
    List<MatchResource> find(@RequestParam(defaultValue = "") String text) {
        return search.find(text).stream().map(MatchResource::of).toList();
    }
}
