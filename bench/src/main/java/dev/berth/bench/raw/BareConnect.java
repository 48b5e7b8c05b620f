package dev.berth.bench.raw;

import dev.berth.gateway.guacd.FirstPicture;
import dev.berth.gateway.guacd.InstructionInput;
import dev.berth.gateway.guacd.InstructionScanner;
import dev.berth.gateway.guacd.Opcode;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A connection to guacd without Berth between: handshake, then reading until the first picture of the desktop, by the
 * criterion that the gateway goes by. Closing it leaves the guest's session as a browser does that goes away.
 */
public final class BareConnect implements Closeable {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int READ_LIMIT_MILLIS = 20_000;

    private final Socket socket = new Socket();
    private final InstructionInput input;
    private final OutputStream output;
    private final long deadline = System.nanoTime() + LIMIT.toNanos();

    private BareConnect(Guacd guacd) throws IOException {
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(guacd.host(), guacd.port()), 5_000);
        socket.setSoTimeout(READ_LIMIT_MILLIS);
        input = InstructionInput.ofGuacd(socket.getInputStream());
        output = socket.getOutputStream();
    }

    /** Connects to an RDP server and returns when the first picture was there whole. */
    public static BareConnect untilFirstPicture(Guacd guacd, Map<String, String> rdp) {
        BareConnect connect = null;
        try {
            connect = new BareConnect(guacd);
            connect.shakeHands(rdp);
            connect.readFirstPicture();
            return connect;
        } catch (IOException e) {
            if (connect != null) {
                connect.close();
            }
            throw new UncheckedIOException(
                    "guacd at " + guacd + " gave no picture of the desktop: " + e.getMessage(), e);
        }
    }

    /** Stays for a while, as a person does, and takes what is drawn. */
    public void stay(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        try {
            while (System.nanoTime() < end) {
                answer(next());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The session ended while somebody was in it: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            send(List.of("disconnect"));
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The connection to guacd did not close", e);
        }
    }

    private void shakeHands(Map<String, String> rdp) throws IOException {
        send(List.of("select", "rdp"));
        InstructionScanner args = expect(Opcode.ARGS);
        List<String> connect = new ArrayList<>(List.of("connect"));
        for (int i = 1; i < args.elements(); i++) {
            String name = args.text(i);
            connect.add(name.startsWith("VERSION_") ? name : rdp.getOrDefault(name, ""));
        }
        send(List.of(
                "size", Integer.toString(Screen.WIDTH), Integer.toString(Screen.HEIGHT), Integer.toString(Screen.DPI)));
        send(Screen.audioInstruction());
        send(List.of("video"));
        send(Screen.imageInstruction());
        send(List.of("timezone", Screen.TIMEZONE));
        send(connect);
        expect(Opcode.READY);
    }

    private void readFirstPicture() throws IOException {
        FirstPicture picture = new FirstPicture();
        while (true) {
            InstructionScanner instruction = next();
            boolean complete = picture.completedBy(instruction, instruction.opcode());
            answer(instruction);
            if (complete) {
                return;
            }
        }
    }

    private void answer(InstructionScanner instruction) throws IOException {
        Opcode opcode = instruction.opcode();
        if (opcode == Opcode.SYNC) {
            send(List.of("sync", instruction.text(1)));
        } else if (opcode == Opcode.ERROR || opcode == Opcode.DISCONNECT) {
            throw new IOException("it said " + instruction.text(0) + " " + instruction.text(1) + " "
                    + instruction.text(2) + "; look into guacd's log");
        }
    }

    private InstructionScanner expect(Opcode wanted) throws IOException {
        while (true) {
            InstructionScanner instruction = next();
            if (instruction.opcode() == wanted) {
                return instruction;
            }
            if (instruction.opcode() == Opcode.ERROR) {
                throw new IOException("it refused with " + instruction.text(1));
            }
        }
    }

    private InstructionScanner next() throws IOException {
        while (!input.next()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("nothing but blanks came within " + LIMIT.toSeconds() + " s");
            }
            if (input.fill() < 0) {
                throw new IOException("it closed the connection; look into guacd's log");
            }
        }
        return input.scanner();
    }

    private void send(List<String> elements) throws IOException {
        output.write(Screen.instruction(elements).getBytes(StandardCharsets.UTF_8));
    }
}
