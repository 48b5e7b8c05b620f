package dev.berth.e2e.production;

import dev.berth.bench.bed.BrowserTunnel;
import dev.berth.bench.bed.PersonAtBerth;
import dev.berth.bench.raw.Steps;
import dev.berth.bench.raw.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;

/**
 * Somebody at a desktop, whose browser connects again when its line is cut, as the page does. A program of its own, since it
 * is run where the machines are. Says, a line each with the time, when a picture is there, when the line is lost and why.
 */
final class StayingPerson {

    private static final Duration LOOK = Duration.ofMillis(200);

    private StayingPerson() {}

    /** Arguments: the portal, an account, its password, and a file: as long as it is there, the person stays. */
    public static void main(String... arguments) {
        URI portal = URI.create(arguments[0]);
        var accounts = new Properties();
        accounts.setProperty(arguments[1], arguments[2]);
        Path stay = Path.of(arguments[3]);
        try (PersonAtBerth person = PersonAtBerth.signIn(portal, accounts, arguments[1])) {
            String session = person.await(person.bundle(), new Steps());
            say("session " + session);
            while (Files.exists(stay)) {
                look(person, session, stay);
            }
            say("left " + person.get("/sessions/" + session).path("state").asString());
        }
    }

    /** What such a program has said in a file until now. */
    static String told(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("What the person at the desktop says cannot be read", e);
        }
    }

    /** Each time from when the line was lost until there was a picture again. */
    static List<Duration> withoutPicture(Path file) {
        var found = new ArrayList<Duration>();
        var lost = OptionalLong.empty();
        for (String line : told(file).lines().toList()) {
            String[] said = line.split(" ", 3);
            if (said[1].equals("lost")) {
                lost = OptionalLong.of(Long.parseLong(said[0]));
            } else if (said[1].equals("picture") && lost.isPresent()) {
                found.add(Duration.ofMillis(Long.parseLong(said[0]) - lost.getAsLong()));
                lost = OptionalLong.empty();
            }
        }
        if (lost.isPresent()) {
            throw new IllegalStateException("The line was lost, and no picture came again: " + told(file));
        }
        return found;
    }

    private static void look(PersonAtBerth person, String session, Path stay) {
        try {
            BrowserTunnel tunnel = person.connect(session, new Steps());
            try {
                say("picture");
                while (tunnel.ended().isEmpty() && Files.exists(stay)) {
                    Waiting.pause(LOOK);
                }
                tunnel.ended().ifPresent(why -> say("lost " + why));
            } finally {
                tunnel.close();
            }
        } catch (IllegalStateException | UncheckedIOException notYetThere) {
            say("again " + notYetThere.getMessage());
            Waiting.pause(LOOK);
        }
    }

    private static void say(String what) {
        System.out.println(Instant.now().toEpochMilli() + " " + what.replace('\n', ' '));
    }
}
