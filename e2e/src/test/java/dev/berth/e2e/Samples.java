package dev.berth.e2e;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/** What a person's desktop is given to do: files, a tone, a letter to print. */
final class Samples {

    /** In a page: keeps the loudest sample that it was given to play, of 1.0. */
    static final String LISTENS = """
            () => {
                const context = Guacamole.AudioContextFactory.getAudioContext();
                const make = context.createBufferSource.bind(context);
                window.loudest = 0;
                context.createBufferSource = () => {
                    const source = make();
                    const start = source.start.bind(source);
                    source.start = (...when) => {
                        for (const sample of source.buffer.getChannelData(0)) {
                            window.loudest = Math.max(window.loudest, Math.abs(sample));
                        }
                        start(...when);
                    };
                    return source;
                };
            }
            """;

    /** In a guest: a second of 440 Hz, by the person, to wherever their programs play. */
    static final String[] PLAYS_A_TONE = inItsSession("""
            perl -e 'print pack("s<*", map { my $at = 12000 * sin($_ * 0.0627); ($at, $at) } 1 .. 44100)' >~/tone
            paplay --raw --format=s16le --rate=44100 --channels=2 ~/tone
            """);

    /** In a guest: prints a text on the usual printer. */
    static final String[] PRINTS_A_LETTER = asPerson("echo 'Dear Berth, 안녕' | lp -t 'letter/1'");

    private Samples() {}

    /** Bytes that begin as a PDF does. */
    static byte[] pdf(int bytes) {
        byte[] pdf = new byte[bytes];
        new Random(11).nextBytes(pdf);
        byte[] head = "%PDF-1.7\n".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(head, 0, pdf, 0, head.length);
        return pdf;
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** In a guest: a script by the person, where their desktop's programs run. */
    static String[] inItsSession(String script) {
        return asPerson("""
                session=$(ls -d /run/berth-sessions/person:* | head -n 1)
                export XDG_RUNTIME_DIR=$session DISPLAY=:${session##*:}
                """ + script);
    }

    private static String[] asPerson(String script) {
        return new String[] {
            "/usr/bin/setpriv",
            "--reuid=person",
            "--regid=person",
            "--init-groups",
            "--reset-env",
            "/bin/sh",
            "-c",
            script
        };
    }
}
