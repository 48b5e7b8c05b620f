package dev.berth.gateway.guacd;

import dev.berth.gateway.guacd.GuacdFailedException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.guacamole.protocol.GuacamoleInstruction;
import org.apache.guacamole.protocol.GuacamoleProtocolCapability;
import org.apache.guacamole.protocol.GuacamoleProtocolVersion;
import org.apache.guacamole.protocol.GuacamoleStatus;
import org.jspecify.annotations.Nullable;

/** select → args → size, audio, video, image, timezone, connect → ready. Reads no byte beyond what it needs to decide. */
final class Handshake {

    /** @param pinned whether guacd was told which certificate the guest has */
    record Result(GuacamoleProtocolVersion version, String connectionId, boolean pinned) {}

    /** What every browser plays: samples as they are, 16 bits or 8. */
    private static final List<String> SOUND = List.of("audio/L16", "audio/L8");

    private final GuacdSettings settings;
    private final Socket socket;
    private final InstructionInput input;
    private final OutputStream output;
    private final long deadlineNanos;

    Handshake(GuacdSettings settings, Socket socket, InstructionInput input, OutputStream output) {
        this.settings = settings;
        this.socket = socket;
        this.input = input;
        this.output = output;
        this.deadlineNanos = System.nanoTime() + settings.handshakeLimit().toNanos();
    }

    Result with(String protocol, Order order, BrowserDisplay display) throws IOException {
        send(List.of(new GuacamoleInstruction("select", protocol)));
        List<String> names = expect(Opcode.ARGS);
        requireAsked(protocol, order.needed(), names);
        GuacamoleProtocolVersion version = version(names);
        send(answers(version, names, order, display));
        List<String> ready = expect(Opcode.READY);
        if (ready.isEmpty()) {
            throw failed(Kind.UNUSABLE, "said it is ready without naming the connection. Use guacd 1.1 or later", null);
        }
        return new Result(version, ready.getFirst(), order.pinned(names));
    }

    private static List<GuacamoleInstruction> answers(
            GuacamoleProtocolVersion version, List<String> names, Order order, BrowserDisplay display) {
        Map<String, String> parameters = order.told(names);
        List<GuacamoleInstruction> answers = new ArrayList<>();
        answers.add(new GuacamoleInstruction(
                "size",
                Integer.toString(display.width()),
                Integer.toString(display.height()),
                Integer.toString(display.dpi())));
        answers.add(new GuacamoleInstruction("audio", order.hasSound() ? SOUND : List.of()));
        answers.add(new GuacamoleInstruction("video"));
        answers.add(new GuacamoleInstruction("image", display.imageTypes()));
        if (GuacamoleProtocolCapability.TIMEZONE_HANDSHAKE.isSupported(version)) {
            display.timezone().ifPresent(zone -> answers.add(new GuacamoleInstruction("timezone", zone.getId())));
        }
        List<String> values = new ArrayList<>();
        for (String name : names) {
            boolean isVersion = values.isEmpty() && GuacamoleProtocolVersion.parseVersion(name) != null;
            values.add(isVersion ? version.toString() : parameters.getOrDefault(name, ""));
        }
        answers.add(new GuacamoleInstruction("connect", values));
        return answers;
    }

    /** The newest version that both sides speak; guacd before 1.1 names none. */
    private static GuacamoleProtocolVersion version(List<String> names) {
        GuacamoleProtocolVersion theirs =
                names.isEmpty() ? null : GuacamoleProtocolVersion.parseVersion(names.getFirst());
        if (theirs == null) {
            return GuacamoleProtocolVersion.VERSION_1_0_0;
        }
        return theirs.atLeast(GuacamoleProtocolVersion.LATEST) ? GuacamoleProtocolVersion.LATEST : theirs;
    }

    private void requireAsked(String protocol, Set<String> needed, List<String> asked) throws GuacdFailedException {
        Set<String> missing = new TreeSet<>(needed);
        missing.removeAll(new HashSet<>(asked));
        if (!missing.isEmpty()) {
            throw failed(
                    Kind.UNUSABLE,
                    "knows no parameter %s for %s. Use guacd %s or later"
                            .formatted(
                                    String.join(", ", missing),
                                    protocol,
                                    missing.contains("cert-fingerprints") ? "1.6" : "1.3"),
                    null);
        }
    }

    private void send(List<GuacamoleInstruction> instructions) throws IOException {
        StringBuilder text = new StringBuilder();
        instructions.forEach(text::append);
        output.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private List<String> expect(Opcode expected) throws IOException {
        InstructionScanner scanner = input.scanner();
        while (true) {
            while (!next(expected)) {
                fill(expected);
            }
            Opcode opcode = scanner.opcode();
            if (opcode == expected) {
                return arguments(scanner);
            }
            if (opcode == Opcode.ERROR) {
                GuacamoleStatus status = GuacamoleStatus.fromGuacamoleStatusCode((int) scanner.number(2));
                throw failed(
                        Kind.REFUSED,
                        "refused with %s: %s. Look into guacd's log"
                                .formatted(status == null ? "status " + scanner.text(2) : status, scanner.text(1)),
                        null);
            }
            if (opcode != Opcode.NOP && opcode != Opcode.LOG) {
                throw failed(
                        Kind.UNUSABLE,
                        "sent '%s' where '%s' belongs. Check that guacd listens there"
                                .formatted(shown(scanner.text(0)), name(expected)),
                        null);
            }
        }
    }

    private boolean next(Opcode expected) throws GuacdFailedException {
        try {
            return input.next();
        } catch (MalformedInstructionException malformed) {
            throw failed(
                    Kind.UNUSABLE,
                    "does not speak the Guacamole protocol (waiting for '%s'). Check that guacd listens there"
                            .formatted(name(expected)),
                    malformed);
        }
    }

    private void fill(Opcode expected) throws IOException {
        long millis = (deadlineNanos - System.nanoTime()) / 1_000_000;
        if (millis < 1) {
            throw silent(expected, null);
        }
        socket.setSoTimeout(Math.toIntExact(millis));
        try {
            if (input.fill() < 0) {
                throw failed(
                        Kind.REFUSED,
                        "closed the connection instead of sending '%s'. Is its plug-in for the protocol installed? Look into guacd's log"
                                .formatted(name(expected)),
                        null);
            }
        } catch (SocketTimeoutException timeout) {
            throw silent(expected, timeout);
        }
    }

    private GuacdFailedException silent(Opcode expected, @Nullable IOException cause) {
        return failed(
                Kind.SILENT,
                "did not send '%s' within %d ms. Look into guacd's log, or restart it"
                        .formatted(name(expected), settings.handshakeLimit().toMillis()),
                cause);
    }

    private GuacdFailedException failed(Kind kind, String what, @Nullable Throwable cause) {
        return new GuacdFailedException(kind, "guacd at " + settings.address() + " " + what + ".", cause);
    }

    private static List<String> arguments(InstructionScanner scanner) {
        List<String> arguments = new ArrayList<>();
        for (int i = 1; i < scanner.elements(); i++) {
            arguments.add(scanner.text(i));
        }
        return arguments;
    }

    private static String name(Opcode opcode) {
        return opcode.name().toLowerCase(Locale.ROOT);
    }

    private static String shown(String value) {
        return value.length() <= 40 ? value : value.substring(0, 40) + "…";
    }
}
