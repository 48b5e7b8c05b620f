package dev.berth.portal.api;

import dev.berth.broker.maintenance.Notice;
import dev.berth.broker.maintenance.Notices;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who was told of maintenance, and who could not be. */
@RestController
@RequestMapping("/api/v1/maintenance/notices")
class NoticeApi {

    private final Notices notices;

    NoticeApi(Notices notices) {
        this.notices = notices;
    }

    /** What failed first, then the latest. */
    @GetMapping
    List<Notice> list(@RequestParam(defaultValue = "100") int limit, @RequestParam(defaultValue = "0") int offset) {
        return notices.latest(Asked.limit(limit), Asked.offset(offset));
    }
}
