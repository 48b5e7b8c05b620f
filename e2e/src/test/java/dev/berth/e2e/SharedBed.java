package dev.berth.e2e;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One {@link Bed} for all classes that take it as a parameter: a domain, a Berth and a template are made once, as in a
 * house that many people come to. A class finds no desktop that another left; what else it changes, it puts back.
 */
final class SharedBed implements ParameterResolver, AfterAllCallback {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Bed.class;
    }

    @Override
    public Bed resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return store(context).computeIfAbsent(Bed.class, _ -> Bed.make("berth-e2e"), Bed.class);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Bed bed = store(context).get(Bed.class, Bed.class);
        if (bed == null) {
            return;
        }
        try {
            bed.terminateDesktops();
        } catch (RuntimeException | AssertionError e) {
            // The next class makes another.
            store(context).remove(Bed.class);
            try (bed) {
                throw e;
            }
        }
    }

    /** It is closed after the last class. */
    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getRoot().getStore(ExtensionContext.Namespace.create(SharedBed.class));
    }
}
