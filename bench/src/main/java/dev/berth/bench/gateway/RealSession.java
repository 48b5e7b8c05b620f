package dev.berth.bench.gateway;

import dev.berth.bench.bed.PersonAtBerth;
import dev.berth.bench.mainjob.Bed;
import dev.berth.bench.mainjob.Options;
import dev.berth.bench.raw.Screen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Records what guacd draws while somebody works: a desktop of the golden image, menus, windows that move, text. */
final class RealSession {

    private static final String EMPLOYEE = "alice";
    private static final Duration EVERY = Duration.ofMillis(40);
    private static final int SWEEPS = 12;
    private static final int STEPS_A_SWEEP = 25;
    private static final int LEFT = 1;
    private static final int RIGHT = 4;

    private RealSession() {}

    /** Opens a desktop of a Berth that is started for it, works in it for half a minute, and keeps what came in a file. */
    static byte[] record(Options options, Path into) {
        System.out.println("recording a session");
        try (Bed bed = Bed.make(options)) {
            var berth = bed.start(List.of("--berth.desktop.templates=false"));
            try (PersonAtBerth person = PersonAtBerth.signIn(berth.address(), berth.accounts(), EMPLOYEE)) {
                byte[] drawn = person.record(person.bundle(), work(), EVERY);
                Files.createDirectories(into.toAbsolutePath().getParent());
                Files.write(into, drawn);
                return drawn;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The recorded session cannot be kept at " + into, e);
        }
    }

    /** The same in each run. */
    private static List<List<String>> work() {
        Random random = new Random(7);
        List<List<String>> input = new ArrayList<>();
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            int button = sweep % 3 == 0 ? RIGHT : LEFT;
            int x = random.nextInt(Screen.WIDTH);
            int y = random.nextInt(Screen.HEIGHT);
            input.add(mouse(x, y, 0));
            input.add(mouse(x, y, button));
            for (int step = 0; step < STEPS_A_SWEEP; step++) {
                x = Math.clamp(x + random.nextInt(-20, 60), 0, Screen.WIDTH - 1);
                y = Math.clamp(y + random.nextInt(-20, 40), 0, Screen.HEIGHT - 1);
                input.add(mouse(x, y, button == LEFT ? LEFT : 0));
            }
            input.add(mouse(x, y, 0));
            for (char letter : "ls -l /usr/bin\r".toCharArray()) {
                String keysym = Integer.toString(letter == '\r' ? 0xff0d : letter);
                input.add(List.of("key", keysym, "1"));
                input.add(List.of("key", keysym, "0"));
            }
        }
        return input;
    }

    private static List<String> mouse(int x, int y, int buttons) {
        return List.of("mouse", Integer.toString(x), Integer.toString(y), Integer.toString(buttons));
    }
}
