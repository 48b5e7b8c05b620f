package dev.berth.hypervisor;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Keeps among the JVMs that run a module's test classes what JUnit keeps among the threads of one: a class that is
 * {@link Isolated}, since it measures times, runs alone, and of those with the same {@link ResourceLock} one at a time.
 * Registered for all classes. A JVM that dies gives up what it held.
 */
public final class AmongForks implements BeforeAllCallback, AfterAllCallback {

    private static final Path FOLDER = Path.of("target", "test-locks");

    private static final Deque<FileChannel> HELD = new ArrayDeque<>();

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        if (!context.getEnclosingTestClasses().isEmpty()) {
            return;
        }
        Class<?> test = context.getRequiredTestClass();
        for (String resource : Arrays.stream(test.getAnnotationsByType(ResourceLock.class))
                .map(ResourceLock::value)
                .sorted()
                .toList()) {
            HELD.push(lock(resource, false));
        }
        // Who waits to be alone holds the door, so that no other comes in before.
        try (FileChannel _ = lock("door", false)) {
            HELD.push(lock("running", !test.isAnnotationPresent(Isolated.class)));
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (context.getEnclosingTestClasses().isEmpty()) {
            while (!HELD.isEmpty()) {
                HELD.pop().close();
            }
        }
    }

    private static FileChannel lock(String name, boolean shared) throws IOException {
        Files.createDirectories(FOLDER);
        FileChannel channel = FileChannel.open(
                FOLDER.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        channel.lock(0, Long.MAX_VALUE, shared);
        return channel;
    }
}
