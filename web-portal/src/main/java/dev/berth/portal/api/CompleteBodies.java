package dev.berth.portal.api;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;

/** A field that a request's record does not call {@code @Nullable} has to be there. */
@ControllerAdvice(annotations = RestController.class)
class CompleteBodies extends RequestBodyAdviceAdapter {

    @Override
    public boolean supports(MethodParameter parameter, Type type, Class<? extends HttpMessageConverter<?>> converter) {
        return true;
    }

    @Override
    public Object afterBodyRead(
            Object body,
            HttpInputMessage message,
            MethodParameter parameter,
            Type type,
            Class<? extends HttpMessageConverter<?>> converter) {
        requireWhole("", body);
        return body;
    }

    private static void requireWhole(String path, @Nullable Object value) {
        switch (value) {
            case Record record -> requireComponents(path, record);
            case Collection<?> many -> {
                int index = 0;
                for (Object one : many) {
                    String place = path + "[" + index++ + "]";
                    if (one == null) {
                        throw new IllegalArgumentException(place + " is null; allowed is a value.");
                    }
                    requireWhole(place, one);
                }
            }
            case null, default -> {}
        }
    }

    private static void requireComponents(String path, Record record) {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            String name = path.isEmpty() ? component.getName() : path + "." + component.getName();
            Object value = valueOf(component, record);
            if (value == null && !component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                throw new IllegalArgumentException(name + " is missing; this request needs it.");
            }
            requireWhole(name, value);
        }
    }

    private static @Nullable Object valueOf(RecordComponent component, Record record) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "Cannot read " + component.getName() + " of "
                            + record.getClass().getName(),
                    e);
        }
    }
}
