package dev.berth.portal.admin;

import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.desktop.GuardRefusedException;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.servlet.support.RequestContextUtils;

/** A row's button that was refused leads back to the list, with the sentence on top of it. */
@ControllerAdvice(basePackageClasses = RowFailures.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class RowFailures {

    private static final int LIST_PARTS = 3;

    @ExceptionHandler({ChangeRefusedException.class, StaleRevisionException.class, GuardRefusedException.class})
    String backToTheList(RuntimeException refused, HttpServletRequest request) {
        RequestContextUtils.getOutputFlashMap(request).put("failed", String.valueOf(refused.getMessage()));
        return "redirect:" + list(request.getRequestURI());
    }

    /** {@code /admin/desktops} of {@code /admin/desktops/7c…/stop}. */
    private static String list(String path) {
        String[] parts = path.split("/", -1);
        return parts.length > LIST_PARTS ? "/" + parts[1] + "/" + parts[2] : "/admin";
    }
}
