package dev.berth.portal.page;

import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** The description of the API for people to read and try, in the portal's own frame. */
@Controller
class ApiDocs {

    @GetMapping("/api/docs")
    String docs() {
        return "api-docs";
    }
}
