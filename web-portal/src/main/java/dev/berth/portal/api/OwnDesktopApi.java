package dev.berth.portal.api;

import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.SelfServiceAction;
import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.RunningPolicy;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.SnapshotId;
import dev.berth.broker.directory.Person;
import dev.berth.broker.selfservice.SelfService;
import dev.berth.broker.selfservice.Wish;
import dev.berth.portal.door.AccessRefusedException;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What people may do to desktops of their own. */
@RestController
@RequestMapping("/api/v1/me/desktops/{id}")
class OwnDesktopApi {

    private final SelfService selfService;

    OwnDesktopApi(SelfService selfService) {
        this.selfService = selfService;
    }

    /** @param refusal why it cannot be done now; null when it can */
    record SelfServiceOffer(
            SelfServiceAction action,
            boolean allowed,
            @Nullable String refusal) {

        static SelfServiceOffer of(SelfServiceAction action, AccessDecision decision) {
            return decision instanceof AccessDecision.Refused refused
                    ? new SelfServiceOffer(action, false, refused.sentence())
                    : new SelfServiceOffer(action, true, null);
        }
    }

    /**
     * What is wanted; only the fields of the action are looked at.
     *
     * @param snapshot of REBUILD, where absent takes the files that are there, and of RESTORE
     * @param mode of CHANGE_MODE
     * @param autoStopMinutes of CHANGE_MODE; 60 when absent
     * @param userVolumeMib of GROW_VOLUME
     * @param vcpus of CHANGE_COMPUTE
     * @param memoryMib of CHANGE_COMPUTE
     */
    record WantedChoice(
            @Nullable SelfServiceAction action,
            @Nullable SnapshotId snapshot,
            @Nullable RunningMode mode,
            @Nullable Integer autoStopMinutes,
            @Nullable Long userVolumeMib,
            @Nullable Integer vcpus,
            @Nullable Integer memoryMib) {

        Wish wish() {
            return switch (required("action", action)) {
                case RESTART -> new Wish.Restart();
                case REBUILD -> new Wish.Rebuild(Optional.ofNullable(snapshot));
                case RESTORE -> new Wish.Restore(required("snapshot", snapshot));
                case SNAPSHOT -> new Wish.TakeSnapshot();
                case CHANGE_MODE ->
                    new Wish.ChangeMode(
                            new RunningPolicy(required("mode", mode), autoStopMinutes == null ? 60 : autoStopMinutes));
                case GROW_VOLUME -> new Wish.Grow(required("userVolumeMib", userVolumeMib));
                case CHANGE_COMPUTE ->
                    new Wish.ChangeCompute(new Compute(required("vcpus", vcpus), required("memoryMib", memoryMib)));
            };
        }

        private static <T> T required(String field, @Nullable T value) {
            if (value == null) {
                throw new IllegalArgumentException(field + " is missing; see /api/docs for what is allowed.");
            }
            return value;
        }
    }

    @GetMapping("/actions")
    List<SelfServiceOffer> actions(
            @PathVariable UUID id, @AuthenticationPrincipal Person person, HttpServletRequest request) {
        return selfService.offers(person, RequestOrigin.addressOf(request), new DesktopId(id)).entrySet().stream()
                .map(offer -> SelfServiceOffer.of(offer.getKey(), offer.getValue()))
                .toList();
    }

    @PostMapping("/actions")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void act(
            @PathVariable UUID id,
            @RequestBody WantedChoice wanted,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        var decision = selfService.carryOut(person, RequestOrigin.addressOf(request), new DesktopId(id), wanted.wish());
        if (decision instanceof AccessDecision.Refused refused) {
            throw new AccessRefusedException(refused);
        }
    }
}
