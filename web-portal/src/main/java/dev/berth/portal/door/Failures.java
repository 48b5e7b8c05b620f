package dev.berth.portal.door;

import dev.berth.broker.access.RefusalCode;
import dev.berth.broker.audit.TooManyReadsException;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.desktop.GuardRefusedException;
import dev.berth.broker.directory.DirectoryException;
import dev.berth.gateway.file.FileRefusedException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MissingRequestHeaderException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** What becomes of an exception: a status, a code, and the sentence that the exception was written with. */
@ControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private final RefusalAnswer answer;

    Failures(RefusalAnswer answer) {
        this.answer = answer;
    }

    @ExceptionHandler
    void refused(AccessRefusedException e, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        answer.answer(request, response, e.status().value(), e.code().name(), e.sentence());
    }

    @ExceptionHandler
    void notFound(NotFoundException e, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        answer(request, response, HttpStatus.NOT_FOUND, RefusalCode.NOT_FOUND.name(), e);
    }

    @ExceptionHandler
    void stale(StaleRevisionException e, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        answer(request, response, HttpStatus.PRECONDITION_FAILED, "CHANGED_MEANWHILE", e);
    }

    @ExceptionHandler({ChangeRefusedException.class, GuardRefusedException.class})
    void conflict(RuntimeException e, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        answer(request, response, HttpStatus.CONFLICT, "NOT_NOW", e);
    }

    @ExceptionHandler
    void blocked(FileRefusedException e, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        answer(request, response, HttpStatus.FORBIDDEN, "BLOCKED_BY_POLICY", e);
    }

    @ExceptionHandler
    void invalid(IllegalArgumentException e, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        answer(request, response, HttpStatus.BAD_REQUEST, "INVALID", e);
    }

    /** What is changed has to be named as it was read, so that nobody's change is overwritten unseen. */
    @ExceptionHandler
    void missing(MissingRequestHeaderException e, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        boolean unnamed = HttpHeaders.IF_MATCH.equals(e.getHeaderName());
        answer.answer(
                request,
                response,
                (unnamed ? HttpStatus.PRECONDITION_REQUIRED : HttpStatus.BAD_REQUEST).value(),
                unnamed ? "IF_MATCH_MISSING" : "INVALID",
                unnamed
                        ? "If-Match is missing; send the ETag that the thing was read with, such as \"7\"."
                        : e.getHeaderName() + " is missing.");
    }

    /** Which controllers were asked is for the log. */
    @ExceptionHandler
    void silent(DirectoryException e, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        LOG.warn("A request needed the directory: {}", e.getMessage(), e);
        answer.answer(
                request,
                response,
                HttpStatus.SERVICE_UNAVAILABLE.value(),
                "DIRECTORY_SILENT",
                "The directory does not answer at present. Try again in a moment.");
    }

    @ExceptionHandler
    void tooMany(TooManyReadsException e, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(e.retryAfter().toSeconds()));
        answer(request, response, HttpStatus.TOO_MANY_REQUESTS, "TOO_MANY_READS", e);
    }

    /** An id that cannot be one names nothing. */
    @ExceptionHandler
    void notAnId(MethodArgumentTypeMismatchException e, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        answer.answer(
                request,
                response,
                HttpStatus.NOT_FOUND.value(),
                RefusalCode.NOT_FOUND.name(),
                "%s is '%s', which names nothing here.".formatted(e.getName(), e.getValue()));
    }

    @ExceptionHandler
    void nothingHere(NoResourceFoundException e, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        answer.answer(request, response, HttpStatus.NOT_FOUND.value(), RefusalCode.NOT_FOUND.name(), null);
    }

    @ExceptionHandler
    void unreadable(HttpMessageNotReadableException e, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (BodyLimit.isTooLarge(e)) {
            BodyLimit.refused(answer, response);
        } else {
            answer.answer(request, response, HttpStatus.BAD_REQUEST.value(), "INVALID", sentence(e));
        }
    }

    /** The browser went away in the middle of an answer: nobody is left to be told. */
    @ExceptionHandler
    void gone(AsyncRequestNotUsableException e) {}

    @ExceptionHandler
    void goneInTheMiddle(UncheckedIOException e, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (response.isCommitted()) {
            LOG.info("An answer was not taken to its end: {}", e.getMessage());
        } else {
            answer.failed(request, response, e);
        }
    }

    @ExceptionHandler
    void anythingElse(Exception e, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (e instanceof ErrorResponse known && known.getStatusCode().is4xxClientError()) {
            String detail = known.getBody().getDetail();
            answer.answer(
                    request,
                    response,
                    known.getStatusCode().value(),
                    HttpStatus.valueOf(known.getStatusCode().value()).name(),
                    detail == null ? "The request cannot be answered." : detail);
        } else {
            answer.failed(request, response, e);
        }
    }

    private void answer(
            HttpServletRequest request, HttpServletResponse response, HttpStatus status, String code, Exception e)
            throws ServletException, IOException {
        answer.answer(request, response, status.value(), code, String.valueOf(e.getMessage()));
    }

    private static String sentence(HttpMessageNotReadableException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof UnrecognizedPropertyException unknown) {
                return "%s is not a field of this request; allowed are %s."
                        .formatted(unknown.getPropertyName(), unknown.getKnownPropertyIds());
            }
            if (cause instanceof IllegalArgumentException told && told.getMessage() != null) {
                return told.getMessage();
            }
        }
        return "The body cannot be read as JSON of this request; see /api/docs for its form.";
    }
}
